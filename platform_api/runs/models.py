"""Runs: who holds a product's lease, under which fencing token, and what came of it."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field

from platform_api.tables import Table

__all__ = ["RUNNING", "Place", "Run"]

RUNNING = "running"


class Run(Table, table=True):
    """One run of a product: `running` under a lease until it is `published`, `failed` or `abandoned`.

    `fence` counts a product's runs up: the catalog and the publish refuse whoever comes with a lower one. A product
    has one running run at a time, and the database sees to it. `trigger` is `manual` or `schedule`, and `due` the moment
    that a schedule began it for.
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
    trigger: str = "manual"
    attempt: int = 1
    due: int | None = Field(default=None, sa_type=BigInteger)


class Place(Table, table=True):
    """Where a product's folder is, for sources that are named relative to it, and the commit it was published from."""

    product: str = Field(foreign_key="products.name", primary_key=True)
    location: str
    git: str = ""
