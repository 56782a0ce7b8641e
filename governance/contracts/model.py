"""A contract as the rest of Trellis reads it: an ODCS 3.2.0 document, normalised, with the way back to its text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from governance.contracts.types import DataType, Kind
from governance.contracts.version import Version

__all__ = [
    "CLASSIFICATIONS",
    "MASKS",
    "Column",
    "Contract",
    "ForeignKey",
    "QualityRule",
    "RowFilter",
    "ServiceLevel",
    "Table",
    "walk",
]

CLASSIFICATIONS = ("public", "internal", "confidential", "restricted")
"""From open to secret; a policy may treat a column as any class to the right of its own, never to the left."""

MASKS: Mapping[str, tuple[Kind, ...]] = {
    "redact": (),
    "null": (),
    "hash": (Kind.STRING,),
    "year": (Kind.DATE, Kind.TIMESTAMP),
    "last4": (Kind.STRING,),
}
"""How a column can be hidden, and the kinds that each way is for; none named is all."""


@dataclass(frozen=True, kw_only=True)
class QualityRule:
    """One entry of a `quality` list (ODCS `DataQuality`): what is measured and what the measure must be.

    `operator` is the ODCS name (`mustBeLessThan`), `threshold` its value (two for the between operators).
    """

    kind: Literal["library", "sql", "text", "custom"]
    name: str
    path: tuple[str | int, ...]
    metric: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    query: str = ""
    operator: str = ""
    threshold: Any = None
    unit: Literal["rows", "percent"] = "rows"
    severity: Literal["error", "warning"] = "error"
    dimension: str = ""
    description: str = ""


@dataclass(frozen=True, kw_only=True)
class ForeignKey:
    """Every value of `columns` is a key of `table` (its `references`), or null.

    `table` is another port as `domain.port`, or "" for this table itself.
    """

    columns: tuple[str, ...]
    table: str
    references: tuple[str, ...]
    path: tuple[str | int, ...]


@dataclass(frozen=True, kw_only=True)
class Column:
    """One property of the schema. `options` are ODCS `logicalTypeOptions` as they stand.

    `classification` is "" when the document gives none; `mask` names how it is hidden from those who may not see it.
    """

    name: str
    type: DataType
    path: tuple[str | int, ...]
    description: str = ""
    required: bool = False
    unique: bool = False
    primary_key_position: int = 0
    partition_position: int = 0
    classification: str = ""
    mask: str = ""
    unit: str = ""
    enum: tuple[Any, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    quality: tuple[QualityRule, ...] = ()
    deprecated: bool = False
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RowFilter:
    """Readers see only rows whose `column` is among the values of their own `attribute`."""

    column: str
    attribute: str
    path: tuple[str | int, ...]


@dataclass(frozen=True, kw_only=True)
class Table:
    """The one schema object of a port's contract."""

    name: str
    columns: tuple[Column, ...]
    path: tuple[str | int, ...]
    description: str = ""
    quality: tuple[QualityRule, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    row_filters: tuple[RowFilter, ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def primary_key(self) -> tuple[str, ...]:
        """Names of the key's columns, in key order; empty when there is none."""
        keyed = [column for column in self.columns if column.primary_key_position]
        return tuple(column.name for column in sorted(keyed, key=lambda c: c.primary_key_position))

    @property
    def partition(self) -> tuple[str, ...]:
        """Names of the partition columns, in order; empty when unpartitioned."""
        parted = [column for column in self.columns if column.partition_position]
        return tuple(column.name for column in sorted(parted, key=lambda c: c.partition_position))

    def column(self, name: str) -> Column | None:
        """The top-level column of that name, or None."""
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True, kw_only=True)
class ServiceLevel:
    """One entry of `slaProperties`; `element` is the column that it is measured on, when there is one."""

    property: str
    value: Any
    path: tuple[str | int, ...]
    unit: str = ""
    element: str = ""
    driver: str = ""


@dataclass(frozen=True, kw_only=True)
class Contract:
    """What a port promises. `text` is the document byte for byte and `digest` its sha256."""

    id: str
    name: str
    version: Version
    table: Table
    digest: str
    text: str
    document: Mapping[str, Any]
    api_version: str = "v3.2.0"
    status: str = "draft"
    domain: str = ""
    product: str = ""
    purpose: str = ""
    usage: str = ""
    limitations: str = ""
    purposes: tuple[str, ...] = ()
    team: str = ""
    owners: tuple[str, ...] = ()
    service_levels: tuple[ServiceLevel, ...] = ()
    tags: tuple[str, ...] = ()
    file: str = ""


def walk(columns: tuple[Column, ...]) -> Iterator[Column]:
    """Yield every column, and what is nested in it, outermost first."""
    for column in columns:
        yield column
        inner = (column.type.item, column.type.key, column.type.value)
        yield from walk((*column.type.fields, *(child for child in inner if child)))
