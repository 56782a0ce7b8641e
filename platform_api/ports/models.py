"""Which run a request for one has begun."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from platform_api.tables import Table

__all__ = ["RunRequest"]


class RunRequest(Table, table=True):
    """A subject's request under an Idempotency-Key, written in the transaction that gave the run its lease."""

    subject: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    digest: str
    run: str = Field(foreign_key="runs.id")
    asked_at: int = Field(sa_type=BigInteger, index=True)
