"""What is really read: queries, and the columns each of them touched."""

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from platform_api.tables import Serial, Table

__all__ = ["ColumnRead", "QueryRecord"]


class QueryRecord(Table, table=True):
    """One governed query: who ran what text for which purpose on which engine, and how it ended."""

    __table_args__ = (Index(None, "subject", "seq"),)
    APPEND_ONLY = True

    seq: int = Field(default=None, primary_key=True, sa_type=Serial)
    id: str = Field(unique=True)
    subject: str
    purpose: str
    text: str
    engine: str
    outcome: str
    rows: int = Field(default=0, sa_type=BigInteger)
    milliseconds: int = Field(default=0, sa_type=BigInteger)
    asked_at: int = Field(sa_type=BigInteger, index=True)
    request_id: str = ""


class ColumnRead(Table, table=True):
    """A column that a query read, under the decision that let it."""

    __table_args__ = (Index(None, "port", "column"),)
    APPEND_ONLY = True

    query: int = Field(foreign_key="query_records.seq", primary_key=True, sa_type=BigInteger)
    port: str = Field(primary_key=True)
    column: str = Field(primary_key=True)
    decision: str = ""
