"""Grants and their end: rows are only ever added."""

from sqlalchemy import JSON, BigInteger, Index
from sqlmodel import Field

from platform_api.tables import Table

__all__ = ["Grant", "GrantRevocation"]


class Grant(Table, table=True):
    """A port's owner lets someone read columns of it, for purposes, until it expires."""

    __table_args__ = (Index(None, "grantee_kind", "grantee"),)
    APPEND_ONLY = True

    id: str = Field(primary_key=True)
    port: str = Field(foreign_key="ports.name", index=True)
    grantee_kind: str
    grantee: str
    purposes: list[str] = Field(sa_type=JSON)
    columns: list[str] = Field(sa_type=JSON)
    clear: list[str] = Field(default_factory=list, sa_type=JSON)
    all_rows: bool = False
    starts: int = Field(sa_type=BigInteger)
    expires: int = Field(sa_type=BigInteger)
    reason: str
    contract: str = Field(foreign_key="documents.digest")
    issued_at: int = Field(sa_type=BigInteger)
    issued_by: str


class GrantRevocation(Table, table=True):
    """The end of a grant before its time."""

    APPEND_ONLY = True

    grant: str = Field(foreign_key="grants.id", primary_key=True)
    reason: str
    revoked_at: int = Field(sa_type=BigInteger)
    revoked_by: str
