"""Lineage at size: fills a registry and measures on it.

The mesh is made up: layers of datasets with ten columns each; a dataset is made by a job of one to three datasets of the
layers above, one time in ten of one of the 200 that everybody uses.
"""

import random
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice, product
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from platform_api.db import Database, RegistrySession, open_registry
from platform_api.lineage.events import parse_event
from platform_api.lineage.graph import Direction
from platform_api.lineage.intake import take_in
from platform_api.lineage.models import ColumnEdge, LineageColumn, LineageDataset, LineageEdge, LineageJob
from platform_api.lineage.naming import DatasetName, JobName, address
from platform_api.lineage.neighbourhood import Reach
from platform_api.lineage.service import column_graph, dataset_graph
from platform_api.lineage.validity import FOREVER
from platform_api.settings import load_settings
from platform_api.whole import load_server
from tests.benchmarks.figures import Row, figure
from tests.factories.lineage import column_lineage, dataset, run_event

__all__ = ["measure"]

_COLUMNS, _LAYERS, _HUBS, _CHUNK = 10, 12, 200, 50_000
_HOPS = 6


def measure(*, datasets: int = 100_000, edges: int = 1_000_000, asked: int = 500) -> list[Row]:
    """Return the figures: times of six hops in both directions, and events per second."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_registry(load_settings(home=Path(folder) / "home"))
        try:
            fill(database, datasets, edges)
            load_server()
            return [*_hops(database, datasets, asked), *_events(database)]
        finally:
            database.close()


def fill(database: Database, datasets: int, edges: int) -> None:
    """Put a mesh of that size into the registry."""
    choose = random.Random(1)
    with database.write("filling") as session:
        _names(session, datasets)
        flows: list[Row] = []
        columns: list[Row] = []
        for target, sources in _made_of(choose, datasets):
            flows += [_edge(target, source, target, detailed=True) for source in set(sources)]
            columns += _column_edges(choose, target, sources, edges / datasets)
            if len(columns) > _CHUNK:
                _insert(session, LineageEdge, flows)
                _insert(session, ColumnEdge, columns)
        _insert(session, LineageEdge, flows)
        _insert(session, ColumnEdge, columns)


def _names(session: RegistrySession, datasets: int) -> None:
    numbers = range(1, datasets + 1)
    names = {number: (DatasetName("bench", f"d{number}"), JobName("bench", f"make d{number}")) for number in numbers}
    _insert(
        session,
        LineageDataset,
        [
            {"seq": n, "address": address(d), **d._asdict(), "port": "", "fields": [], "fields_at": 0}
            for n, (d, _) in names.items()
        ],
    )
    _insert(
        session,
        LineageJob,
        [{"seq": n, "address": address(j), **j._asdict(), "product": ""} for n, (_, j) in names.items()],
    )
    columns = ((number, column) for number in numbers for column in range(_COLUMNS))
    _insert(session, LineageColumn, [{"seq": _column(n, c), "dataset": n, "name": f"c{c}"} for n, c in columns])


def _made_of(choose: random.Random, datasets: int) -> Iterator[tuple[int, list[int]]]:
    layer = datasets // _LAYERS
    for target in range(layer + 1, datasets + 1):
        nearest = range(max(1, target - 3 * layer), target - layer + 1)
        hubs = range(1, min(_HUBS, layer) + 1)
        yield (
            target,
            [choose.choice(nearest if choose.random() < 0.9 else hubs) for _ in range(choose.choice((1, 1, 2, 3)))],
        )


def _column_edges(choose: random.Random, target: int, sources: list[int], each: float) -> list[Row]:
    pairs = {
        (_column(target, column), _column(choose.choice(sources), choose.randrange(_COLUMNS)))
        for column in range(_COLUMNS)
        for _ in range(int(each / _COLUMNS) + (choose.random() < each / _COLUMNS % 1))
    }
    if choose.random() < 0.2:
        pairs.add((-target, _column(choose.choice(sources), 0)))
    return [
        _edge(into, source, target, how="DIRECT/IDENTITY" if into > 0 else "INDIRECT/FILTER") for into, source in pairs
    ]


def _edge(target: int, source: int, job: int, **told: Any) -> Row:
    return {"target": target, "source": source, "job": job, "since": 0, "until": FOREVER, **told}


def _column(number: int, column: int) -> int:
    return (number - 1) * _COLUMNS + column + 1


def _insert(session: RegistrySession, model: Any, rows: list[Row]) -> None:
    for start in range(0, len(rows), _CHUNK):
        session.connection().execute(insert(model), rows[start : start + _CHUNK])
    rows.clear()


def _hops(database: Database, datasets: int, asked: int) -> Iterator[Row]:
    choose = random.Random(2)
    anywhere = [choose.randrange(1, datasets + 1) for _ in range(asked)]
    hubs = [choose.randrange(1, _HUBS + 1) for _ in range(asked // 5)]
    sides: tuple[Direction, ...] = ("upstream", "downstream")
    for side, (of, numbers, limit) in product(sides, (("", anywhere, 5000), (" of what everybody uses", hubs, 500))):
        reach = Reach(depth=_HOPS, limit=limit)
        names = [address(DatasetName("bench", f"d{number}")) for number in numbers]
        with database.read() as session:
            columns = partial(_column_graph, session, side, reach)
            yield from _timed(f"6-hop column impact {side}{of}, at most {limit}", names, columns, goal=100)
            datasets_of = partial(_dataset_graph, session, side, reach)
            yield from _timed(f"6-hop dataset graph {side}{of}, at most {limit}", names, datasets_of, goal=100)


def _column_graph(session: RegistrySession, side: Direction, reach: Reach, name: str) -> object:
    return column_graph(session, name, "c1", side, reach)


def _dataset_graph(session: RegistrySession, side: Direction, reach: Reach, name: str) -> object:
    return dataset_graph(session, name, side, reach)


def _timed(what: str, names: list[str], ask: Callable[[str], Any], *, goal: float) -> Iterator[Row]:
    took = []
    for name in names:
        began = time.perf_counter()
        ask(name)
        took.append((time.perf_counter() - began) * 1000)
    took.sort()
    yield figure(f"{what}, p50", statistics.median(took), "ms", goal=None)
    yield figure(f"{what}, p99", took[int(len(took) * 0.99)], "ms", goal=goal)


def _events(database: Database) -> Iterator[Row]:
    for what, count, batch, job, goal in (
        ("one by one, the same lineage again", 1000, 1, "one", 1000),
        ("in batches of 500, the same lineage again", 5000, 500, "many", 5000),
        ("in batches of 500, each run of a new job", 2000, 500, "job {}", None),
    ):
        sent, took = _runs(count // 2, job), 0.0
        while told := list(islice(sent, batch)):
            began = time.perf_counter()
            with database.write("telling") as session:
                take_in(session, list(map(parse_event, told)), owners={}, by="bench")
            took += time.perf_counter() - began
        yield figure(f"OpenLineage events {what}", count / took, "1/s", goal=goal)


def _runs(count: int, job: str) -> Iterator[Row]:
    """Yield the start and the end of runs, with ten columns described and traced in each."""
    fields = column_lineage({f"c{n}": [f"raw.c{n}"] for n in range(_COLUMNS)})
    schema = {"fields": [{"name": f"c{n}", "type": "string"} for n in range(_COLUMNS)]}
    outputs = [dataset("clean", columnLineage=fields, schema=schema)]
    for number in range(count):
        run, at = str(uuid.uuid4()), number - 10**6
        yield run_event(job.format(number), "START", at=at, run=run)
        yield run_event(job.format(number), "COMPLETE", at=at, run=run, inputs=["raw"], outputs=outputs)
