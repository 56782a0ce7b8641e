"""Great Expectations counts what Trellis counts, says what it cannot judge, and shows no value that is classified."""

import json
from pathlib import Path

import duckdb
import pytest

from governance.checks import State, compile_checks
from governance.suites import suite_of
from sidecar.tools import judge_by_suite
from tests.factories.tables import DOUBLE, INTEGER, STRING, column, contract
from tests.oracles.datacontract import ours

ROWS = """SELECT * FROM (VALUES
    ('AB-0001', 1::INT, '26-1', 'a', 'secret@x.org', 'open', 1.0::DOUBLE), ('x', 2, '26-2', 'a', 's2', 'lost', 0.0),
    ('AB-0001', 1, 'zz', NULL, 'secret@x.org', 'sent', 1e6), (NULL, NULL, NULL, 'b', NULL, NULL, NULL)
) AS t(order_id, line, article, voucher, email, state, total)"""
ELSEWHERE = {"placed_at", "tags", "address", "embedding"}  # columns that these rows lack


@pytest.fixture(scope="module")
def judged(rich, tmp_path_factory):
    folder = tmp_path_factory.mktemp("judged")
    duckdb.execute(f"COPY ({ROWS}) TO '{folder}/rows.parquet' (FORMAT parquet)")
    found = judge_by_suite(rich, f"{folder}/rows.parquet", docs=f"{folder}/docs")
    return rich, folder, found


def test_both_count_the_same_rows_for_every_rule_that_both_judge(judged):
    rich, folder, found = judged
    document = {**rich.document, "schema": [{**rich.document["schema"][0], "relationships": []}]}
    for data in document["schema"][0]["properties"]:
        data.pop("relationships", None)
    mine = ours(document, f"{folder}/rows.parquet")
    compared = [one for one in found.measures.values() if one.broken is not None and one.rule in mine]
    compared = [one for one in compared if one.rule.partition(".")[0] not in ELSEWHERE]
    assert {one.rule: one.broken for one in compared} == {one.rule: mine[one.rule][0] for one in compared}
    assert len(compared) >= 14


def test_missing_columns_are_told_as_ours_are(judged):
    assert judged[2].measures["table.missing_columns"].broken == len(ELSEWHERE)


def test_every_clause_is_an_expectation_or_has_a_reason(rich):
    suite, plan = suite_of(rich), compile_checks(rich)
    said = {path for one in suite.expectations for path in (one.rule.path, *one.rule.covers)}
    unsaid = {one.clause.path for one in suite.unsaid}
    names = {clause.path for clause in plan.clauses if clause.path[-1] == "name"}
    assert all(one.reason for one in suite.unsaid)
    assert {clause.path for clause in plan.clauses if clause.state is State.ENFORCED} - said - unsaid - names == set()


def test_data_docs_show_counts_and_no_value_of_a_classified_column(judged):
    pages = [path.read_text() for path in Path(judged[1], "docs").rglob("*.html")]
    assert len(pages) >= 3
    assert not any("secret@x.org" in page for page in pages)
    assert any("lost" in page for page in pages)  # of an internal column


def test_findings_lead_to_the_clause(judged):
    found = {one.code: one for one in judged[2].findings}
    assert found["TRL811"].line > 1
    assert "TRL812" not in {one.code for one in judged[2].findings if "missing" in one.message}
    assert "it looks at one table at a time" in " ".join(one.message for one in judged[2].findings)


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (column("c", INTEGER, multipleOf=2), "multiples"),
        (column("c", STRING, format="email"), "the format email"),
        (column("c", DOUBLE), "NaN"),
        (column("c", DOUBLE, enum=(0.1,)), "compare exactly"),
    ],
)
def test_what_cannot_be_expected_says_why(asked, reason):
    assert any(reason in one.reason for one in suite_of(contract(asked)).unsaid)


def test_a_suite_is_json_that_names_the_rule_of_each_expectation(rich):
    told = json.loads(json.dumps(suite_of(rich).as_json()))
    assert {one["meta"]["trellis"]["rule"] for one in told["expectations"]} <= {
        one.id for one in compile_checks(rich).rules
    }
    assert told["meta"]["trellis"]["not_expressible"]
