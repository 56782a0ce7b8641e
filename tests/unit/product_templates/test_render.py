"""Rendering into a folder: what is written, what is refused, and that nobody's edits are lost."""

import os
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.descriptors import load_product
from governance.errors import Conflict, Invalid, NotFound
from product_templates import load_answers, render
from tests.factories.product_examples import differences
from tests.factories.templates import CASES, PEOPLE, starter

PROVENANCE = ".trellis/template.yaml"


def tree(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture
def flights(tmp_path):
    render("source-aligned", tmp_path / "flights", starter())
    return tmp_path / "flights"


def test_what_was_written_and_what_comes_next_is_told(tmp_path):
    rendered = render("source-aligned", tmp_path / "flights", starter())
    assert rendered.files.created == rendered.paths == tuple(sorted(tree(tmp_path / "flights")))
    assert rendered.next_steps[0].startswith("write what is marked `Say here …` in `README.md`")
    assert rendered.next_steps[-1] == "trellis run operations/flights"


def test_a_dry_run_tells_the_same_and_writes_nothing(tmp_path):
    dry = render("source-aligned", tmp_path / "flights", starter(), dry_run=True)
    assert not (tmp_path / "flights").exists()
    assert render("source-aligned", tmp_path / "flights", starter()) == dry


def test_rendering_again_changes_nothing(flights):
    before = tree(flights)
    rendered = render("source-aligned", flights, starter())
    assert (rendered.files.created, rendered.files.replaced, rendered.files.removed) == ((), (), ())
    assert tree(flights) == before


def test_other_answers_replace_files_that_nobody_edited(flights):
    rendered = render("source-aligned", flights, starter(title="All flights"))
    assert set(rendered.files.replaced) == {PROVENANCE, "README.md", "contracts/flights.odcs.yaml"}
    assert "name: All flights" in (flights / "contracts/flights.odcs.yaml").read_text()


def test_an_edited_file_is_not_overwritten(flights):
    (flights / "transform.sql").write_text("SELECT 1")
    before = tree(flights)
    with pytest.raises(Conflict, match=r"`transform\.sql`") as refused:
        render("source-aligned", flights, starter(row="One flight"))
    assert refused.value.context["files"] == ["transform.sql"]
    assert tree(flights) == before


def test_an_edited_file_that_would_stay_as_it_is_is_no_conflict(flights):
    (flights / "notes.md").write_text("ours")
    (flights / "tests/more.yaml").write_text("description: ours")
    render("source-aligned", flights, starter(title="All flights"))
    assert (flights / "notes.md").read_text() == "ours"


def test_edits_are_given_up_when_asked_for(flights):
    (flights / "transform.sql").write_text("SELECT 1")
    (flights / "notes.md").write_text("ours")
    render("source-aligned", flights, starter(), overwrite=True)
    assert "FROM {{ source('flights_csv') }}" in (flights / "transform.sql").read_text()
    assert (flights / "notes.md").read_text() == "ours"


def test_a_deleted_file_comes_back(flights):
    (flights / "README.md").unlink()
    assert render("source-aligned", flights, starter()).files.created == ("README.md",)


def test_a_folder_that_no_template_made_is_left_alone(tmp_path):
    (tmp_path / "notes.md").write_text("ours")
    with pytest.raises(Conflict, match="not empty"):
        render("source-aligned", tmp_path, starter())
    assert os.listdir(tmp_path) == ["notes.md"]


def test_what_is_no_longer_rendered_goes_unless_it_was_edited(tmp_path):
    template, answers = CASES["consumer-aligned"]
    render(template, tmp_path, answers)
    assert render(template, tmp_path, answers | {"language": "python"}).files.removed == ("transform.sql",)
    (tmp_path / "transform.py").write_text("ours")
    with pytest.raises(Conflict, match=r"`transform\.py`"):
        render(template, tmp_path, answers)


def test_a_half_written_folder_is_finished_by_the_next_render(flights):
    before = tree(flights)
    (flights / PROVENANCE).unlink()
    (flights / "README.md").unlink()
    with pytest.raises(Conflict):
        render("source-aligned", flights, starter())
    render("source-aligned", flights, starter(), overwrite=True)
    assert tree(flights) == before


@pytest.mark.parametrize("place", ["contracts", "transform.sql", ".trellis"])
def test_nothing_is_written_through_a_link(place, tmp_path):
    target = tmp_path / "elsewhere"
    target.mkdir()
    (tmp_path / "flights").mkdir()
    (tmp_path / "flights" / place).symlink_to(target)
    with pytest.raises(Conflict):
        render("source-aligned", tmp_path / "flights", starter(), overwrite=True)
    assert os.listdir(target) == []


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path):
    (tmp_path / "flights").write_text("a file")
    with pytest.raises(Conflict, match="is a file"):
        render("source-aligned", tmp_path / "flights", starter())


@pytest.mark.parametrize("path", ["../outside.txt", "/etc/hostname", "contracts/../../outside.txt"])
def test_a_note_of_origin_cannot_name_files_outside_of_its_folder(path, flights):
    outside = flights.parent / "outside.txt"
    outside.write_text("theirs")
    file = flights / PROVENANCE
    file.write_text(file.read_text() + f'  "{path}": sha256:{"0" * 64}\n')
    render("source-aligned", flights, starter(), overwrite=True)
    assert outside.read_text() == "theirs"


@pytest.mark.parametrize("text", ["template: [", "template: 1\nanswers: {}\nfiles: {}", "template: x"])
def test_a_broken_note_of_origin_stops_the_render(text, flights):
    (flights / PROVENANCE).write_text(text)
    with pytest.raises(Invalid):
        render("source-aligned", flights, starter())


def test_answers_come_from_a_file_and_from_the_call_which_wins(tmp_path):
    (tmp_path / "answers.yaml").write_text("domain: operations\nproduct: flights\ntitle: From the file\nteam: nobody")
    told = {"description": "Flights"} | PEOPLE
    render("source-aligned", tmp_path / "out", told, answers_file=tmp_path / "answers.yaml")
    assert (
        load_answers(tmp_path / "out")
        == {"domain": "operations", "product": "flights", "title": "From the file"} | told
    )


@pytest.mark.parametrize("name", ["missing.yaml", "nothing/"])
def test_answers_that_are_not_there_are_not_found(name, tmp_path):
    with pytest.raises(NotFound):
        load_answers(tmp_path / name)


@pytest.mark.parametrize("text", ["- a", "a: [", "a: &x 1\nb: *x", "a: 1\na: 2"])
def test_answers_that_cannot_be_read_are_refused_with_the_place(text, tmp_path):
    (tmp_path / "answers.yaml").write_text(text)
    with pytest.raises(Invalid, match=r"answers\.yaml"):
        load_answers(tmp_path / "answers.yaml")


@pytest.mark.parametrize("case", CASES)
def test_answers_make_the_round_trip(case, tmp_path):
    template, answers = CASES[case]
    render(template, tmp_path, answers)
    assert load_answers(tmp_path) == answers


HOSTILE = [
    "'; DROP TABLE flights; --",
    '"; DROP TABLE flights; --',
    "{{ 7 * 7 }} {% raw %} {# gone",
    "[[ 7 * 7 ]] [% raw %]",
    "a: b # c",
    "- x",
    "!!python/object/apply:os.system [id]",
    "*alias &anchor",
    "<script>alert(1)</script>",
    "| pipes | and `ticks` [link](javascript:alert(1))",
    "\\n \\u0000 \\",
    "null",
    "%YAML 1.1",
    "```sh",
    "ünï→🛫",
    "--- ... x",
]


def keeps_every_text(folder, text):
    """Render `text` wherever an answer is free to say what it likes, and return the product."""
    columns = [
        {"name": "id", "key": True, "source": text, "description": text, "seen": text},
        {"name": "kind", "description": text, "enum": [text, "other"], "example": "other"},
    ]
    answers = starter(title=text, description=text, row=text, columns=columns, location="a.csv", nulls=["", text])
    render("source-aligned", folder, answers)
    return load_product(str(folder))


@pytest.mark.parametrize("text", HOSTILE)
def test_documents_say_exactly_what_a_hostile_answer_says(text, tmp_path):
    product = keeps_every_text(tmp_path, text)
    contract = product.contracts["flights"]
    assert product.findings == ()
    assert [contract.name, contract.purpose, contract.table.description] == [text] * 3
    assert [column.description for column in contract.table.columns] == [text] * 2
    assert contract.table.columns[1].enum == (text, "other")
    assert product.descriptor.inputs[0].source.options["null"] == ["", text]
    assert differences(tmp_path, tmp_path / "tests/rows.yaml") == []


@given(
    text=st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=30).map(
        lambda text: f"x{text} y"
    )
)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_documents_say_exactly_what_any_answer_says(text, tmp_path_factory):
    product = keeps_every_text(tmp_path_factory.mktemp("any"), text)
    assert product.findings == ()
    assert product.contracts["flights"].purpose == text


def test_rendering_needs_neither_git_nor_a_home_nor_a_network(tmp_path):
    program = (
        f"from product_templates import render; render('source-aligned', {str(tmp_path / 'out')!r}, {starter()!r})"
    )
    environment = {"PATH": "/nonexistent", "HOME": "/nonexistent", "PYTHONPATH": os.getcwd()}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "")
    assert (tmp_path / "out/product.odps.yaml").is_file()


def test_a_settings_file_of_copiers_does_not_make_templates_trusted(tmp_path, monkeypatch):
    (tmp_path / "settings.yml").write_text("trust: ['/']\ndefaults: {title: Poisoned}")
    monkeypatch.setenv("COPIER_SETTINGS_PATH", str(tmp_path / "settings.yml"))
    render("source-aligned", tmp_path / "out", starter())
    assert "Poisoned" not in (tmp_path / "out/README.md").read_text()


@pytest.mark.parametrize(
    "columns",
    [
        [{"name": "amount", "type": "number"}],
        [{"name": "email"}],
        [{"name": "a", "unique": True}],
        [{"name": "a", "type": "timestamp", "zoned": True, "key": True}, {"name": "b", "type": "time"}],
        [
            {
                "name": "a",
                "type": "map",
                "keys": {"type": "string"},
                "values": {"type": "array", "items": {"type": "date"}},
            }
        ],
        [{"name": "a", "type": "object", "properties": [{"name": "email"}, {"name": "b", "type": "boolean"}]}],
    ],
)
@pytest.mark.parametrize("location", ["a.csv", "a.parquet", "a.json"])
def test_whatever_the_columns_the_linter_is_content(columns, location, tmp_path):
    render("source-aligned", tmp_path, starter(columns=columns, location=location))
    assert load_product(str(tmp_path)).findings == ()
    assert differences(tmp_path, tmp_path / "tests/rows.yaml") == []
