"""The stages as DuckDB plans them: the policy's filter, what is leakproof, and nothing else of the reader's."""

import json

import duckdb
import pytest

from sidecar.backends.worker.engine import open_connection, stage

QUERIES = [
    "SELECT count(*) FROM sales.customers WHERE CAST(note AS integer) >= 0",
    "SELECT count(*) FROM sales.customers WHERE id > 3 AND CAST(note AS integer) >= 0",
    "SELECT * FROM (SELECT id, CAST(note AS integer) AS n FROM sales.customers) WHERE n > 5",
    "SELECT count(*) FROM sales.customers a JOIN crm.leads l ON CAST(a.note AS integer) = l.id",
    "SELECT note FROM sales.customers GROUP BY note HAVING CAST(note AS integer) > 5",
    "WITH c AS (SELECT CAST(note AS integer) AS n FROM sales.customers) SELECT count(*) FROM c WHERE n > 1",
    "SELECT row_number() OVER (ORDER BY region), id FROM sales.customers",
    "SELECT max_by(c.id, c.region), sum(l.id * 1e0) FROM sales.customers c JOIN crm.leads l ON c.id = l.id",
    "SELECT stddev_samp(c.wide) FROM sales.customers c RIGHT JOIN crm.leads l ON cardinality(c.tags) < l.id",
    "SELECT corr(c.amount, c.wide) FROM sales.customers c JOIN crm.leads l ON cardinality(c.tags) < l.id",
]


@pytest.fixture
def connection():
    with open_connection(threads=1, memory_bytes=256 << 20) as opened:
        yield opened


@pytest.mark.parametrize("text", QUERIES)
def test_a_stage_holds_the_visible_rows_and_no_expression_of_the_reader(twins, connection, text):
    done = twins[0].rewritten(text)
    stage(connection, done.stages, memory_bytes=256 << 20)
    assert connection.execute("SELECT count(*) <= 50 FROM g0").fetchone() == (True,)
    assert "INTEGER" not in done.stages[0][1]
    assert "customers.parquet" not in done.sql


@pytest.mark.parametrize("text", QUERIES)
def test_the_plan_is_the_same_on_both_twins(twins, text):
    plans = []
    for twin in twins:
        done = twin.rewritten(text)
        with open_connection(threads=1, memory_bytes=256 << 20) as opened:
            stage(opened, done.stages, memory_bytes=256 << 20)
            plans.append(opened.execute(f"EXPLAIN {done.sql}").fetchall()[0][1].replace(twin.files[1], "leads"))
    assert plans[0] == plans[1]


def test_in_one_statement_duckdb_would_take_a_predicate_to_hidden_rows(twins):
    """Why stages are tables and no CTEs; when this fails, DuckDB has changed its mind."""
    done = twins[0].rewritten(QUERIES[0])
    in_one = f"EXPLAIN (FORMAT json) WITH g0 AS MATERIALIZED ({done.stages[0][1]}) {done.sql}"
    (made,) = _find(json.loads(duckdb.execute(in_one).fetchall()[0][1]), "CTE")
    assert "AS INTEGER" in json.dumps(made["children"][0])


def _find(nodes, name):
    for node in nodes:
        if node["name"].strip() == name:
            yield node
        yield from _find(node["children"], name)


def test_a_leakproof_predicate_is_applied_where_rows_are_read(twins):
    assert '"r"."id" > 3' in twins[0].rewritten(QUERIES[1]).stages[0][1]
