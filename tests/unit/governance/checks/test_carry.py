"""Measures that are carried from run to run, against measures of the whole."""

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.checks import aggregate, carried_plan, carry, compile_checks, rest_of
from tests.factories.rows import NOW, relation
from tests.factories.tables import INTEGER, TIMESTAMP, column, contract, level, metric

PLAN = compile_checks(
    contract(
        column("id", INTEGER, quality=(metric("duplicateValues"),)),
        column("n", INTEGER, quality=(metric("nullValues", "mustBeLessThan", 50, unit="percent"),)),
        column("at", TIMESTAMP),
        quality=(metric("rowCount", "mustBeGreaterThan", 0),),
        levels=(level("freshness", 1, "d", element="at"), level("retention", 1, "y", element="at")),
    )
)
ROWS = st.lists(st.tuples(st.integers(0, 5), st.none() | st.integers(0, 3), st.none() | st.integers(1, 28)), max_size=6)


def measured(rows, plan=None):
    spelled = {"id BIGINT": [], "n BIGINT": [], "at TIMESTAMP": []}
    for key, number, day in rows:
        spelled["id BIGINT"].append(str(key))
        spelled["n BIGINT"].append("NULL" if number is None else str(number))
        spelled["at TIMESTAMP"].append("NULL" if day is None else f"TIMESTAMP '2026-01-{day:02}'")
    source = (
        relation(spelled)
        if rows
        else "(SELECT NULL::BIGINT AS id, NULL::BIGINT AS n, NULL::TIMESTAMP AS at WHERE false)"
    )
    with duckdb.connect() as connection:
        cursor = connection.execute(aggregate(plan or carried_plan(PLAN), relation=source, now=NOW))
        return dict(zip([one[0] for one in cursor.description], cursor.fetchone(), strict=True))


@given(stays=ROWS, goes=ROWS, comes=ROWS)
@settings(max_examples=25, deadline=None)
def test_what_is_carried_is_what_would_be_measured(stays, goes, comes):
    found = carry(PLAN, measured(stays + goes), measured(comes), measured(goes) if goes else None)
    whole = measured(stays + comes)
    assert {**whole, **found.measures} == whole
    assert set(whole) - set(found.measures) == found.unknown


def test_what_no_sum_can_tell_is_measured_anew():
    kinds = {rule.check.kind for rule in rest_of(PLAN, frozenset()).rules}
    assert {"unique", "retention"} <= kinds
    assert kinds.isdisjoint({rule.check.kind for rule in carried_plan(PLAN).rules})


@pytest.mark.parametrize("before", [{}, {"rows": 3}, {"rows": "3"}, {**measured([]), "rows": 0}])
def test_what_belongs_to_another_table_is_not_carried(before):
    assert carry(PLAN, before, measured([]), measured([(1, 1, 1)])) is None
