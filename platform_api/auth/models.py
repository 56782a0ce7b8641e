"""Tokens that are refused before they expire."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from platform_api.tables import Serial, Table

__all__ = ["TokenRevocation"]


class TokenRevocation(Table, table=True):
    """Refuses one token (`jti`), or every token of a subject issued up to a moment (`jti` empty)."""

    APPEND_ONLY = True

    seq: int = Field(default=None, primary_key=True, sa_type=Serial)
    jti: str = Field(default="", index=True)
    subject: str = Field(default="", index=True)
    issued_up_to: int = Field(default=0, sa_type=BigInteger)
    reason: str
    revoked_at: int = Field(sa_type=BigInteger)
    revoked_by: str
