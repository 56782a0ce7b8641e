"""The barrier as DuckDB plans it: nothing of the reader's stands below the policy's filter."""

import json

import duckdb
import pytest

from sidecar.backends.worker.engine import open_connection

QUERIES = [
    "SELECT count(*) FROM sales.customers WHERE CAST(note AS integer) >= 0",
    "SELECT count(*) FROM sales.customers WHERE id > 3 AND CAST(note AS integer) >= 0",
    "SELECT * FROM (SELECT id, CAST(note AS integer) AS n FROM sales.customers) WHERE n > 5",
    "SELECT count(*) FROM sales.customers a JOIN crm.leads l ON CAST(a.note AS integer) = l.id",
    "SELECT note FROM sales.customers GROUP BY note HAVING CAST(note AS integer) > 5",
    "WITH c AS (SELECT CAST(note AS integer) AS n FROM sales.customers) SELECT count(*) FROM c WHERE n > 1",
]


def below_the_barrier(connection, sql):
    """The texts of all plan nodes that make the materialised rows."""
    plan = json.loads(connection.execute(f"EXPLAIN (FORMAT json) {sql}").fetchall()[0][1])
    barriers = list(_find(plan, "CTE"))
    assert barriers
    return json.dumps([barrier["children"][0] for barrier in barriers])


def _find(nodes, name):
    for node in nodes:
        if node["name"].strip() == name:
            yield node
        yield from _find(node["children"], name)


@pytest.mark.parametrize("text", QUERIES)
def test_no_expression_of_the_reader_is_planned_below_the_barrier(twins, text):
    done = twins[0].rewritten(text)
    with open_connection(threads=1, memory_bytes=256 << 20) as connection:
        assert "AS INTEGER" not in below_the_barrier(connection, done.sql)
        assert done.barriers == 1


def test_an_ordinary_connection_would_plan_it_there(twins):
    """Why workers switch one optimiser off; when this fails, DuckDB has changed its mind and the switch can go."""
    connection = duckdb.connect()
    assert "AS INTEGER" in below_the_barrier(connection, twins[0].rewritten(QUERIES[0]).sql)


def test_a_leakproof_predicate_is_planned_below_it(twins):
    with open_connection(threads=1, memory_bytes=256 << 20) as connection:
        assert "id>3" in below_the_barrier(connection, twins[0].rewritten(QUERIES[1]).sql).replace(" ", "")
