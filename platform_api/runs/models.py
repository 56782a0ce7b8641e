"""Runs: who holds a product's lease, under which fencing token, and what came of it."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field

from platform_api.tables import Table

__all__ = ["RUN", "RUNNING", "Place", "ReadFile", "Run"]

RUN = "run"
"""The kind of run that reads a product's inputs and makes its tables; the others are tasks on one port."""

RUNNING = "running"


class Run(Table, table=True):
    """One run of a product: `running` under a lease until it is `published`, `failed` or `abandoned`.

    `kind` is `run`, or the task it does on one port (`replay`, `discard`, `retain`) with what was asked in `task`.
    `fence` counts a product's runs up: the catalog and the publish refuse whoever comes with a lower one. A product
    has one running run at a time, and the database sees to it. A range is as it was asked for, "" where there was none.
    `trigger` is `manual` or `schedule`, and `due` the moment that a schedule began it for.
    """

    __table_args__ = (
        UniqueConstraint("product", "fence"),
        Index(
            "uq_runs_product_running",
            "product",
            unique=True,
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
    )

    id: str = Field(primary_key=True)
    product: str = Field(foreign_key="products.name", index=True)
    product_version: int = Field(foreign_key="product_versions.seq", sa_type=BigInteger)
    version: str
    fence: int
    state: str = Field(default=RUNNING, index=True)
    holder: str
    requested_by: str
    started_at: int = Field(sa_type=BigInteger, index=True)
    lease_until: int = Field(sa_type=BigInteger)
    finished_at: int | None = Field(default=None, sa_type=BigInteger)
    contracts: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    outcome: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    problem: str = ""
    full_refresh: bool = False
    range_from: str = ""
    range_to: str = ""
    kind: str = RUN
    task: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    trigger: str = "manual"
    attempt: int = 1
    due: int | None = Field(default=None, sa_type=BigInteger)


class Place(Table, table=True):
    """Where a product's folder is, for sources that are named relative to it, and the commit it was published from."""

    product: str = Field(foreign_key="products.name", primary_key=True)
    location: str
    git: str = ""


class ReadFile(Table, table=True):
    """A source's file that is in a table's rows, as it was when the run read it; known so that no run reads it twice."""

    table: str = Field(primary_key=True)
    input: str = Field(primary_key=True)
    path: str = Field(primary_key=True)
    size: int = Field(sa_type=BigInteger)
    modified: int = Field(sa_type=BigInteger)
    digest: str
    run: str = Field(foreign_key="runs.id")
