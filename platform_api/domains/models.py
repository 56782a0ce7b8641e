"""The domains of the mesh."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from platform_api.tables import Table

__all__ = ["Domain"]


class Domain(Table, table=True):
    """A part of the business whose team owns the data products in it."""

    name: str = Field(primary_key=True)
    description: str
    team: str = Field(foreign_key="teams.name", index=True)
    created_at: int = Field(sa_type=BigInteger)
    created_by: str
