"""Checking an addition of 1 % to a table beside checking all of the table, and the whole runs beside each other.

Both checks are the same code as in a run: rows are converted and judged by the contract's rules, keys are looked for that
stand twice, and the rules on the whole table are judged. With keys in sequence the bounds of files rule all of them out;
with random keys every file is looked into. Every other key is free in the table, and the random ones are drawn from these.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from pyiceberg.catalog.sql import SqlCatalog

from governance.checks import CheckPlan, classify, compile_checks, diverted
from governance.contracts import load_contract
from governance.names import PortName
from governance.sql.quoting import string
from sidecar.backends.duck import (
    Change,
    Connection,
    DataFile,
    Target,
    columns_of,
    measure_change,
    measure_whole,
    open_connection,
)
from sidecar.backends.duck.files import write
from sidecar.backends.duck.keys import duplicated_keys
from sidecar.backends.tables import WriteMode, audit_branch, create, data_folder, field_ids, flush, stage
from sidecar.run.displace import staying_of
from sidecar.run.intent import Intent
from sidecar.run.standing import Standing, stand
from sidecar.run.stock import rows_of, whole_of
from tests.benchmarks.data import make_orders
from tests.benchmarks.figures import Row, spread
from tests.benchmarks.shop import THREADS

__all__ = ["measure"]

PORT = PortName("sales", "orders")
_CONTRACT = Path(__file__).parent / "products" / "orders" / "contracts" / "orders.odcs.yaml"
_MEMORY = 1 << 30
_NOW = datetime.now(UTC)


def measure(*, rows: int, rounds: int = 3) -> Iterator[Row]:
    """Yield how long the check of an addition of one row in a hundred takes, beside the check of the whole table."""
    with tempfile.TemporaryDirectory() as folder:
        bench = _Bench(Path(folder), rows)
        for word, first, step in (("in sequence", 2 * rows + 1, 1), ("at random", 1, 200)):
            new = bench.addition(word.replace(" ", "_"), first=first, step=step)
            small: list[float] = []
            whole: list[float] = []
            for _ in range(rounds):
                whole.append(_took(bench.check_whole))
                small.append(_took(partial(bench.check_addition, new)))
            goal = 0.03
            yield from spread(
                f"check {rows // 100:,} more of {rows:,} rows, keys {word}", small, "s", baseline=whole, goal=goal
            )
        bench.close()


def _took(act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


class _Bench:
    """A table with every other key in it, as a run would have written it."""

    def __init__(self, folder: Path, rows: int) -> None:
        self._folder, self._rows = folder, rows
        contract = load_contract(_CONTRACT.read_text(), "orders").contract
        assert contract is not None
        self._plan: CheckPlan = compile_checks(contract)
        spill = folder / "spill"
        self._engine: Connection = open_connection(memory_bytes=_MEMORY, threads=THREADS, temp_dir=str(spill))
        self._catalog = SqlCatalog("bench", uri=f"sqlite:///{folder}/c.db", warehouse=f"file://{folder}/warehouse")
        self._catalog.create_namespace(PORT.domain)
        table = create(self._catalog, PORT.identifier, contract.table)
        make_orders(folder / "orders.parquet", rows=rows)
        target = Target(folder=data_folder(table, "r1"), field_ids=field_ids(table.schema()))
        files = write(self._engine, self._orders("2 * i"), target)
        flush(file.path for file in files)
        summary = {"trellis.run-id": "r1"}
        paths = [file.path for file in files]
        staged = stage(table, paths, branch=audit_branch("r1"), mode=WriteMode.REPLACE, summary=summary)
        table.refresh().manage_snapshots().set_current_snapshot(snapshot_id=staged.snapshot_id).commit()
        self._standing: Standing = stand(self._catalog, PORT)
        relation = self._standing.pinned.relation
        self._known = measure_whole(self._engine, self._plan, relation=relation, now=_NOW).known

    def close(self) -> None:
        self._engine.close()
        self._catalog.engine.dispose()

    def addition(self, name: str, *, first: int, step: int) -> tuple[DataFile, ...]:
        """Write one row for each hundred of the table, with keys from `first` on."""
        target = Target(folder=str(self._folder / name))
        return write(self._engine, self._orders(f"{first} + {step} * i", f"LIMIT {self._rows // 100}"), target)

    def _orders(self, key: str, limit: str = "") -> str:
        source = f"read_parquet({string(str(self._folder / 'orders.parquet'))}, file_row_number = true)"
        rows = f"SELECT * EXCLUDE (file_row_number), file_row_number AS i FROM {source} {limit}"
        return f"SELECT * EXCLUDE (i) REPLACE (CAST({key} AS BIGINT) AS order_id) FROM ({rows})"

    def check_whole(self) -> None:
        """Judge all of the table anew."""
        relation = self._standing.pinned.relation
        self._judge(relation)
        duplicated_keys(self._engine, self._plan, relation=relation, name="whole")
        measure_whole(self._engine, self._plan, relation=relation, now=_NOW)

    def check_addition(self, new: tuple[DataFile, ...]) -> None:
        """Judge what comes, and the table with it."""
        relation = rows_of(self._plan, new)
        self._judge(relation)
        staying = staying_of(self._engine, self._plan, Intent(mode=WriteMode.APPEND), self._standing)
        found = duplicated_keys(self._engine, self._plan, relation=relation, name="more", staying=staying)
        assert not found
        whole = whole_of(self._plan, self._standing, self._standing.files, new)
        change = Change(before=self._known, added=relation)
        measure_change(self._engine, self._plan, change, relation=whole, now=_NOW)

    def _judge(self, relation: str) -> None:
        columns = columns_of(self._engine, relation)
        judged = classify(self._plan, source=relation, source_columns=columns, now=_NOW)
        self._engine.execute(f"SELECT count(*) FROM ({judged}) WHERE {diverted(self._plan)}").fetchall()
