"""Quality rules and their SQL."""

import json

import pytest

from governance.contracts import load_contract
from tests.samples.contracts.sample import FLIGHTS, broken, changed, codes, places

COUNT = "      - metric: rowCount\n        mustBeGreaterThan: 0"
NULLS = "          - metric: nullValues\n            mustBeLessThan: 5\n            unit: percent\n            dimension: completeness"
QUERY = "        query: SELECT count(*) FROM {object} WHERE delay < -60"
ARRIVALS = "        classification: public\n      - name: time_hour"

CASES = [
    ("TRL251", COUNT, "      - «metric: rowCount"),
    ("TRL251", COUNT, COUNT.replace("metric", "«metric") + "\n        mustBeLessThan: 9"),
    ("TRL111", COUNT, COUNT + "\n        «mustBeLess: 9"),
    ("TRL252", COUNT, "      - metric: rowCount\n        mustBeGreaterOrEqualTo: «-1"),
    ("TRL252", COUNT, "      - metric: rowCount\n        mustBeLessThan: «0"),
    ("TRL252", COUNT, "      - metric: rowCount\n        mustBe: «1.5"),
    ("TRL252", COUNT, "      - metric: rowCount\n        mustBe: «many"),
    ("TRL252", COUNT, "      - metric: rowCount\n        mustBeBetween: «[9, 1]"),
    ("TRL252", "mustBeLessThan: 5\n", "mustBeLessThan: «101\n"),
    ("TRL113", "mustBeLessThan: 5\n", "mustBeLessThan: «'5'\n"),
    ("TRL114", "metric: rowCount", "metric: «rowcounts"),
    ("TRL253", "metric: rowCount", "metric: «nullValues"),
    ("TRL253", NULLS, "          - metric: «rowCount\n            mustBeGreaterThan: 5"),
    ("TRL254", "metric: nullValues", "metric: «invalidValues"),
    ("TRL254", "metric: nullValues", "metric: nullValues\n            arguments: {pattern: «x}"),
    ("TRL254", "metric: nullValues", "metric: missingValues\n            arguments: {missingvalue: «['']}"),
    ("TRL254", "metric: nullValues", "metric: invalidValues\n            arguments: {validValues: «1}"),
    ("TRL254", "metric: nullValues", "metric: invalidValues\n            arguments: {pattern: «1}"),
    ("TRL254", "metric: rowCount", "metric: «duplicateValues"),
    ("TRL254", "metric: rowCount", "metric: duplicateValues\n        arguments: {properties: [carrier, «delays]}"),
    ("TRL255", NULLS, "          - metric: nullValues\n            mustBeGreaterThan: «5\n        required: true"),
    ("TRL255", NULLS, "          - metric: nullValues\n            mustBeLessThan: «5\n        required: true"),
    ("TRL255", NULLS, "          - metric: duplicateValues\n            mustBe: «3\n        unique: true"),
    ("TRL256", "        severity: warning", "        severity: «sev1"),
    ("TRL256", "unit: percent\n            dimension", "unit: «ratio\n            dimension"),
    ("TRL114", "dimension: completeness", "dimension: «niceness"),
    (
        "TRL257",
        COUNT,
        COUNT + "\n        name: plausible_delay",
        "name: plausible_delay\n        query",
        "name: «plausible_delay\n        query",
    ),
    ("TRL258", COUNT, COUNT + "\n      - «type: text\n        description: Checked on Mondays"),
    ("TRL258", COUNT, COUNT + "\n      - type: custom\n        engine: «soda\n        implementation: 'x'"),
    ("TRL258", COUNT, COUNT + "\n        schedule: «0 6 * * *\n        scheduler: cron"),
    ("TRL116", COUNT, COUNT + "\n      - type: text\n        description: On Mondays\n        «mustBe: 0"),
]
QUERIES = [
    ("TRL261", "SELECT count( FROM {object}"),
    ("TRL261", "SELECT count(*) FROM {object} WHERE delay = 'x"),
    ("TRL261", "SELECT " + "(" * 3000 + "1" + ")" * 3000),
    ("TRL262", "DROP TABLE flights"),
    ("TRL262", "SELECT 1; DROP TABLE flights"),
    ("TRL262", "SELECT 1 INTO backup FROM {object}"),
    ("TRL262", "COPY flights TO '/tmp/x'"),
    ("TRL262", "EXPLAIN SELECT 1"),
    ("TRL262", "PRAGMA database_list"),
    ("TRL262", ""),
    ("TRL263", "SELECT count(*) FROM read_csv('/etc/passwd')"),
    ("TRL263", "SELECT count(*) FROM '/etc/passwd'"),
    ("TRL263", "SELECT count(*) FROM operations.carriers"),
    ("TRL263", "SELECT count(*) FROM other.flights"),
    ("TRL263", "SELECT count(*) FROM {object} WHERE carrier IN (SELECT carrier FROM carriers)"),
    ("TRL263", "SELECT max(getenv('HOME')) FROM {object}"),
    ("TRL263", "SELECT count(*) FROM TABLE(list_files('/'))"),
    ("TRL264", "SELECT max(dealy) FROM {object}"),
    ("TRL264", "SELECT count(*) FROM {tables}"),
    ("TRL263", "SELECT count(*) FROM flights"),
    ("TRL266", "SELECT max(soundex(carrier)) FROM {object}"),
    ("TRL266", "SELECT max(current_user) FROM {object}"),
    ("TRL266", "SELECT count(*) FROM {object} TABLESAMPLE BERNOULLI (10)"),
    ("TRL264", "SELECT count({property}) FROM {object}"),
    ("TRL265", "SELECT carrier FROM {object}"),
    ("TRL265", "SELECT count(*), max(delay) FROM {object}"),
    ("TRL265", "SELECT * FROM {object}"),
    ("TRL265", "SELECT count(*) FROM {object} GROUP BY carrier"),
    ("TRL265", "SELECT count(*) FROM {object} UNION SELECT 1"),
    ("TRL265", "SELECT max(delay) OVER () FROM {object}"),
]
FINE = [
    "SELECT count(*) FROM {object} WHERE delay > 60",
    "SELECT count(*) FROM ${object} AS f WHERE f.delay > 60",
    "SELECT count(*) FROM {table}",
    "SELECT count(*) = 0 FROM {object}",
    "SELECT count_if(delay > 60) * 1.0 / count(*) FROM {object};",
    "SELECT count(*) FROM (SELECT carrier, count(*) AS n FROM {object} GROUP BY carrier) WHERE n < 10",
    "WITH late AS (SELECT carrier FROM {object} WHERE delay > 60) SELECT count(*) FROM late",
    "SELECT count(*) FROM {object} CROSS JOIN UNNEST(stops) AS s(stop) WHERE stop = ''",
    "SELECT count(*) FROM {object} WHERE crew.captain < 0",
    "SELECT (SELECT max(delay) FROM {object}) - (SELECT min(delay) FROM {object})",
    "SELECT delay FROM {object} ORDER BY delay DESC LIMIT 1",
    "-- late ones\nSELECT count(*) FROM {object}",
]


def with_query(query, mark=""):
    return broken(QUERY, f"        query: {mark}{json.dumps(query)}")


@pytest.mark.parametrize(("expected", "edits"), [(case[0], case[1:]) for case in CASES])
def test_each_fault_is_found_at_its_place_and_nothing_else_is(expected, edits):
    text, line, column = broken(*edits)
    assert (expected.split()[0], line, column) in places(text)
    assert sorted(codes(text)) == expected.split()


@pytest.mark.parametrize(("code", "query"), QUERIES)
def test_a_query_that_may_not_run_is_found(code, query):
    text, line, column = with_query(query, "«")
    assert (code, line, column) in places(text)


@pytest.mark.parametrize("query", FINE)
def test_a_query_that_measures_its_table_is_fine(query):
    assert codes(with_query(query)[0]) == []


def test_a_rule_at_a_column_may_name_it_by_its_placeholder():
    rule = "          - type: sql\n            query: SELECT max({property}) FROM {object}\n            mustBeLessThan: 1440"
    assert codes(changed(NULLS, rule)) == []


def test_a_rule_that_may_not_run_is_not_part_of_any_contract():
    text, _, _ = with_query("DROP TABLE flights")
    assert load_contract(text).contract is None


def test_a_threshold_of_zero_on_a_required_column_agrees_with_it():
    text = changed(
        NULLS,
        "          - metric: nullValues\n            mustBe: 0\n        required: true",
    )
    assert codes(text) == []


@pytest.mark.parametrize("severity", ["error", "critical", "warning", "info"])
def test_a_severity_of_other_tools_is_understood(severity):
    assert codes(FLIGHTS.replace("severity: warning", f"severity: {severity}")) == []
