"""Where a value stands in a row: SQL for it, its type, and the way further in, through structs, lists, maps and JSON."""

from dataclasses import dataclass, replace

from governance.checks.duck_types import DuckType
from governance.checks.mapping import duck_type
from governance.checks.model import Step
from governance.contracts.model import Column
from governance.contracts.types import DataType, Kind
from governance.sql.quoting import string

__all__ = ["Each", "Place", "each_of", "field_of", "inner_column", "opened", "typed"]

JSON = DuckType("JSON")
_VECTOR_ITEM = Column(name="items", type=DataType(kind=Kind.FLOAT, bits=32), path=())


@dataclass(frozen=True)
class Place:
    """A value by its SQL; `depth` counts the lambdas around it, so that their parameters differ."""

    sql: str
    type: DuckType
    depth: int = 0


@dataclass(frozen=True)
class Each:
    """The list at `sql`, and one of its members, as the parameter of a lambda."""

    sql: str
    member: Place


def typed(sql: str, column: Column) -> Place:
    """A value that already has its column's type."""
    return Place(sql, duck_type(column.type))


def opened(place: Place) -> Place:
    """A text as the JSON that it may be (NULL if it is none); anything else as it stands."""
    if place.type.name != "VARCHAR":
        return place
    return replace(place, sql=f"TRY_CAST({place.sql} AS JSON)", type=JSON)


def field_of(place: Place, name: str) -> Place:
    """A struct's field, or a JSON object's; a field that is not there is NULL."""
    if place.type == JSON:
        pointer = string("/" + name.replace("~", "~0").replace("/", "~1"))
        found = f"CASE json_type({place.sql}, {pointer}) WHEN 'NULL' THEN NULL ELSE json_extract({place.sql}, {pointer}) END"
        return replace(place, sql=f"({found})")
    kind = place.type.field(name)
    if kind is None:
        return replace(place, sql="NULL", type=DuckType("NULL"))
    return replace(place, sql=f"struct_extract({place.sql}, {string(name)})", type=kind)


def each_of(place: Place, step: Step) -> Each | None:
    """The members of a list, or a map's keys or values; None when the type has no such members."""
    found = _json_members(place, step) if place.type == JSON else _members(place, step)
    if found is None:
        return None
    sql, kind = found
    return Each(sql, Place(f"e{place.depth}", kind, place.depth + 1))


def _json_members(place: Place, step: Step) -> tuple[str, DuckType]:
    if step.kind == "items":
        return f"(CASE json_type({place.sql}) WHEN 'ARRAY' THEN from_json({place.sql}, '[\"JSON\"]') END)", JSON
    entries = f"(CASE json_type({place.sql}) WHEN 'OBJECT' THEN TRY_CAST({place.sql} AS MAP(VARCHAR, JSON)) END)"
    return f"map_{step.kind}({entries})", DuckType("VARCHAR") if step.kind == "keys" else JSON


def _members(place: Place, step: Step) -> tuple[str, DuckType] | None:
    kind = place.type
    if step.kind == "items" and kind.item:
        return (place.sql if kind.name == "LIST" else f"CAST({place.sql} AS {kind.item}[])"), kind.item
    inner = {"keys": kind.key, "values": kind.value}.get(step.kind)
    return (f"map_{step.kind}({place.sql})", inner) if inner else None


def inner_column(column: Column, step: Step) -> Column:
    """Return the column that a step inside of `column` leads to; raises `KeyError` when there is none."""
    kind = column.type
    if step.kind == "field":
        return {field.name: field for field in kind.fields}[step.name]
    found = {"items": kind.item, "keys": kind.key, "values": kind.value}[step.kind]
    if found is None and kind.kind is Kind.VECTOR:
        return _VECTOR_ITEM
    if found is None:
        raise KeyError(step.kind)
    return found
