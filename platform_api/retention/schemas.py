"""Pins and tidying as the API spells them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from platform_api.clock import Moment

__all__ = ["CleaningNew", "CleaningOut", "PinNew", "PinOut", "SnapshotOut", "TableOut"]


class PinNew(BaseModel):
    """A snapshot that is to stay readable."""

    model_config = ConfigDict(extra="forbid")

    snapshot: int | None = Field(default=None, ge=1, lt=2**63, description="Its id; what readers see now if left out")
    until: Moment = Field(description="When it ends by itself")
    reason: Annotated[str, Field(min_length=1, max_length=2000, description="Why, for those who would expire it")]
    purpose: str = Field(default="", max_length=63, description="What you read the port for")


class PinOut(BaseModel):
    """A pin, and whether it has ended."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    port: str
    snapshot: int
    reason: str
    pinned_by: str
    pinned_at: Moment
    until: Moment
    ended_at: Moment | None
    ended_by: str


class SnapshotOut(BaseModel):
    """A snapshot of a port, the run that made it, and why it stays ("" when the next tidying lets it expire)."""

    id: int
    made_at: Moment
    rows: int
    run: str
    stays: str


class CleaningNew(BaseModel):
    """A wish for tidying."""

    model_config = ConfigDict(extra="forbid")

    rehearse: bool = Field(default=False, description="Say what would go, and remove nothing")


class TableOut(BaseModel):
    """What became of one table; `problem` says why not all of it was looked at."""

    table: str
    snapshots: int
    expired: int
    files: int
    bytes: int
    problem: str


class CleaningOut(BaseModel):
    """What tidying came to."""

    rehearsed: bool
    tables: list[TableOut]
