"""A job's graph through time: each successful run, or static event, says what held from then until the next one."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import bindparam, delete, func, insert, select
from sqlmodel import col

from platform_api.db import RegistrySession
from platform_api.lineage.edges import COLUMN_EDGES, DATASET_EDGES
from platform_api.lineage.flows import JobGraph
from platform_api.lineage.models import JobVersion
from platform_api.lineage.rewriting import Rewrite, rewrite
from platform_api.lineage.validity import FOREVER
from platform_api.membership import among, listed

__all__ = ["Versions"]

# Made once, as making a statement takes several times as long as running it.
_ONE = select(col(JobVersion.seq), col(JobVersion.since), col(JobVersion.digest)).limit(1)
_OF_JOB = _ONE.where(col(JobVersion.job) == bindparam("job"))
_OF_RUN = _ONE.where(col(JobVersion.run) == bindparam("run"))
_AT = _OF_JOB.where(col(JobVersion.since) == bindparam("since"))
_BEFORE = _OF_JOB.where(col(JobVersion.since) < bindparam("since")).order_by(col(JobVersion.since).desc())
_AFTER = _OF_JOB.where(col(JobVersion.since) > bindparam("since")).order_by(col(JobVersion.since))
_LAST = select(col(JobVersion.job), func.max(col(JobVersion.since)).label("since"))
_LAST_OF = _LAST.where(among(col(JobVersion.job), "jobs")).group_by(col(JobVersion.job)).subquery()
_LATEST = select(col(JobVersion.job), col(JobVersion.seq), col(JobVersion.since), col(JobVersion.digest)).join(
    _LAST_OF, (_LAST_OF.c.job == col(JobVersion.job)) & (_LAST_OF.c.since == col(JobVersion.since))
)
_NEW = insert(JobVersion)
_GONE = delete(JobVersion).where(col(JobVersion.seq) == bindparam("gone"))


class Version(NamedTuple):
    """When a graph began to hold, and its digest."""

    seq: int
    since: int
    digest: str


class Versions:
    """The versions of some jobs, for the length of a transaction; `flush` before it ends.

    A run that is newer than all that was told of its job costs no look-up: its rows wait for those of others. Nearly
    all runs say again what held already, and change no edge.
    """

    def __init__(self, session: RegistrySession, jobs: Iterable[int]) -> None:
        self._session = session
        self._latest = _latest(session, jobs)
        self._added: list[dict[str, Any]] = []
        self._rewrites: dict[int, Rewrite] = {}

    def place(self, job: int, run: int | None, graph: JobGraph, *, since: int) -> None:
        """Let a job's graph hold from `since` until its next version; two at the same moment keep their order."""
        latest = self._latest.get(job)
        if latest is not None and since <= latest.since:
            self._insert(job, run, graph, since)
            return
        self._added.append({"job": job, "run": run, "since": since, "digest": graph.digest})
        self._latest[job] = Version(0, since, graph.digest)
        if latest is None or latest.digest != graph.digest:
            if job in self._rewrites:
                self.flush()
            self._rewrites[job] = Rewrite(job, graph, since, FOREVER, is_first=latest is None)

    def replace(self, job: int, run: int, graph: JobGraph | None, *, since: int) -> None:
        """Let what a run said before be undone, and what it says now (nothing: it did not succeed) be placed."""
        self.flush()
        row = self._one(_OF_RUN, run=run)
        if row is not None and graph is not None and (row.since, row.digest) == (since, graph.digest):
            return
        if row is not None:
            self._withdraw(job, row)
        if graph is not None:
            self.place(job, run, graph, since=since)

    def flush(self) -> None:
        """Write what waits."""
        added, rewrites = self._added, list(self._rewrites.values())
        self._added, self._rewrites = [], {}
        if added:
            self._session.core.execute(_NEW, added)
        rewrite(self._session, rewrites)

    def _insert(self, job: int, run: int | None, graph: JobGraph, since: int) -> None:
        """Place a graph among those of a job that were told before."""
        self.flush()
        while self._one(_AT, job=job, since=since):
            since += 1
        before, after = self._before(job, since), self._after(job, since)
        row = {"job": job, "run": run, "since": since, "digest": graph.digest}
        self._session.core.execute(_NEW, [row])
        if after is None:
            self._latest[job] = Version(0, since, graph.digest)
        if before is None or before.digest != graph.digest:
            until = after.since if after else FOREVER
            rewrite(self._session, [Rewrite(job, graph, since, until, is_first=False)])

    def _withdraw(self, job: int, gone: Version) -> None:
        before, after = self._before(job, gone.since), self._after(job, gone.since)
        self._session.core.execute(_GONE, {"gone": gone.seq})
        self._latest.pop(job, None)
        self._latest.update(_latest(self._session, [job]))
        until = after.since if after else FOREVER
        for table in (DATASET_EDGES, COLUMN_EDGES):
            earlier = table.held(self._session, job, gone.since - 1, gone.since) if before else []
            table.change(self._session, job, {row.edge for row in earlier}, gone.since, until)

    def _before(self, job: int, since: int) -> Version | None:
        return self._one(_BEFORE, job=job, since=since)

    def _after(self, job: int, since: int) -> Version | None:
        return self._one(_AFTER, job=job, since=since)

    def _one(self, statement: Any, **values: int) -> Version | None:
        row = self._session.core.execute(statement, values).first()
        return Version(*row) if row else None


def _latest(session: RegistrySession, jobs: Iterable[int]) -> dict[int, Version]:
    newest: dict[int, Version] = {}
    if wanted := set(jobs):
        for job, seq, since, digest in session.core.execute(_LATEST, {"jobs": listed(wanted)}):
            newest[job] = Version(seq, since, digest)
    return newest
