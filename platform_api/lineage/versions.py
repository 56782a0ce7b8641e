"""A job's graph through time: each successful run, or static event, says what held from then until the next one."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import delete, func, insert, select
from sqlmodel import col

from platform_api.db import RegistrySession
from platform_api.lineage.edges import COLUMN_EDGES, DATASET_EDGES
from platform_api.lineage.flows import NOWHERE, JobGraph
from platform_api.lineage.models import JobVersion
from platform_api.lineage.storage import chunks, column_numbers, dataset_numbers, put_fields
from platform_api.lineage.validity import FOREVER

__all__ = ["Versions"]


class Version(NamedTuple):
    """When a graph began to hold, and its digest."""

    seq: int
    since: int
    digest: str


class Versions:
    """The versions of some jobs, for the length of a transaction; `flush` before it ends.

    A run that says again what held already, which nearly all do, costs one row and no look-up.
    """

    def __init__(self, session: RegistrySession, jobs: Iterable[int]) -> None:
        self._session = session
        self._latest = _latest(session, jobs)
        self._waiting: list[dict[str, Any]] = []

    def place(self, job: int, run: int | None, graph: JobGraph, *, since: int) -> None:
        """Let a job's graph hold from `since` until its next version; two at the same moment keep their order."""
        latest = self._latest.get(job)
        if latest and latest[1] == graph.digest and since > latest[0]:
            self._waiting.append({"job": job, "run": run, "since": since, "digest": graph.digest})
            self._latest[job] = (since, graph.digest)
            return
        self.flush()
        while self._at(job, since):
            since += 1
        before, after = self._before(job, since), self._after(job, since)
        self._add(job, run, since, graph.digest)
        if before is None or before.digest != graph.digest:
            self._rewrite(job, graph, since, after.since if after else FOREVER)

    def replace(self, job: int, run: int, graph: JobGraph | None, *, since: int) -> None:
        """Let what a run said before be undone, and what it says now (nothing: it did not succeed) be placed."""
        self.flush()
        row = self._one(col(JobVersion.run) == run)
        if row is not None and graph is not None and (row.since, row.digest) == (since, graph.digest):
            return
        if row is not None:
            self._withdraw(job, row)
        if graph is not None:
            self.place(job, run, graph, since=since)

    def flush(self) -> None:
        """Write what waits."""
        if self._waiting:
            self._session.connection().execute(insert(JobVersion), self._waiting)
            self._waiting = []

    def _withdraw(self, job: int, gone: Version) -> None:
        before, after = self._before(job, gone.since), self._after(job, gone.since)
        self._session.connection().execute(delete(JobVersion).where(col(JobVersion.seq) == gone.seq))
        self._latest.pop(job, None)
        self._latest.update(_latest(self._session, [job]))
        until = after.since if after else FOREVER
        for table in (DATASET_EDGES, COLUMN_EDGES):
            earlier = table.held(self._session, job, gone.since - 1, gone.since) if before else []
            table.splice(self._session, job, {row.edge for row in earlier}, gone.since, until)

    def _rewrite(self, job: int, graph: JobGraph, since: int, until: int) -> None:
        session = self._session
        names = {name for flow in graph.datasets for name in (flow.source, flow.target)} | set(graph.fields)
        numbers = {**dataset_numbers(session, names - {NOWHERE}), NOWHERE: 0}
        datasets = {(numbers[flow.target], numbers[flow.source], flow.detailed) for flow in graph.datasets}
        DATASET_EDGES.splice(session, job, datasets, since, until)
        ends = [
            ((numbers[flow.target], flow.into), (numbers[flow.source], flow.column), flow.how) for flow in graph.columns
        ]
        columns = column_numbers(session, {end for target, source, _ in ends for end in (target, source)})
        flows = {(columns[target], columns[source], how) for target, source, how in ends}
        COLUMN_EDGES.splice(session, job, flows, since, until)
        put_fields(session, {numbers[name]: told for name, told in graph.fields.items()}, at=since)

    def _add(self, job: int, run: int | None, since: int, digest: str) -> None:
        row = {"job": job, "run": run, "since": since, "digest": digest}
        self._session.connection().execute(insert(JobVersion), [row])
        if job not in self._latest or self._latest[job][0] < since:
            self._latest[job] = (since, digest)

    def _at(self, job: int, since: int) -> Version | None:
        return self._one(col(JobVersion.job) == job, col(JobVersion.since) == since)

    def _before(self, job: int, since: int) -> Version | None:
        newest = col(JobVersion.since).desc()
        return self._one(col(JobVersion.job) == job, col(JobVersion.since) < since, order=newest)

    def _after(self, job: int, since: int) -> Version | None:
        oldest = col(JobVersion.since)
        return self._one(col(JobVersion.job) == job, col(JobVersion.since) > since, order=oldest)

    def _one(self, *conditions: Any, order: Any = None) -> Version | None:
        statement = select(col(JobVersion.seq), col(JobVersion.since), col(JobVersion.digest)).where(*conditions)
        row = self._session.connection().execute(statement.order_by(order).limit(1)).first()
        return Version(*row) if row else None


def _latest(session: RegistrySession, jobs: Iterable[int]) -> dict[int, tuple[int, str]]:
    newest: dict[int, tuple[int, str]] = {}
    for chunk in chunks(set(jobs)):
        last = select(col(JobVersion.job), func.max(col(JobVersion.since)).label("since"))
        last_of = last.where(col(JobVersion.job).in_(chunk)).group_by(col(JobVersion.job)).subquery()
        statement = select(col(JobVersion.job), col(JobVersion.since), col(JobVersion.digest)).join(
            last_of, (last_of.c.job == col(JobVersion.job)) & (last_of.c.since == col(JobVersion.since))
        )
        newest.update((job, (since, digest)) for job, since, digest in session.connection().execute(statement))
    return newest
