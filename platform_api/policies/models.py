"""Policies of products, compiled: by the digest of their Rego, so that a recorded decision can be made again."""

from sqlalchemy import JSON, BigInteger
from sqlmodel import Field

from platform_api.tables import Table

__all__ = ["PolicyBundle"]


class PolicyBundle(Table, table=True):
    """What the Rego of one revision was compiled to."""

    APPEND_ONLY = True

    revision: str = Field(primary_key=True)
    wasm: bytes
    digest: str
    entrypoints: list[str] = Field(default_factory=list, sa_type=JSON)
    built_at: int = Field(sa_type=BigInteger)
