"""What was answered to requests that carried an Idempotency-Key."""

from sqlalchemy import JSON, BigInteger
from sqlmodel import Field

from platform_api.tables import Table

__all__ = ["Receipt"]


class Receipt(Table, table=True):
    """The first answer to a subject's request under a key, written in the transaction that did what it asked."""

    subject: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    method: str
    path: str
    request: str
    status: int
    headers: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    body: bytes
    answered_at: int = Field(sa_type=BigInteger, index=True)
