"""Products, ports and contracts as the API spells them."""

from pydantic import BaseModel, ConfigDict

from platform_api.clock import Moment

__all__ = [
    "ColumnOut",
    "ConsumerOut",
    "ContractOut",
    "InputOut",
    "PortOut",
    "PortSummary",
    "PortVersionOut",
    "ProductOut",
    "ProductSummary",
    "VersionOut",
]


class _Row(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class ProductSummary(_Row):
    """A product in a list."""

    name: str
    domain: str
    team: str
    kind: str
    status: str
    version: str
    description: str
    published_at: Moment


class PortSummary(_Row):
    """A port in a list."""

    name: str
    product: str
    domain: str
    contract_id: str
    major: int
    status: str


class InputOut(_Row):
    """What a product reads: a port of another product, or a source when `upstream` is empty."""

    name: str
    upstream: str
    contract_id: str
    version: str
    expectations: str | None
    columns: list[str]


class ProductOut(ProductSummary):
    """A product as its newest version describes it."""

    purpose: str
    contact: str
    owners: list[str]
    tags: list[str]
    inputs: list[InputOut]
    ports: list[PortSummary]


class VersionOut(_Row):
    """One published version; `files` are the digests of its files by path."""

    product: str
    version: str
    descriptor: str
    files: dict[str, str]
    verdict: str
    published_at: Moment
    published_by: str


class ColumnOut(_Row):
    """A column of a port."""

    name: str
    type: str
    classification: str
    mask: str
    description: str


class ContractOut(BaseModel):
    """The contract in force: `digest` leads to its text."""

    id: str
    version: str
    digest: str
    since: Moment
    purposes: list[str]
    row_filters: list[dict[str, str]]


class PortOut(PortSummary):
    """A port with what is in force for it, and the product that serves it."""

    description: str
    team: str
    contact: str
    contract: ContractOut
    columns: list[ColumnOut]


class PortVersionOut(_Row):
    """A contract that is or was in force for a port."""

    version: str
    contract: str
    since: Moment
    recorded_by: str


class ConsumerOut(_Row):
    """A product that reads a port, and the columns it relies on ([] when it does not say)."""

    product: str
    version: str
    input: str
    contract_id: str
    contract_version: str
    columns: list[str]
