"""Who there is: people, services and products, and the teams they are in."""

from sqlalchemy import JSON, BigInteger
from sqlmodel import Field

from platform_api.tables import Serial, Table

__all__ = ["Membership", "Principal", "Team"]


class Principal(Table, table=True):
    """Someone or something that acts: a user, a service, or a product under its own name.

    `attributes` are lists of strings by name (`{"region": ["EU"]}`); `roles` are platform-wide.
    """

    id: str = Field(primary_key=True)
    kind: str = Field(index=True)
    name: str
    status: str = "active"
    roles: list[str] = Field(default_factory=list, sa_type=JSON)
    attributes: dict[str, list[str]] = Field(default_factory=dict, sa_type=JSON)
    created_at: int = Field(sa_type=BigInteger)
    created_by: str


class Team(Table, table=True):
    """A team owns domains and products; `contact` is where people reach it."""

    name: str = Field(primary_key=True)
    description: str = ""
    contact: str = ""
    created_at: int = Field(sa_type=BigInteger)
    created_by: str


class Membership(Table, table=True):
    """One stay of a principal in a team; a stay that ended keeps its row, so that the past can be asked about."""

    seq: int = Field(default=None, primary_key=True, sa_type=Serial)
    team: str = Field(foreign_key="teams.name", index=True)
    principal: str = Field(foreign_key="principals.id", index=True)
    role: str
    since: int = Field(sa_type=BigInteger)
    until: int | None = Field(default=None, sa_type=BigInteger)
    added_by: str
