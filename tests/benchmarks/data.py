"""Made-up orders and customers, the same at every run; one order in a hundred breaks the contract."""

from pathlib import Path

import duckdb

__all__ = ["CUSTOMERS", "make_customers", "make_orders"]

CUSTOMERS = 1_000_000
_OPTIONS = "(FORMAT parquet, COMPRESSION zstd)"

# `fault` is 1 to 8 for one row in 125; two rows in a thousand share their number with another.
_ORDERS = """
SELECT
    CASE WHEN i % 1000 = 0 THEN i + 1 ELSE i END AS order_id,
    CASE WHEN fault = 1 THEN NULL ELSE (h // 7) % {customers} + 1 END AS customer_id,
    CASE WHEN fault = 2 THEN 'XX' ELSE ['AT', 'CH', 'DE', 'DK', 'ES', 'FR', 'IT', 'NL'][(h // 11) % 8 + 1] END AS country,
    CASE WHEN fault = 3 THEN 'lost' ELSE ['open', 'paid', 'shipped', 'returned'][(h // 13) % 4 + 1] END AS status,
    CASE WHEN fault = 4 THEN -1.0::DOUBLE WHEN fault = 5 THEN 1e6::DOUBLE ELSE ((h // 17) % 1000000) / 100.0 END AS amount,
    CAST(CASE WHEN fault = 6 THEN 0 ELSE (h // 19) % 100 + 1 END AS INTEGER) AS quantity,
    CASE WHEN fault = 7 THEN 'nobody' ELSE 'c' || ((h // 7) % {customers}) || '@example.org' END AS email,
    CASE
        WHEN fault = 8 THEN repeat('x', 41) WHEN h % 3 = 0 THEN NULL ELSE 'leave it at door ' || (h // 23) % 1000
    END AS note,
    CURRENT_DATE::TIMESTAMP - to_seconds(604800 + (h // 29) % 31536000) AS created_at,
    CURRENT_DATE::TIMESTAMP - to_seconds((h // 31) % 604800) AS updated_at
FROM (SELECT i, (hash(i) // 2)::BIGINT AS h, h % 1000 AS fault FROM range({rows}) AS r(i))
"""

_CUSTOMERS = """
SELECT i + 1 AS customer_id, ['private', 'business', 'public'][i % 3 + 1] AS segment, 1950 + i % 60 AS born
FROM range({customers}) AS r(i)
"""


def make_orders(path: Path, *, rows: int) -> None:
    """Write that many orders to a Parquet file."""
    _write(path, _ORDERS.format(rows=rows, customers=CUSTOMERS))


def make_customers(path: Path) -> None:
    """Write the customers that the orders are of."""
    _write(path, _CUSTOMERS.format(customers=CUSTOMERS))


def _write(path: Path, select: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"COPY ({select}) TO '{path}' {_OPTIONS}")
