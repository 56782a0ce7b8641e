"""Governed queries: `answer` as the API calls it, beside the same SQL on a bare DuckDB over the same files.

Two readers see e-mail addresses hashed. One sees all rows; the other has a row filter that every row passes, so that
nothing is won by reading less, and one more column has to be read. The bare DuckDB has the worker's threads and memory,
its connection stays open, and it knows nothing of masks or filters.
"""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from governance.names import PortName
from platform_api.access.schemas import GrantNew
from platform_api.access.service import issue_grant
from platform_api.principals.schemas import PrincipalNew
from platform_api.principals.service import caller_of, create_principal
from platform_api.query.schemas import QueryNew
from platform_api.query.service import answer
from platform_api.state import PlatformState
from tests.benchmarks.data import make_customers, make_orders
from tests.benchmarks.figures import Row, spread
from tests.benchmarks.shop import Shop, open_shop

__all__ = ["QUERIES", "measure"]

_COUNTRIES = ["AT", "CH", "DE", "DK", "ES", "FR", "IT", "NL"]
_GOAL = 1.1
_READERS = {"reader": ", row filter that all rows pass", "reader_of_all": ""}


@dataclass(frozen=True)
class Question:
    """A SELECT; without a goal where a mask is most of the work, which a bare engine does not do."""

    name: str
    sql: str
    goal: float | None = _GOAL


QUERIES = (
    Question(
        "scan and aggregate",
        "SELECT count(*) AS n, sum(amount) AS total, avg(quantity) AS pieces, min(created_at) AS since,"
        " max(updated_at) AS last FROM sales.orders WHERE status <> 'returned'",
    ),
    Question(
        "join and group",
        "SELECT c.segment, o.country, count(*) AS n, sum(o.amount) AS total FROM sales.orders AS o"
        " JOIN sales.customers AS c ON o.customer_id = c.customer_id GROUP BY c.segment, o.country ORDER BY 1, 2",
    ),
    Question(
        "window",
        "SELECT country, order_id, amount FROM (SELECT country, order_id, amount, row_number() OVER"
        " (PARTITION BY country, status ORDER BY amount DESC, order_id) AS place FROM sales.orders) AS t"
        " WHERE place <= 3 ORDER BY 1, 2",
    ),
    Question(
        "filter, few rows with a masked column",
        "SELECT order_id, email, amount, created_at FROM sales.orders WHERE note LIKE '%door 7' AND amount > 9900"
        " ORDER BY order_id",
    ),
    Question(
        "count distinct of a masked column, in one row of 32",
        "SELECT count(DISTINCT email) AS n FROM sales.orders WHERE country = 'DE' AND status = 'open'",
        goal=None,
    ),
)


def measure(*, rows: int, rounds: int = 3) -> Iterator[Row]:
    """Yield the milliseconds of each query, both ways in turn after one round that is not counted."""
    with tempfile.TemporaryDirectory() as folder, open_shop(Path(folder) / "home") as shop:
        _stock(shop, Path(folder) / "source", rows)
        with _bare(shop) as bare:
            for question in QUERIES:
                acts = [*(_governed(shop, who, question.sql) for who in _READERS), _plain(bare, question.sql)]
                *ours, theirs = _alternated(acts, rounds)
                for which, took in zip(_READERS.values(), ours, strict=True):
                    name = f"{question.name}, {rows:,} rows{which}"
                    yield from spread(name, took, "ms", baseline=theirs, goal=question.goal)


def _stock(shop: Shop, source: Path, rows: int) -> None:
    """Fill the shop, and let two in who are not of its team."""
    make_orders(source / "orders.parquet", rows=rows)
    make_customers(source / "customers.parquet")
    for product in ("orders", "customers"):
        shop.publish(product, source=source)
        shop.run(product)
    state = shop.embedded.state
    with state.database.write("letting a reader in") as session:
        for who in _READERS:
            create_principal(session, PrincipalNew(id=who, attributes={"countries": _COUNTRIES}), by="bench")
            for port, clear in (("sales.orders", ["amount"]), ("sales.customers", ["born"])):
                grant = GrantNew(
                    grantee_kind="user",
                    grantee=who,
                    purposes=["planning"],
                    clear=clear,
                    all_rows=who == "reader_of_all",
                    expires=session.now + 86_400,
                    reason="to measure",
                )
                issue_grant(session, port, grant, settings=state.settings, by="bench")


def _bare(shop: Shop) -> duckdb.DuckDBPyConnection:
    """Return a DuckDB with the worker's limits, in which the tables are views of the published files."""
    state = shop.embedded.state
    limits = state.workers.limits
    connection = duckdb.connect(config={"threads": limits.threads, "memory_limit": f"{limits.memory_bytes >> 10}KiB"})
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("CREATE SCHEMA sales")
    for name in ("sales.orders", "sales.customers"):
        files = ", ".join(f"'{path}'" for path in state.pins.pin(state.gate(), PortName.parse(name)).files)
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet([{files}])")
    return connection


def _governed(shop: Shop, who: str, sql: str) -> Callable[[], Any]:
    state: PlatformState = shop.embedded.state
    with state.database.read() as session:
        reader = caller_of(session, who)
    assert reader is not None
    return lambda: answer(state, reader, QueryNew(sql=sql, purpose="planning"), request="bench").table


def _plain(bare: duckdb.DuckDBPyConnection, sql: str) -> Callable[[], Any]:
    return lambda: bare.execute(sql).to_arrow_table()


def _alternated(acts: Sequence[Callable[[], Any]], rounds: int) -> list[list[float]]:
    took: list[list[float]] = [[] for _ in acts]
    for number in range(rounds + 1):
        for act, found in zip(acts, took, strict=True):
            began = time.perf_counter()
            answered = act()
            if number:
                found.append((time.perf_counter() - began) * 1000)
            assert answered.num_rows
    return took
