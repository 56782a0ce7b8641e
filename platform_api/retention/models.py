"""Snapshots that somebody holds: nothing removes them, nor the files that they need."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from platform_api.tables import Table

__all__ = ["SnapshotPin"]


class SnapshotPin(Table, table=True):
    """A snapshot of a port that stays readable until a moment, or until whoever holds it lets go."""

    id: str = Field(primary_key=True)
    port: str = Field(foreign_key="ports.name", index=True)
    snapshot: int = Field(sa_type=BigInteger)
    reason: str
    pinned_by: str
    pinned_at: int = Field(sa_type=BigInteger)
    until: int = Field(sa_type=BigInteger)
    ended_at: int | None = Field(default=None, sa_type=BigInteger)
    ended_by: str = ""
