"""Lineage written: names brought to numbers, events and runs kept; many rows at a time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import bindparam, delete, insert, select, update
from sqlmodel import col

from platform_api.db import RegistrySession
from platform_api.lineage.events import Event
from platform_api.lineage.flows import WHOLE
from platform_api.lineage.models import (
    LineageColumn,
    LineageDataset,
    LineageEvent,
    LineageJob,
    LineageRun,
    RunAssertion,
)
from platform_api.lineage.naming import DatasetName, JobName, address, port_of
from platform_api.lineage.states import RunState
from platform_api.membership import among, listed

__all__ = [
    "KnownJob",
    "KnownRun",
    "add_events",
    "column_numbers",
    "dataset_numbers",
    "known_events",
    "known_jobs",
    "known_runs",
    "put_assertions",
    "put_fields",
    "put_jobs",
    "put_runs",
    "texts_of_runs",
]

_CHUNK = 500
Item = TypeVar("Item")
Row = dict[str, Any]

# Statements are made once: making one takes several times as long as running it, and an event needs some ten.
_EVENTS = select(col(LineageEvent.digest)).where(among(col(LineageEvent.digest), "some"))
_TEXTS = select(col(LineageEvent.run), col(LineageEvent.text)).where(among(col(LineageEvent.run), "some"))
_JOBS = select(col(LineageJob.namespace), col(LineageJob.name), col(LineageJob.seq), col(LineageJob.product)).where(
    among(col(LineageJob.address), "some")
)
_RUNS = select(LineageRun).where(among(col(LineageRun.run_id), "some"))
_DATASETS = select(col(LineageDataset.address), col(LineageDataset.seq)).where(
    among(col(LineageDataset.address), "some")
)
_COLUMNS = select(col(LineageColumn.dataset), col(LineageColumn.name), col(LineageColumn.seq)).where(
    among(col(LineageColumn.dataset), "some")
)
_NEW_RUNS = insert(LineageRun).returning(col(LineageRun.run_id), col(LineageRun.seq))
_CHANGED_RUNS = update(LineageRun).where(col(LineageRun.seq) == bindparam("known"))
_NO_ASSERTIONS = delete(RunAssertion).where(col(RunAssertion.run) == bindparam("of"))
_NEWER_FIELDS = update(LineageDataset).where(
    col(LineageDataset.seq) == bindparam("known"),
    col(LineageDataset.fields_at) <= bindparam("newest"),
    col(LineageDataset.port) == "",
)
_INSERTS = {model: insert(model) for model in (LineageColumn, LineageDataset, LineageEvent, LineageJob, RunAssertion)}


class KnownJob(NamedTuple):
    """A job's number and the product that owns it."""

    seq: int
    product: str


class KnownRun(NamedTuple):
    """A run's number, its job's number, and where it stands."""

    seq: int
    job: int
    parent: str
    state: RunState


def chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Yield the items in lists that a statement can take as parameters."""
    whole = list(items)
    for start in range(0, len(whole), _CHUNK):
        yield whole[start : start + _CHUNK]


def known_events(session: RegistrySession, digests: Iterable[str]) -> set[str]:
    """Return those of the digests that are kept already."""
    return {digest for (digest,) in _select(session, _EVENTS, digests)}


def add_events(session: RegistrySession, events: Sequence[Event], runs: Mapping[str, KnownRun], *, by: str) -> None:
    """Keep events that are not kept yet."""
    rows = [
        {
            "digest": event.digest,
            "kind": event.kind,
            "run": runs[event.run].seq if event.run else None,
            "text": event.text,
            "happened_at": event.at,
            "received_at": session.now,
            "told_by": by,
        }
        for event in events
    ]
    _insert(session, LineageEvent, rows)


def texts_of_runs(session: RegistrySession, runs: Iterable[int]) -> dict[int, list[str]]:
    """Return the texts of all events of the runs, by run."""
    found: dict[int, list[str]] = {}
    for run, text in _select(session, _TEXTS, runs):
        found.setdefault(int(run or 0), []).append(text)
    return found


def known_jobs(session: RegistrySession, names: Iterable[JobName]) -> dict[JobName, KnownJob]:
    """Return the jobs among the names that lineage knows."""
    rows = _select(session, _JOBS, map(address, set(names)))
    return {JobName(space, name): KnownJob(seq, product) for space, name, seq, product in rows}


def put_jobs(session: RegistrySession, owners: Mapping[JobName, str]) -> dict[JobName, KnownJob]:
    """Return the jobs, new ones added under the product given for them."""
    known = known_jobs(session, owners)
    rows = [
        {"address": address(job), **job._asdict(), "product": owner}
        for job, owner in owners.items()
        if job not in known
    ]
    return known_jobs(session, owners) if _insert(session, LineageJob, rows) else known


def known_runs(session: RegistrySession, ids: Iterable[str]) -> dict[str, KnownRun]:
    """Return the runs among the ids that lineage knows."""
    found = {}
    for row in _select(session, _RUNS, ids):
        state = RunState(state=row.state, at=row.at, started=row.started, ended=row.ended)
        found[row.run_id] = KnownRun(row.seq, row.job, row.parent, state)
    return found


def put_runs(session: RegistrySession, runs: Mapping[str, KnownRun]) -> dict[str, KnownRun]:
    """Keep runs as they are now, those without a number as new ones; return them with their numbers."""
    rows = {name: {"job": run.job, "parent": run.parent, **vars(run.state)} for name, run in runs.items()}
    new = [{"run_id": name, **row} for name, row in rows.items() if not runs[name].seq]
    changed = [{"known": runs[name].seq, **row} for name, row in rows.items() if runs[name].seq]
    if changed:
        session.core.execute(_CHANGED_RUNS, changed)
    numbers = {row.run_id: row.seq for row in session.core.execute(_NEW_RUNS, new)} if new else {}
    return {name: run._replace(seq=run.seq or numbers[name]) for name, run in runs.items()}


def put_assertions(session: RegistrySession, run: int, found: Sequence[Row]) -> None:
    """Keep what a run's checks found, in place of what was kept of them."""
    session.core.execute(_NO_ASSERTIONS, {"of": run})
    _insert(session, RunAssertion, [{"run": run, "position": n, **row} for n, row in enumerate(found)])


def dataset_numbers(session: RegistrySession, names: Iterable[DatasetName]) -> dict[DatasetName, int]:
    """Return the numbers of datasets, new ones added."""
    wanted = {name: address(name) for name in names}
    found = _numbers(session, wanted.values())
    rows = [
        {"address": key, **name._asdict(), "port": port_of(name), "fields": [], "fields_at": 0}
        for name, key in wanted.items()
        if key not in found
    ]
    if _insert(session, LineageDataset, rows):
        found = _numbers(session, wanted.values())
    return {name: found[key] for name, key in wanted.items()}


def put_fields(session: RegistrySession, told: Iterable[tuple[int, Sequence[tuple[str, str]], int]]) -> None:
    """Keep the columns of datasets as told at a moment, unless newer ones are kept; a port has its contract."""
    rows = [
        {"known": seq, "fields": [list(field) for field in fields], "fields_at": at, "newest": at}
        for seq, fields, at in told
    ]
    if rows:
        session.core.execute(_NEWER_FIELDS, rows)


def column_numbers(session: RegistrySession, columns: Iterable[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """Return the numbers of columns of datasets, new ones added; the `WHOLE` of a dataset is its number, negative."""
    wanted = set(columns)
    found = _columns(session, {dataset for dataset, _ in wanted})
    new = sorted(column for column in wanted if column not in found and column[1] != WHOLE)
    if _insert(session, LineageColumn, [{"dataset": dataset, "name": name} for dataset, name in new]):
        found = _columns(session, {dataset for dataset, _ in wanted})
    return {column: -column[0] if column[1] == WHOLE else found[column] for column in wanted}


def _numbers(session: RegistrySession, addresses: Iterable[str]) -> dict[str, int]:
    return dict(_select(session, _DATASETS, addresses))


def _columns(session: RegistrySession, datasets: Iterable[int]) -> dict[tuple[int, str], int]:
    return {(dataset, name): seq for dataset, name, seq in _select(session, _COLUMNS, datasets)}


def _select(session: RegistrySession, statement: Any, some: Iterable[Any]) -> Iterator[Any]:
    wanted = listed(some)
    return iter(session.core.execute(statement, {"some": wanted}).all() if wanted != "[]" else ())


def _insert(session: RegistrySession, model: Any, rows: Sequence[Row]) -> bool:
    if rows:
        session.core.execute(_INSERTS[model], list(rows))
    return bool(rows)
