"""Lineage: events as they were told, and the jobs, runs, datasets and edges that follow from them.

Times of lineage are milliseconds since 1970, as events have them; an edge holds from `since` until just before `until`.
"""

from sqlalchemy import JSON, BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from platform_api.tables import Serial, Table

__all__ = [
    "ColumnEdge",
    "JobVersion",
    "LineageColumn",
    "LineageDataset",
    "LineageEdge",
    "LineageEvent",
    "LineageJob",
    "LineageRun",
    "RunAssertion",
]


class LineageEvent(Table, table=True):
    """An event as it was told, under the sha256 of its canonical JSON; told twice, it is kept once."""

    APPEND_ONLY = True

    seq: int = Field(default=None, primary_key=True, sa_type=Serial)
    digest: str = Field(unique=True)
    kind: str
    run: int | None = Field(default=None, foreign_key="lineage_runs.seq", sa_type=BigInteger, index=True)
    text: str
    happened_at: int = Field(sa_type=BigInteger)
    received_at: int = Field(sa_type=BigInteger)
    told_by: str = ""


class LineageJob(Table, table=True):
    """A job; `product` is who owns what is told of it, "" for the mesh."""

    __table_args__ = (Index(None, "namespace", "name"),)

    seq: int = Field(default=None, primary_key=True, sa_type=Serial)
    address: str = Field(unique=True)
    namespace: str
    name: str
    product: str = Field(default="", index=True)


class LineageRun(Table, table=True):
    """A run of a job as its events tell it; `at` is the time of the event that `state` is from."""

    __table_args__ = (Index(None, "job", "at"),)

    seq: int = Field(default=None, primary_key=True, sa_type=Serial)
    run_id: str = Field(unique=True)
    job: int = Field(foreign_key="lineage_jobs.seq", sa_type=BigInteger)
    parent: str = ""
    state: str = ""
    at: int = Field(default=0, sa_type=BigInteger)
    started: int | None = Field(default=None, sa_type=BigInteger)
    ended: int | None = Field(default=None, sa_type=BigInteger)


class JobVersion(Table, table=True):
    """What a job's graph was from `since` on, by its digest: a successful run said so, or a static event (no run)."""

    __table_args__ = (Index(None, "job", "since", "seq"),)

    seq: int = Field(default=None, primary_key=True, sa_type=Serial)
    job: int = Field(foreign_key="lineage_jobs.seq", sa_type=BigInteger)
    run: int | None = Field(default=None, foreign_key="lineage_runs.seq", sa_type=BigInteger, unique=True)
    since: int = Field(sa_type=BigInteger)
    digest: str


class LineageDataset(Table, table=True):
    """A dataset; `port` is the output port it is, or "", `fields` its columns by the newest schema facet."""

    __table_args__ = (Index(None, "namespace", "name"),)

    seq: int = Field(default=None, primary_key=True, sa_type=Serial)
    address: str = Field(unique=True)
    namespace: str
    name: str
    port: str = ""
    fields: list[list[str]] = Field(default_factory=list, sa_type=JSON)
    fields_at: int = Field(default=0, sa_type=BigInteger)


class LineageColumn(Table, table=True):
    """A column that some edge names."""

    __table_args__ = (UniqueConstraint("dataset", "name"),)

    seq: int = Field(default=None, primary_key=True, sa_type=Serial)
    dataset: int = Field(foreign_key="lineage_datasets.seq", sa_type=BigInteger)
    name: str


class LineageEdge(Table, table=True):
    """A job makes `target` of `source`; 0 in place of one says that there is none. `detailed`: column edges tell how.

    The key is the way upstream, and the rows lie in its order; the other indexes are the way downstream and a job's own.
    """

    __table_args__ = (
        Index(None, "source", "until"),
        Index(None, "job", "until"),
        {"sqlite_with_rowid": False},
    )

    target: int = Field(primary_key=True, sa_type=BigInteger)
    source: int = Field(primary_key=True, sa_type=BigInteger)
    job: int = Field(primary_key=True, sa_type=BigInteger)
    since: int = Field(primary_key=True, sa_type=BigInteger)
    until: int = Field(sa_type=BigInteger)
    detailed: bool


class ColumnEdge(Table, table=True):
    """A job makes column `target` of column `source`; a negative target is the whole of the dataset of that number."""

    __table_args__ = (
        Index(None, "source", "until"),
        Index(None, "job", "until"),
        {"sqlite_with_rowid": False},
    )

    target: int = Field(primary_key=True, sa_type=BigInteger)
    source: int = Field(primary_key=True, sa_type=BigInteger)
    job: int = Field(primary_key=True, sa_type=BigInteger)
    since: int = Field(primary_key=True, sa_type=BigInteger)
    until: int = Field(sa_type=BigInteger)
    how: str


class RunAssertion(Table, table=True):
    """The result of one check that a run made of a dataset; `dataset` is its address, `column` "" for all of it."""

    run: int = Field(foreign_key="lineage_runs.seq", primary_key=True, sa_type=BigInteger)
    position: int = Field(primary_key=True)
    dataset: str = Field(index=True)
    assertion: str
    column: str = ""
    success: bool
    severity: str = ""
