"""datacontract-cli finds what the compiled checks find, on contracts and rows that nobody thought of; what it has wrong is listed."""

import json

import duckdb
import pytest

from sidecar.tools.child import Job, scratch
from sidecar.tools.environment import DATACONTRACT
from tests.oracles.datacontract import EXCLUDED, RESULTS, compare

HEAD = {
    "apiVersion": "v3.2.0",
    "kind": "DataContract",
    "id": "a.t",
    "name": "t",
    "version": "1.0.0",
    "status": "active",
}
WRONG = {
    "type": ("SELECT '1' AS c", {"logicalType": "integer"}, lambda one: one["result"] == "warning" and not failed(one)),
    "multipleOf": ("SELECT 3 AS c", {"logicalType": "integer", "logicalTypeOptions": {"multipleOf": 2}}, lambda one: not failed(one)),
    "format": ("SELECT 'x' AS c", {"logicalType": "string", "logicalTypeOptions": {"format": "uuid"}}, lambda one: not failed(one)),
    "nan": ("SELECT 'nan'::DOUBLE AS c", {"logicalType": "number", "required": True}, lambda one: not answered(one)),
    "decimal": ("SELECT 10.0004::DOUBLE AS c", {"logicalType": "number", "logicalTypeOptions": {"maximum": 10}}, lambda one: not failed(one)),
    "exclusive": ("SELECT 5 AS c", {"logicalType": "integer", "logicalTypeOptions": {"exclusiveMinimum": 0, "exclusiveMaximum": 9}}, lambda one: "Duplicate column name" in str(one)),
}  # fmt: skip


def failed(run):
    return [check for check in run["checks"] if check["result"] == "failed"]


def answered(run):
    return [check for check in run["checks"] if check["type"] == "field_required" and check["result"] is not None]


def test_a_sample_of_contracts_is_judged_alike():
    found = compare(range(1000, 1006))
    assert found.differences == []
    assert (found.contracts, found.agreements) == (6, found.rules)
    assert found.rules >= 20


def test_the_last_campaign_was_large_and_found_no_difference():
    told = json.loads(RESULTS.read_text())
    assert told["contracts"] >= 100
    assert told["differences"] == []
    assert told["agreements"] == told["rules"] > 500
    assert told["exclusions"] == EXCLUDED


@pytest.fixture(scope="module")
def wrong():
    with scratch() as folder:
        cases = []
        for name, (rows, asked, _) in WRONG.items():
            duckdb.execute(f"COPY ({rows}) TO '{folder}/{name}.parquet' (FORMAT parquet)")
            table = {"name": "t", "physicalName": "t", "properties": [{"name": "c", **asked}]}
            cases.append({"document": {**HEAD, "schema": [table]}, "path": f"{folder}/{name}.parquet"})
        job = Job(tool=DATACONTRACT, module="tests.oracles.datacontract_child", scratch=folder, seconds=280)
        return dict(zip(WRONG, job.run_json({"cases": cases}), strict=True))


@pytest.mark.parametrize("name", EXCLUDED)
def test_what_is_excluded_is_still_wrong_there(wrong, name):
    assert WRONG[name][2](wrong[name]), wrong[name]
