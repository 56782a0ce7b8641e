"""The write: a run from its start to published rows, beside a bare append of the same file to an Iceberg table.

Both are measured in processes of their own, in turn, after everything that they import is there. The run checks its source
against expectations, converts and judges every row by the contract's rules, finds keys that stand twice, sets bad rows
aside with their reasons, writes and fsyncs the others to an audit branch, judges the table as a whole, and publishes with
lineage; the append does nothing but write.
"""

import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests.benchmarks.data import make_orders
from tests.benchmarks.figures import Row, figure, spread
from tests.benchmarks.processes import in_child, peak_bytes
from tests.benchmarks.shop import THREADS, open_shop

__all__ = ["append", "measure", "run"]

_MODULE = "tests.benchmarks.write"


def measure(*, rows: int, rounds: int = 3) -> Iterator[Row]:
    """Yield seconds, processor seconds and peak memory of both."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "orders.parquet"
        make_orders(source, rows=rows)
        found: dict[str, list[dict[str, Any]]] = {"run": [], "append": []}
        for side, done in [*found.items()] * rounds:
            with tempfile.TemporaryDirectory() as place:
                done.append(in_child(_MODULE, side, str(source), str(Path(place) / "mesh")))
    ours, bare = found["run"], found["append"]
    name = f"{rows:,} rows of 10 columns, {sum(one['aside'] for one in ours) // rounds:,} of them bad"
    yield from spread(name, _all(ours, "seconds"), "s", baseline=_all(bare, "seconds"), goal=1.15)
    yield from spread(f"{name}, processor time", _all(ours, "cpu"), "s", baseline=_all(bare, "cpu"))
    yield figure("peak memory of the run", max(_all(ours, "peak")) / 1e9, "GB", goal=2)
    yield figure("peak memory of the bare append", max(_all(bare, "peak")) / 1e9, "GB")


def _all(done: list[dict[str, Any]], what: str) -> list[float]:
    return [one[what] for one in done]


def run(source: Path, folder: Path) -> dict[str, Any]:
    """Publish and run the product over `source`, in a new mesh in `folder`; return what the run alone took."""
    with open_shop(folder) as shop:
        shop.publish("orders", source=source.parent)
        took, report = _took(lambda: shop.run("orders"))
    return {**took, "aside": report.ports[0].quarantined}


def append(source: Path, folder: Path) -> dict[str, Any]:
    """Append `source` to a new table of a catalogue in `folder`, as a reader of batches, and nothing else."""
    import pyarrow as pa
    import pyarrow.parquet as pq
    from pyiceberg.catalog.sql import SqlCatalog

    folder.mkdir()
    pa.set_cpu_count(THREADS)
    catalog = SqlCatalog("bare", uri=f"sqlite:///{folder}/catalog.db", warehouse=f"file://{folder}")
    catalog.create_namespace("sales")
    file = pq.ParquetFile(source)
    table = catalog.create_table("sales.orders", file.schema_arrow)
    table.append(file.schema_arrow.empty_table())  # as in the run, the first commit is not what is measured
    took, _ = _took(lambda: table.append(pa.RecordBatchReader.from_batches(file.schema_arrow, file.iter_batches())))
    return {**took, "aside": 0}


def _took(act: Callable[[], Any]) -> tuple[dict[str, float], Any]:
    began, busy = time.perf_counter(), time.process_time()
    done = act()
    seconds, cpu = time.perf_counter() - began, time.process_time() - busy
    return {"seconds": seconds, "cpu": cpu, "peak": peak_bytes()}, done


if __name__ == "__main__":
    sides = {"run": run, "append": append}
    sys.stdout.write(json.dumps(sides[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))))
