"""Rules over past runs: counts and trends, never what was in a row."""

import json

import pytest

from sidecar.ports.history import published_runs
from sidecar.ports.quality import OTHER, port_quality, rows_by_rule, trend_of
from tests.factories.past_runs import PORT, listed, past, promise

CANARY = "canary-4711"


def quality(*runs, **contract):
    return port_quality(PORT, promise(**contract).plan, past(*runs))


def rule(found, name):
    return next(one for one in found["rules"] if one["rule"] == name)


@pytest.mark.parametrize(
    ("shares", "trend"),
    [
        ([], "unknown"),
        ([0.1], "unknown"),
        ([0.1, 0.1], "steady"),
        ([0.1, 0.105], "steady"),
        ([0.1, 0.2], "worse"),
        ([0.2, 0.4, 0.1], "better"),
        ([0, 0, 0.01], "worse"),
        ([0, 0], "steady"),
    ],
)
def test_the_last_run_is_held_against_the_mean_of_those_before(shares, trend):
    assert trend_of(shares) == trend


def test_each_rule_tells_how_many_rows_broke_it_the_newest_run_first():
    found = quality(listed(9, quarantined=3, reasons={"id.required": 3}), listed(1))
    assert [one["rows"] for one in rule(found, "id.required")["outcomes"]] == [3, 0]
    assert rule(found, "id.required")["trend"] == "worse"
    assert found["quarantined"]["last_run"] == {"id.required": 3}


def test_reasons_that_no_rule_stands_for_are_other():
    made_up = {f"rule{number}\n": 1 for number in range(50)}
    (run,) = published_runs(past(listed(0, reasons=made_up)), PORT)
    assert rows_by_rule(promise().plan, [run.ports[PORT]]) == {OTHER: 50}


def test_what_a_query_or_a_newest_row_gave_is_not_told():
    query = {"name": "top", "type": "sql", "query": "SELECT max(delay) FROM {object}", "mustBeLessThan": 5}
    fresh = {"property": "freshness", "value": 1, "unit": "h", "element": "flown"}
    plan = promise(fresh, quality=[query]).plan
    told = [{"rule": one.id, "passed": False, "measured": CANARY, "message": CANARY} for one in plan.of_scope("table")]
    found = port_quality(PORT, plan, past(listed(0, outcomes=told)))
    assert any(one["scope"] == "table" for one in found["rules"])
    assert CANARY not in json.dumps(found)
