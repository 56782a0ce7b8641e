"""What is due when, which due runs are out and with whom, and the chores of a home."""

from sqlalchemy import BigInteger, Index, text
from sqlmodel import Field

from platform_api.tables import Table

__all__ = ["OPEN", "Chore", "DueRun", "Schedule"]

OPEN = "open"


class Schedule(Table, table=True):
    """When a product runs next by itself (`next_due` is None without a `cron`), what came of the last time, and whether
    it is paused, by whom and why.
    """

    product: str = Field(foreign_key="products.name", primary_key=True)
    cron: str = ""
    timezone: str = "UTC"
    catchup: bool = False
    next_due: int | None = Field(default=None, sa_type=BigInteger, index=True)
    last_due: int | None = Field(default=None, sa_type=BigInteger)
    last_state: str = ""
    last_problem: str = ""
    paused: bool = False
    paused_by: str = ""
    paused_at: int | None = Field(default=None, sa_type=BigInteger)
    reason: str = ""


class DueRun(Table, table=True):
    """A run that was due at a moment: `open` with a server, `holder`, that sees to it until `held_until`, then
    `published`, `failed` or `given-up`.

    Its row is written in the transaction that moves the schedule on, so a moment is claimed once; a run that begins for
    it says so here in its own first transaction. A product has one open row, and the database sees to it.
    """

    __table_args__ = (
        Index(
            "uq_due_runs_product_open",
            "product",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    product: str = Field(foreign_key="products.name", primary_key=True)
    due: int = Field(primary_key=True, sa_type=BigInteger)
    state: str = Field(default=OPEN, index=True)
    holder: str
    held_until: int = Field(sa_type=BigInteger)
    times: int = 1
    run: str | None = None
    problem: str = ""
    claimed_at: int = Field(sa_type=BigInteger)
    ended_at: int | None = Field(default=None, sa_type=BigInteger)


class Chore(Table, table=True):
    """Something that is done once a day for the whole home, by whichever server comes first."""

    name: str = Field(primary_key=True)
    next_due: int = Field(sa_type=BigInteger)
    last_done: int | None = Field(default=None, sa_type=BigInteger)
    problem: str = ""
