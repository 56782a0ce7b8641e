"""The decision log."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Index
from sqlmodel import Field

from platform_api.tables import Serial, Table

__all__ = ["Decision"]


class Decision(Table, table=True):
    """One answer of the law with everything it depended on, so that it can be given again.

    `kind` names the entrypoint (`access/read`), `port` is empty when the decision is not about one.
    """

    __table_args__ = (Index(None, "port", "seq"), Index(None, "subject", "seq"))
    APPEND_ONLY = True

    seq: int = Field(default=None, primary_key=True, sa_type=Serial)
    id: str = Field(unique=True)
    kind: str
    action: str
    subject: str
    purpose: str = ""
    port: str = ""
    allowed: bool
    input: dict[str, Any] = Field(sa_type=JSON)
    answer: dict[str, Any] = Field(sa_type=JSON)
    revision: str
    decided_at: int = Field(sa_type=BigInteger)
    request_id: str = ""
