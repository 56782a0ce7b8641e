"""Quality metrics, keys and references."""

import pytest

from governance.checks import State, aggregate, compile_checks, duplicates, judge
from governance.errors import Invalid
from tests.factories.rows import NOW, classified, engine, reasons, reasons_with_keys, relation
from tests.factories.tables import (
    DATE,
    DOUBLE,
    INSTANT,
    INTEGER,
    TIMESTAMP,
    array,
    column,
    contract,
    decimal,
    level,
    metric,
    record,
    references,
)  # fmt: skip


def outcomes(asked, columns, now=NOW):
    plan, con = compile_checks(asked), engine()
    cursor = con.execute(aggregate(plan, relation=relation(columns), now=now))
    measures = dict(zip([item[0] for item in cursor.description], cursor.fetchone(), strict=True))
    return {outcome.rule: outcome for outcome in judge(plan, measures, now)}


@pytest.mark.parametrize(
    ("operator", "threshold", "unit"),
    [
        ("mustBe", 0, "rows"),
        ("mustBeLessThan", 1, "rows"),
        ("mustBeLessOrEqualTo", 0, "percent"),
        ("mustBeBetween", [-1, 0], "rows"),
    ],
)
def test_a_metric_that_tolerates_no_row_diverts_it(operator, threshold, unit):
    asked = contract(column("x", quality=(metric("nullValues", operator, threshold, unit=unit),)))
    assert reasons(asked, {"x VARCHAR": ["'a'", "NULL"]}) == [[], ["x.nullValues"]]


@pytest.mark.parametrize(
    ("rule", "broken"),
    [
        (metric("missingValues"), [False, True, True, False, False]),
        (metric("missingValues", arguments={"missingValues": ["N/A", 5]}), [False, True, False, True, False]),
        (metric("invalidValues", arguments={"validValues": ["a", "it's"]}), [False, False, True, True, False]),
        (metric("invalidValues", arguments={"pattern": "[a-z' ]*"}), [False, False, False, True, False]),
        (metric("invalidValues", arguments={"validValues": ["a", "N/A", "it's"], "pattern": ".+"}), [False, False, True, False, False]),
    ],
)  # fmt: skip
def test_a_metric_counts_what_its_arguments_say(rule, broken):
    found = reasons(contract(column("x", quality=(rule,))), {"x VARCHAR": ["'a'", "NULL", "''", "'N/A'", "'it''s'"]})
    assert [bool(row) for row in found] == broken


def test_a_value_of_the_wrong_type_is_not_missing():
    asked = contract(column("x", INTEGER, required=True, quality=(metric("nullValues"), metric("missingValues"))))
    assert reasons(asked, {"x VARCHAR": ["'abc'"]}) == [["x.type"]]


@pytest.mark.parametrize(
    ("operator", "threshold", "unit", "passed"),
    [
        ("mustBe", 2, "rows", True),
        ("mustNotBe", 2, "rows", False),
        ("mustBeGreaterThan", 2, "rows", False),
        ("mustBeGreaterOrEqualTo", 2, "rows", True),
        ("mustBeLessThan", 50, "percent", False),
        ("mustBeLessOrEqualTo", 50, "percent", True),
        ("mustBeBetween", [40, 60], "percent", True),
        ("mustNotBeBetween", [2, 3], "rows", False),
        ("mustBe", None, "rows", False),
        ("mustBeBetween", [1], "rows", False),
    ],
)
def test_a_threshold_is_judged_on_the_whole_table(operator, threshold, unit, passed):
    asked = contract(column("x", quality=(metric("nullValues", operator, threshold, unit=unit),)))
    found = outcomes(asked, {"x VARCHAR": ["'a'", "NULL", "NULL", "'b'"]})["x.nullValues"]
    assert (found.passed, found.refuses) == (passed, not passed)


def test_a_share_of_no_rows_is_nothing():
    asked = contract(column("x", quality=(metric("nullValues", "mustBeLessThan", 5, unit="percent"),)))
    plan = compile_checks(asked)
    assert judge(plan, {"rows": 0, "x.nullValues": 0}, NOW)[0].passed


def test_a_rule_that_was_not_measured_is_not_kept():
    plan = compile_checks(contract(column("x"), quality=[metric("rowCount", "mustBeGreaterThan", 0)]))
    (outcome,) = judge(plan, {}, NOW, failures={"table.rowCount": "the disk is full"})
    assert outcome.refuses
    assert "the disk is full" in outcome.message


def test_a_warning_is_counted_and_never_diverts():
    asked = contract(column("x", quality=(metric("nullValues", severity="warning"),)))
    plan, con, sql = classified(asked, {"x VARCHAR": ["NULL"]})
    assert con.execute(f"SELECT _bits_0 <> 0, _row FROM ({sql})").fetchone() == (True, None)
    outcome = outcomes(asked, {"x VARCHAR": ["NULL"]})["x.nullValues"]
    assert (outcome.passed, outcome.refuses, outcome.measured) == (False, False, 1)
    assert plan.rule("x.nullValues").severity == "warning"


@pytest.mark.parametrize(("rows", "passed"), [(["1"], False), (["1", "2"], True)])
def test_rows_are_counted(rows, passed):
    asked = contract(column("x", INTEGER), quality=[metric("rowCount", "mustBeGreaterThan", 1)])
    outcome = outcomes(asked, {"x BIGINT": rows})["table.rowCount"]
    assert (outcome.passed, outcome.measured) == (passed, len(rows))
    assert outcome.message == f"The number of rows of `orders` must be more than 1; there are {len(rows)}"


@pytest.mark.parametrize(
    ("kind", "source", "newest", "passed", "age"),
    [
        (INSTANT, "TIMESTAMPTZ", "'2026-05-31 12:00:00+00'", True, "1 day"),
        (INSTANT, "TIMESTAMPTZ", "'2026-05-31 11:59:00+00'", False, "1 day"),
        (TIMESTAMP, "TIMESTAMP", "'2026-06-01 11:58:00'", True, "2 minutes"),
        (DATE, "DATE", "'2026-05-30'", False, "1 day"),
        (DATE, "DATE", "'2026-05-31'", True, "12 hours"),
        (DATE, "DATE", "NULL", False, ""),
    ],
)
def test_freshness_is_the_age_of_the_newest_row(kind, source, newest, passed, age):
    asked = contract(column("t", kind), levels=[level("freshness", 24, element="t")])
    outcome = outcomes(asked, {("t", source): [newest, "'2020-01-01'"] if newest != "NULL" else [newest]})[
        "table.freshness"
    ]
    if kind is DATE and newest == "'2026-05-30'":
        assert not outcome.passed
    assert (outcome.passed, outcome.refuses) == (passed, False)
    assert age in outcome.message


def test_retention_counts_the_rows_that_are_too_old():
    asked = contract(column("t", DATE), levels=[level("retention", 1, unit="y", element="t")])
    outcome = outcomes(asked, {"t DATE": ["'2020-01-01'", "'2026-01-01'"]})["table.retention"]
    assert (outcome.passed, outcome.measured, outcome.severity) == (False, 1, "warning")


@pytest.mark.parametrize(
    ("columns", "rows", "broken"),
    [
        ([column("id", INTEGER, unique=True)], {"id BIGINT": ["1", "2", "1", "NULL", "NULL"]}, [True, False, True, False, False]),
        ([column("id", DOUBLE, unique=True, allowNonFinite=True)], {"id DOUBLE": ["'nan'", "'nan'", "0.0", "-0.0"]}, [True] * 4),
        ([column("id", unique=True)], {"id VARCHAR": ["'a'", "'A'", "'a'"]}, [True, False, True]),
        ([column("a", record(column("b", unique=True)))], {("a", "STRUCT(b VARCHAR)"): ["{'b': 'x'}", "{'b': 'x'}", "NULL"]}, [True, True, False]),
        ([column("id", INTEGER, quality=(metric("duplicateValues"),))], {"id BIGINT": ["1", "1", "2"]}, [True, True, False]),
        ([column("id", INTEGER, unique=True)], {"id VARCHAR": ["'1'", "'01'", "'x'", "'x'"]}, [True, True, True, True]),
    ],
)  # fmt: skip
def test_every_row_that_shares_a_key_is_diverted(columns, rows, broken):
    assert [bool(row) for row in reasons_with_keys(contract(*columns), rows)] == broken


def test_a_composite_primary_key_may_repeat_in_its_parts():
    asked = contract(
        column("a", INTEGER, required=True, primary_key_position=1), column("b", required=True, primary_key_position=2)
    )
    rows = {"a BIGINT": ["1", "1", "2", "1"], "b VARCHAR": ["'x'", "'y'", "'x'", "'x'"]}
    assert reasons_with_keys(asked, rows) == [["table.primary_key"], [], [], ["table.primary_key"]]


def test_several_properties_are_one_key():
    asked = contract(
        column("a", INTEGER),
        column("b", INTEGER),
        quality=[metric("duplicateValues", arguments={"properties": ["a", "b"]})],
    )
    rows = {"a BIGINT": ["1", "1", "1"], "b BIGINT": ["2", "2", "3"]}
    assert reasons_with_keys(asked, rows) == [["table.duplicateValues"], ["table.duplicateValues"], []]


def test_duplicates_under_a_threshold_are_counted_by_row():
    asked = contract(column("a", INTEGER, quality=(metric("duplicateValues", "mustBeLessThan", 3),)))
    outcome = outcomes(asked, {"a BIGINT": ["1", "1", "1", "2", "NULL", "NULL"]})["a.duplicateValues"]
    assert (outcome.passed, outcome.measured) == (False, 3)


@pytest.mark.parametrize(
    ("least", "greatest", "count", "dense"),
    [(0, 9, 10, True), (-5, 5, 11, True), (0, 10**9, 10, False), (None, None, 0, False), (0, 2**40, 2**30, False)],
)
def test_whole_numbers_close_together_share_words_of_bits(least, greatest, count, dense):
    plan = compile_checks(contract(column("id", INTEGER, unique=True)))
    (check,) = duplicates(plan, relation="x")
    assert check.is_dense(least, greatest, count) is dense


@pytest.mark.parametrize(
    ("values", "twice"),
    [(["-3", "5", "0", "0"], [0]), (["1", "2", "NULL"], []), (["-64", "-1", "-64", "-1", "63"], [-64, -1])],
)
def test_only_words_of_bits_that_are_crowded_are_searched_for_duplicates(values, twice):
    plan, con = compile_checks(contract(column("id", INTEGER, unique=True))), engine()
    (check,) = duplicates(plan, relation=relation({"id BIGINT": values}))
    assert sorted(con.execute(check.duplicated_in(f"({check.crowded})")).fetchall()) == [(key,) for key in twice]
    assert bool(con.execute(check.crowded).fetchall()) is bool(twice)


@pytest.mark.parametrize(
    ("kind", "parent"),
    [
        (INTEGER, "(SELECT * FROM (VALUES (1), (1), (NULL)) p(id))"),
        (INTEGER, "(SELECT '1' AS id UNION ALL SELECT 'x')"),
        (INTEGER, "(SELECT 1::DOUBLE AS id)"),
    ],
)
def test_a_reference_without_a_parent_is_diverted(kind, parent):
    asked = contract(column("f", kind), keys=[references("f", "fleet.aircraft", "id")])
    found = reasons(asked, {"f BIGINT": ["1", "2", "NULL"]}, parents={"fleet.aircraft": parent})
    assert found == [[], ["f.references"], []]


def test_a_composite_reference_with_a_null_in_it_refers_to_nothing():
    asked = contract(column("a", INTEGER), column("b"), keys=[references("a b", "weather.stations", "x y")])
    parents = {"weather.stations": "(SELECT 1 AS x, 'p' AS y)"}
    rows = {"a BIGINT": ["1", "1", "NULL", "1"], "b VARCHAR": ["'p'", "'q'", "'q'", "NULL"]}
    assert reasons(asked, rows, parents=parents) == [[], ["a_b.references"], [], []]


@pytest.mark.parametrize(
    ("parents", "broken"),
    [({}, [[], [], ["boss.references"]]), ({"": "(SELECT 9 AS id)"}, [[], [], []])],
)
def test_a_reference_into_the_table_itself_finds_rows_of_the_same_source(parents, broken):
    asked = contract(column("id", INTEGER), column("boss", INTEGER), keys=[references("boss", "", "id")])
    rows = {"id VARCHAR": ["'1'", "'2'", "'3'"], "boss BIGINT": ["NULL", "1", "9"]}
    assert reasons(asked, rows, parents=parents) == broken


def test_a_reference_to_a_row_that_was_diverted_is_counted_before_publishing():
    asked = contract(column("id", INTEGER), column("boss", INTEGER), keys=[references("boss", "", "id")])
    outcome = outcomes(asked, {"id BIGINT": ["2"], "boss BIGINT": ["1"]})["boss.references"]
    assert (outcome.refuses, outcome.measured) == (True, 1)


def test_a_parent_that_is_not_there_is_asked_for():
    asked = contract(column("f", INTEGER), keys=[references("f", "fleet.aircraft", "id")])
    assert compile_checks(asked).parents == ("fleet.aircraft",)
    with pytest.raises(Invalid, match=r"no relation for `fleet\.aircraft`"):
        reasons(asked, {"f BIGINT": ["1"]})


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (contract(column("a", array(unique=True))), "several"),
        (contract(column("a", array(INTEGER)), keys=[references("a.items", "x.y", "z")]), "does not have"),
        (contract(column("a"), keys=[references("b", "x.y", "z")]), "does not have"),
        (contract(column("a"), keys=[references("a", "", "nobody")]), "does not have"),
        (contract(column("a"), quality=[metric("duplicateValues")]), "does not name"),
        (contract(column("a"), quality=[metric("nullValues")]), "on a column"),
        (contract(column("a", quality=(metric("rowCount"),))), "on the table"),
        (contract(column("a", quality=(metric("nullValues", ""),))), "no operator"),
        (contract(column("a", quality=(metric("invalidValues"),))), "what is valid"),
        (contract(column("a", quality=(metric("sparkle"),))), "no metric"),
        (contract(column("a"), levels=[level("freshness", 1, element="a")]), "date or timestamp"),
        (contract(column("a"), levels=[level("freshness", 1, element="b")]), "no column"),
        (contract(column("a", DATE), levels=[level("retention", "long", element="a")]), "no duration"),
    ],
)
def test_a_rule_that_cannot_be_measured_says_why(asked, reason):
    (clause,) = [clause for clause in compile_checks(asked).clauses if clause.state is State.NOT_ENFORCEABLE]
    assert reason in clause.reason


def test_a_decimal_key_is_grouped():
    plan = compile_checks(contract(column("id", decimal(), unique=True)))
    assert not duplicates(plan, relation="x")[0].countable
