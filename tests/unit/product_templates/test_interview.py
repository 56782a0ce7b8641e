"""What is asked in which order, what is filled in, and what is said about answers that cannot be used."""

import pytest

from governance.errors import Invalid, NotFound
from product_templates import answer_faults, complete_answers, load_template, next_question
from product_templates.questions import read_question
from tests.factories.templates import CASES, FLIGHTS, WEATHER, starter

SOURCE = load_template("source-aligned")


def asked(template, answers):
    """Return what is asked after `answers`, each question answered by its default, or by a stand-in."""
    names, known = [], dict(answers)
    while question := next_question(template, known):
        names.append(question.name)
        known[question.name] = "x" if question.required else question.default
    return names


def problems(template, answers):
    with pytest.raises(Invalid) as refused:
        complete_answers(load_template(template), answers)
    return refused.value.context["problems"]


def test_questions_come_in_the_order_of_the_template():
    assert asked(SOURCE, {})[:6] == ["domain", "product", "title", "description", "row", "team"]


def test_what_is_answered_is_not_asked():
    assert asked(SOURCE, starter()) == [
        "title", "row", "classification", "purposes", "refresh", "location", "format", "delimiter", "nulls", "columns",
    ]  # fmt: skip


def test_what_does_not_apply_is_not_asked():
    assert "delimiter" not in asked(SOURCE, starter(location="a.parquet"))


@pytest.mark.parametrize(
    ("location", "kind"), [("a.csv.gz", "csv"), ("a.parquet", "parquet"), ("b/*.ndjson", "json"), ("a.json", "json")]
)
def test_a_default_follows_from_the_answers_before_it(location, kind):
    assert complete_answers(SOURCE, starter(location=location))["format"] == kind


def test_everything_that_is_wrong_is_said_at_once():
    found = problems("source-aligned", starter(domain="Sales", contact="nobody", refresh="often", colour="red"))
    assert [problem.split(":")[0] for problem in found] == ["`colour`", "`domain`", "`contact`", "`refresh`"]


def test_what_follows_from_a_wrong_answer_is_not_complained_about_too():
    found = problems("aggregate", starter(purpose="planning", inputs=[], group_by=["carrier"]))
    assert len(found) == 1
    assert found[0].startswith("`inputs`")


@pytest.mark.parametrize("name", ["domain", "product", "description", "team", "owner", "contact"])
def test_a_question_without_a_default_must_be_answered(name):
    answers = {key: value for key, value in starter().items() if key != name}
    assert [problem.split(".")[0] for problem in problems("source-aligned", answers)] == [f"`{name}`: not answered"]


@pytest.mark.parametrize("name", ["served", "reads", "kind", "transform", "has_sample"])
def test_a_computed_value_cannot_be_answered(name):
    assert problems("source-aligned", starter(**{name: "x"})) == [f"`{name}`: the template asks no such question"]


def test_an_answer_to_a_question_that_does_not_apply_is_refused():
    found = problems("source-aligned", starter(location="a.parquet", delimiter=";"))
    assert found == ["`delimiter`: it does not apply here; leave it out"]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("title", 5, "a text"),
        ("title", None, "a text"),
        ("title", "", "empty"),
        ("title", " padded", "blank"),
        ("title", "two\nlines", "one line"),
        ("title", "x" * 501, "one line"),
        ("title", "turned \u202e round", "U+202E"),
        ("description", "bell \x07", "U+0007"),
        ("description", "...", "says nothing"),
        ("row", "TODO", "says nothing"),
        ("domain", "Operations", "`operations` would do"),
        ("domain", "main", "reserved"),
        ("team", "a__b", "`a_b` would do"),
        ("owner", "ana smith", "user name"),
        ("owner", "ana\n", "user name"),
        ("contact", "ops", "team@example.org"),
        ("contact", "a@b@example.org", "e-mail"),
        ("contact", "mailto:a@example.org?bcc=x@y.org", "e-mail"),
        ("classification", "banana", "public"),
        ("refresh", "never", "daily"),
        ("purposes", "planning", "list of words"),
        ("purposes", ["Next Year"], "next_year"),
        ("location", "https://example.org/x.csv", "local files"),
        ("location", "../secrets.csv", "not followed"),
        ("location", "~/x.csv", "not followed"),
        ("location", "a.csv\n", "blank"),
        ("location", "package://os", "local files"),
        ("delimiter", "||", "one character"),
        ("nulls", "NA", "a list"),
        ("nulls", ["NA", 99], "a list"),
    ],
)
def test_an_answer_that_does_not_do_is_refused_with_one_that_would(name, value, said):
    (found,) = problems("source-aligned", starter(**{name: value}))
    assert found.startswith(f"`{name}`")
    assert said in found


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ({}, "a mapping with a `name`"),
        ({"name": "Dep Time"}, "cannot name a column"),
        ({"name": "_trellis_row"}, "cannot name a column"),
        ({"name": "order"}, "SQL's own"),
        ({"name": "a", "colour": "red"}, "`colour`"),
        ({"name": "a", "type": "varchar"}, "no known type"),
        ({"name": "a", "type": "integer", "physical": "VARCHAR"}, "cannot hold"),
        ({"name": "a", "physical": "WIBBLE"}, "No table has the type"),
        ({"name": "a", "type": "number", "physical": "DECIMAL(50,2)"}, "1 to 38 digits"),
        ({"name": "a", "classification": "secret"}, "no known classification"),
        ({"name": "a", "required": "yes"}, "true or false"),
        ({"name": "a", "description": 5}, "put it in quotes"),
        ({"name": "a", "description": "x\ny"}, "one line"),
        ({"name": "a", "description": "tbd"}, "says nothing"),
        ({"name": "a", "seen": "x\ny"}, "one line"),
        ({"name": "a", "source": ""}, "what the file calls it"),
        ({"name": "a", "enum": "EWR"}, "a list"),
        ({"name": "a", "type": "integer", "enum": ["EWR"]}, "no value of `a`"),
        ({"name": "a", "enum": ["EWR", "EWR"]}, "twice"),
        ({"name": "a", "type": "date", "example": "31.01.2024"}, "no value of `a`"),
        ({"name": "a", "type": "number", "key": True}, "tells no rows apart"),
        ({"name": "a", "type": "array"}, "add `items`"),
        ({"name": "a", "type": "array", "items": "string"}, "a mapping with a `type`"),
        ({"name": "a", "type": "object", "properties": [{"name": "B"}]}, "In `a`"),
        ({"name": "a", "type": "array", "items": {"type": "varchar"}, "unique": True}, "tells no rows apart"),
    ],
)
def test_a_column_that_no_contract_can_hold_is_refused(column, said):
    (found,) = problems("source-aligned", starter(columns=[column]))
    assert said in found


def test_columns_have_names_of_their_own():
    assert "two columns `a`" in problems("source-aligned", starter(columns=[{"name": "a"}, {"name": "a"}]))[0]


def test_columns_nested_without_end_are_refused():
    column = {"name": "a"}
    for _ in range(12):
        column = {"name": "a", "type": "object", "properties": [column]}
    assert "deeper" in problems("source-aligned", starter(columns=[column]))[0]


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ("operations.flights", "a list of 1"),
        ([{"port": "flights", "columns": [{"name": "a"}]}], "domain.port"),
        ([{"port": "a.class", "columns": [{"name": "a"}]}], "Python"),
        ([{"port": "a.b"}], "a list of 1"),
        ([{"port": "a.b", "name": "main", "columns": [{"name": "a"}]}], "reserved"),
        ([{"port": "a.b", "columns": [{"name": "a"}], "version": 1}], "`1.0.0`"),
        ([{"port": "a.b", "columns": [{"name": "a"}], "contract": "x') }}"}], "The contract of `a.b`"),
        ([{"port": "a.b", "columns": [{"name": "a"}], "join": "x"}], "`join`"),
        ([FLIGHTS, {**WEATHER, "on": ["wind_speed"]}], "does not join"),
        ([FLIGHTS, {key: value for key, value in WEATHER.items() if key != "on"}], "does not join"),
        ([FLIGHTS, {**FLIGHTS, "on": ["carrier"]}], "Two inputs are called `flights`"),
    ],
)
def test_inputs_that_cannot_be_read_are_refused(inputs, said):
    (found,) = problems("aggregate", starter(purpose="planning", inputs=inputs, group_by=["carrier"]))
    assert said in found


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"group_by": []}, "at least one"),
        ({"group_by": ["nothing"]}, "no input has a column `nothing`"),
        ({"group_by": ["carrier", "carrier"]}, "twice"),
        ({"group_by": ["wind_speed"]}, "tells no rows apart"),
        ({"measures": [{"name": "carrier"}]}, "two columns `carrier`"),
        ({"measures": [{"name": "x", "function": "median", "column": "dep_delay"}]}, "no known function"),
        ({"measures": [{"name": "x", "function": "sum", "column": "carrier"}]}, "no number"),
        ({"measures": [{"name": "x", "function": "sum"}]}, "no simple column"),
        ({"measures": [{"name": "x", "filter": "1 = 1"}]}, "`filter`"),
        ({"measures": [{"name": "x; DROP"}]}, "cannot name a column"),
        ({"measures": [{"name": "x", "description": "todo"}]}, "says nothing"),
        ({"measures": [{"name": "x", "classification": "secret"}]}, "classification"),
    ],
)
def test_groups_and_measures_that_cannot_be_made_are_refused(answers, said):
    told = {"purpose": "planning", "inputs": [FLIGHTS, WEATHER], "group_by": ["carrier"]} | answers
    (found,) = problems("aggregate", starter(**told))
    assert said.lower() in found.lower()


def test_a_key_is_among_the_columns_that_are_served():
    _, answers = CASES["consumer-aligned"]
    assert "that are served" in problems("consumer-aligned", answers | {"key": ["origin", "time_hour"]})[0]


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("title", "Flights", "Flights"),
        ("purposes", "[planning, research]", ["planning", "research"]),
        ("columns", "- name: a\n  key: true", [{"name": "a", "key": True}]),
    ],
)
def test_what_a_person_types_becomes_an_answer(name, text, value):
    assert SOURCE.question(name).parse(text) == value


@pytest.mark.parametrize("text", ["[", "&a [*a]", "!!python/object:os.system x"])
def test_what_is_typed_and_cannot_be_read_is_refused(text):
    with pytest.raises(Invalid, match="`columns` cannot be read"):
        SOURCE.question("columns").parse(text)


def test_an_answer_is_judged_while_it_is_given():
    question = SOURCE.question("domain")
    assert answer_faults(question, "operations", {}) == ()
    assert "`ops` would do" in answer_faults(question, "Ops", {})[0]


def test_a_question_that_is_not_asked_is_not_found():
    with pytest.raises(NotFound, match="asks no question `colour`"):
        SOURCE.question("colour")


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [("bool", "yes", True), ("bool", "FALSE", False), ("int", " 12 ", 12), ("str", "12", "12")],
)
def test_a_question_reads_what_is_typed_by_its_type(kind, text, value):
    assert read_question("asked", {"type": kind}).parse(text) == value


@pytest.mark.parametrize(("kind", "text"), [("bool", "perhaps"), ("int", "a dozen")])
def test_what_is_typed_and_is_of_another_type_is_refused(kind, text):
    with pytest.raises(Invalid) as refused:
        read_question("asked", {"type": kind}).parse(text)
    assert refused.value.hint.startswith("write `asked=")


@pytest.mark.parametrize(("kind", "value"), [("bool", 1), ("int", True), ("int", "1"), ("str", 1), ("yaml", None)])
def test_an_answer_of_another_type_does_not_fit(kind, value):
    assert read_question("asked", {"type": kind}).misfit(value)
