"""Products, their versions and ports, the documents they are made of, and the verdicts that let them in.

What is in force is read from the newest row; nothing that was in force is ever changed.
"""

from typing import Any

from sqlalchemy import JSON, BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from platform_api.tables import Serial, Table

__all__ = ["Document", "InputPort", "Port", "PortColumn", "PortVersion", "Product", "ProductVersion", "VerdictRecord"]


class Document(Table, table=True):
    """A text under its sha256: a contract, a descriptor, expectations, a transform or a policy, byte for byte."""

    APPEND_ONLY = True

    digest: str = Field(primary_key=True)
    kind: str = Field(index=True)
    text: str
    stored_at: int = Field(sa_type=BigInteger)


class Product(Table, table=True):
    """A data product as its newest version describes it; `name` is `domain/product`."""

    name: str = Field(primary_key=True)
    domain: str = Field(foreign_key="domains.name", index=True)
    team: str = Field(foreign_key="teams.name", index=True)
    kind: str = Field(index=True)
    status: str = Field(index=True)
    version: str
    purpose: str = ""
    contact: str = ""
    description: str = ""
    owners: list[str] = Field(default_factory=list, sa_type=JSON)
    tags: list[str] = Field(default_factory=list, sa_type=JSON)
    published_at: int = Field(sa_type=BigInteger, index=True)


class ProductVersion(Table, table=True):
    """One published version: who owned it, its descriptor, the digests of its files by path, and the verdict on it."""

    __table_args__ = (UniqueConstraint("product", "version"),)
    APPEND_ONLY = True

    seq: int = Field(default=None, primary_key=True, sa_type=Serial)
    product: str = Field(foreign_key="products.name")
    version: str
    team: str = Field(foreign_key="teams.name")
    descriptor: str = Field(foreign_key="documents.digest")
    files: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    verdict: str = Field(foreign_key="verdict_records.id")
    published_at: int = Field(sa_type=BigInteger)
    published_by: str


class Port(Table, table=True):
    """An output port, named as its table is: `domain.port`, or `domain.port_v2`; one contract id and major a port."""

    __table_args__ = (UniqueConstraint("contract_id", "major"),)

    name: str = Field(primary_key=True)
    product: str = Field(foreign_key="products.name", index=True)
    domain: str = Field(foreign_key="domains.name", index=True)
    contract_id: str
    major: int
    status: str = Field(default="active", index=True)


class PortVersion(Table, table=True):
    """A port under one contract, from `since` until the next row; what a decision needs of the contract beside it."""

    __table_args__ = (Index(None, "port", "seq"), UniqueConstraint("port", "version"))
    APPEND_ONLY = True

    seq: int = Field(default=None, primary_key=True, sa_type=Serial)
    port: str = Field(foreign_key="ports.name")
    version: str
    contract: str = Field(foreign_key="documents.digest")
    product_version: int = Field(foreign_key="product_versions.seq", sa_type=BigInteger)
    description: str = ""
    purposes: list[str] = Field(default_factory=list, sa_type=JSON)
    row_filters: list[dict[str, str]] = Field(default_factory=list, sa_type=JSON)
    since: int = Field(sa_type=BigInteger)
    recorded_by: str


class PortColumn(Table, table=True):
    """A column of a port under one contract; `classification` and `mask` are what a decision is made on."""

    APPEND_ONLY = True

    port_version: int = Field(foreign_key="port_versions.seq", primary_key=True, sa_type=BigInteger)
    position: int = Field(primary_key=True)
    name: str = Field(index=True)
    type: str
    classification: str
    mask: str = ""
    description: str = ""


class InputPort(Table, table=True):
    """What one version of a product reads: an upstream port and the columns relied on, or a source (`upstream` empty)."""

    APPEND_ONLY = True

    product_version: int = Field(foreign_key="product_versions.seq", primary_key=True, sa_type=BigInteger)
    name: str = Field(primary_key=True)
    contract_id: str = Field(index=True)
    upstream: str = Field(default="", index=True)
    version: str = ""
    expectations: str | None = Field(default=None, foreign_key="documents.digest")
    columns: list[str] = Field(default_factory=list, sa_type=JSON)


class VerdictRecord(Table, table=True):
    """What the law said about a document or a change, on what input, under which policies."""

    APPEND_ONLY = True

    id: str = Field(primary_key=True)
    kind: str = Field(index=True)
    resource: str = Field(index=True)
    allowed: bool
    denials: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    warnings: list[dict[str, Any]] = Field(default_factory=list, sa_type=JSON)
    evidence: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    revision: str
    judged_at: int = Field(sa_type=BigInteger)
    judged_for: str
