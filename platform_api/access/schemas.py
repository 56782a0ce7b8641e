"""Grants as the API spells them."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from platform_api.clock import Moment

__all__ = ["GrantNew", "GrantOut", "Reader", "ReadersOut", "RevocationNew"]

Kind = Literal["user", "service", "team", "product"]
Purpose = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
ColumnName = Annotated[str, StringConstraints(min_length=1, max_length=128)]


class GrantNew(BaseModel):
    """Who may read what of a port, for which purposes, until when."""

    model_config = ConfigDict(extra="forbid")

    grantee_kind: Kind = Field(description="What the grantee is; a team's grant reaches its members and products")
    grantee: str = Field(min_length=1, max_length=130, description="The id of the user, service, team or product")
    purposes: list[Purpose] = Field(min_length=1, max_length=50, description="What it may be read for")
    columns: list[ColumnName] = Field(
        default=["*"], min_length=1, max_length=5000, description="Columns, or `*` for all"
    )
    clear: list[ColumnName] = Field(default=[], max_length=5000, description="Columns to be seen without their mask")
    all_rows: bool = Field(default=False, description="Whether the port's row filters are left out")
    starts: Moment | None = Field(default=None, description="When it begins; at once if left out")
    expires: Moment = Field(description="When it ends by itself")
    reason: str = Field(min_length=1, max_length=2000, description="Why, for those who read the history")


class RevocationNew(BaseModel):
    """Why a grant ends before its time."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=2000, description="Why, for those who read the history")


class GrantOut(BaseModel):
    """A grant and what became of it."""

    id: str
    port: str
    grantee_kind: str
    grantee: str
    purposes: list[str]
    columns: list[str]
    clear: list[str]
    all_rows: bool
    starts: Moment
    expires: Moment
    reason: str
    state: Literal["waiting", "active", "expired", "revoked"]
    contract: str
    issued_at: Moment
    issued_by: str
    revoked_at: Moment | None
    revoked_by: str
    revoked_because: str


class Reader(BaseModel):
    """Someone who could read a port: as a member of its team (`grant` empty), or by a grant."""

    principal: str
    through: str
    grant: str
    purposes: list[str]
    columns: list[str]
    clear: list[str]
    all_rows: bool


class ReadersOut(BaseModel):
    """Who could read a port at a moment, and what, under the contract then in force."""

    port: str
    at: Moment
    contract: str
    version: str
    readers: list[Reader]
