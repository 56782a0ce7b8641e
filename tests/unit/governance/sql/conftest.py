"""Runs Trino SQL as it runs in production: rewritten, verified by the second gate, on a worker's kind of connection."""

import pytest

from governance.sql import GovernedTable, Relation, parse_query, rewrite
from sidecar.backends.worker.engine import open_connection, verify

FLIGHTS = """(SELECT * FROM (VALUES
    (1, 'UA', 'N1', 5.0::DOUBLE, 700::BIGINT, 12.50::DECIMAL(10,2), DATE '2024-01-31', TIMESTAMP '2024-01-31 10:30:15.5', true, ['a', 'b']),
    (2, 'UA', 'N2', -3.0, 1400, 99.99, DATE '2024-02-29', TIMESTAMP '2024-02-29 23:59:59', false, ['b']),
    (3, 'B6', 'N1', NULL, 350, NULL, DATE '2024-02-01', TIMESTAMP '2024-02-01 00:00:00', NULL, []),
    (4, 'DL', NULL, 60.0, 2500, 0.01, NULL, NULL, true, NULL),
    (5, NULL, 'N3', 0.0, 900, 5.00, DATE '2023-12-31', TIMESTAMP '2023-12-31 12:00:00', false, ['c', NULL])
) t(id, carrier, tail, delay, distance, price, day, moment, late, tags))"""
COLUMNS = (
    ("id", "INTEGER"), ("carrier", "VARCHAR"), ("tail", "VARCHAR"), ("delay", "DOUBLE"), ("distance", "BIGINT"),
    ("price", "DECIMAL(10,2)"), ("day", "DATE"), ("moment", "TIMESTAMP"), ("late", "BOOLEAN"), ("tags", "VARCHAR[]"),
)  # fmt: skip
CARRIERS = (
    "(SELECT * FROM (VALUES ('UA', 'United', 1), ('B6', 'JetBlue', 2), ('AA', 'American', 3)) t(code, name, rank))"
)

FLIGHTS_RELATION = Relation(name="ops.flights", columns=COLUMNS, sql=FLIGHTS)
CARRIERS_RELATION = Relation(
    name="ops.carriers", columns=(("code", "VARCHAR"), ("name", "VARCHAR"), ("rank", "INTEGER")), sql=CARRIERS
)
OPEN = {
    "ops.flights": GovernedTable.open(FLIGHTS_RELATION),
    "ops.carriers": GovernedTable.open(CARRIERS_RELATION),
}


@pytest.fixture(scope="session")
def connection():
    with open_connection(threads=1, memory_bytes=512 << 20) as opened:
        yield opened


@pytest.fixture
def answer(connection):
    """Rows of a query over the governed tables (by default open to everyone)."""

    def rows(text, tables=OPEN):
        done = rewrite(parse_query(text), tables, hash_key=b"key")
        verify(connection, done.sql, done.relations)
        return connection.execute(done.sql).fetchall()

    return rows


@pytest.fixture
def value(answer):
    """The value of one expression."""
    return lambda expression: answer(f"SELECT {expression}")[0][0]
