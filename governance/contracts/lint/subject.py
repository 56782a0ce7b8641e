"""A contract's document as the linter walks it: its columns and quality rules, each with its place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from governance.contracts.resolve import Resolved, resolve_type
from governance.contracts.types import DataType, Kind
from governance.contracts.vendor import custom_values
from governance.documents import Document, Path

__all__ = ["Complaint", "Field", "Rule", "Subject"]


@dataclass(frozen=True)
class Complaint:
    """What a check found: the message, the path into the document, what to write; `code` when it has several."""

    message: str
    path: Path
    fix: str = ""
    code: str = ""


@dataclass(frozen=True)
class Field:
    """One property, at the top or nested; `label` is what people call it (`address.zip`, `tags[]`)."""

    data: Mapping[str, Any]
    path: Path
    label: str
    depth: int = 0

    @cached_property
    def resolved(self) -> Resolved:
        return resolve_type(self.data)

    @property
    def type(self) -> DataType | None:
        return self.resolved.type

    @property
    def kind(self) -> Kind | None:
        return self.resolved.type.kind if self.resolved.type else None

    @property
    def options(self) -> Mapping[str, Any]:
        return self.data.get("logicalTypeOptions") or {}

    @property
    def enum(self) -> list[Any]:
        return [entry["value"] for entry in self.data.get("enum") or ()]

    @property
    def is_key(self) -> bool:
        return bool(self.data.get("primaryKey"))

    @property
    def custom(self) -> Mapping[str, Any]:
        """The values of the property's own `customProperties`, by name."""
        return custom_values(self.data)

    def at(self, *steps: str | int) -> Path:
        return (*self.path, *steps)

    def complain(self, message: str, *steps: str | int, fix: str = "") -> Complaint:
        """Return a complaint about the value at `steps` inside this property."""
        return Complaint(message, self.at(*steps), fix)


@dataclass(frozen=True)
class Rule:
    """One entry of a `quality` list; `field` is the column it stands at, None at the table."""

    data: Mapping[str, Any]
    path: Path
    field: Field | None = None

    @property
    def kind(self) -> str:
        """`library`, `sql`, `text` or `custom`; a rule that names a metric and no type is a library rule."""
        return str(self.data.get("type") or "library")

    def complain(self, message: str, *steps: str | int, fix: str = "") -> Complaint:
        return Complaint(message, (*self.path, *steps), fix)


@dataclass(frozen=True)
class Subject:
    """What is linted: a document, and its data in the form of ODCS 3.2.0."""

    document: Document
    data: Mapping[str, Any]

    @property
    def tables(self) -> tuple[Mapping[str, Any], ...]:
        return tuple(self.data.get("schema") or ())

    @property
    def table(self) -> Mapping[str, Any]:
        return self.tables[0] if self.tables else {}

    @cached_property
    def columns(self) -> tuple[Field, ...]:
        """The columns at the top of the (first) table."""
        return tuple(_fields(self.table.get("properties"), ("schema", 0, "properties"), "", 0))

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Every property, nested ones behind the one that holds them."""
        return tuple(nested for column in self.columns for nested in _unfolded(column))

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Every quality rule: the table's, then the columns'."""
        at_table = _rules(self.table, ("schema", 0), None)
        return (*at_table, *(rule for one in self.fields for rule in _rules(one.data, one.path, one)))

    def column(self, name: str) -> Field | None:
        return next((column for column in self.columns if column.label == name), None)

    @property
    def names(self) -> set[str]:
        return {column.label for column in self.columns}


def _fields(properties: Any, path: Path, above: str, depth: int) -> Iterator[Field]:
    for at, data in enumerate(properties or ()):
        name = str(data.get("name", ""))
        yield Field(data, (*path, at), f"{above}.{name}" if above else name, depth)


def _unfolded(outer: Field) -> Iterator[Field]:
    yield outer
    for inner in _inside(outer):
        yield from _unfolded(inner)


def _inside(outer: Field) -> Iterator[Field]:
    yield from _fields(outer.data.get("properties"), outer.at("properties"), outer.label, outer.depth + 1)
    if isinstance(items := outer.data.get("items"), dict):
        yield Field(items, outer.at("items"), f"{outer.label}[]", outer.depth + 1)
    for side in ("key", "value"):
        if isinstance(child := (outer.data.get("map") or {}).get(side), dict):
            yield Field(child, outer.at("map", side), f"{outer.label}.{side}", outer.depth + 1)


def _rules(data: Mapping[str, Any], path: Path, owner: Field | None) -> Iterator[Rule]:
    for at, rule in enumerate(data.get("quality") or ()):
        yield Rule(rule, (*path, "quality", at), owner)
