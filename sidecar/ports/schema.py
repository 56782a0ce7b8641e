"""A contract's columns as others write schemas: JSON Schema for a row in JSON, and Iceberg's own JSON for the table."""

from collections.abc import Mapping
from itertools import count
from typing import Any

from governance.contracts import Contract
from governance.contracts.model import Column
from governance.contracts.types import DataType, Kind

__all__ = ["iceberg_schema", "json_schema"]

_SIMPLE: Mapping[Kind, Mapping[str, Any]] = {
    Kind.STRING: {"type": "string"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.INTEGER: {"type": "integer"},
    Kind.FLOAT: {"type": ["number", "string"]},  # what no JSON number can say is a text: `nan`, `inf`
    Kind.DECIMAL: {"type": "string", "format": "decimal"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.TIMESTAMP: {"type": "string", "format": "date-time"},
    Kind.TIME: {"type": "string", "format": "time"},
}
_OPTIONS: Mapping[Kind, tuple[str, ...]] = {
    Kind.STRING: ("minLength", "maxLength", "pattern"),
    Kind.INTEGER: ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    Kind.FLOAT: ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    Kind.ARRAY: ("minItems", "maxItems", "uniqueItems"),
}


def json_schema(contract: Contract) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of one row as the platform's API writes it, to a reader who may see all of it."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": contract.name,
        "description": contract.table.description or contract.purpose,
        **_object(contract.table.columns),
    }


def iceberg_schema(contract: Contract) -> dict[str, Any]:
    """Return the schema of a new table under the contract, as the Iceberg specification writes it (appendix C).

    A table that has evolved has the same columns under ids of its own.
    """
    return {"type": "struct", "schema-id": 0, **_fields(contract.table.columns, count(1))}


def _object(columns: tuple[Column, ...]) -> dict[str, Any]:
    required = [column.name for column in columns if _is_required(column)]
    return {
        "type": "object",
        "properties": {column.name: _column(column) for column in columns},
        **({"required": required} if required else {}),
    }


def _column(column: Column) -> dict[str, Any]:
    shape = _shape(column.type)
    options = {name: column.options[name] for name in _OPTIONS.get(column.type.kind, ()) if name in column.options}
    if column.enum:
        options["enum"] = [*column.enum, *([] if _is_required(column) else [None])]
    if not _is_required(column):
        kinds = shape["type"] if isinstance(shape["type"], list) else [shape["type"]]
        shape = {**shape, "type": [*kinds, "null"]}
    told = {"description": column.description, "x-classification": column.classification, "x-unit": column.unit}
    return {**shape, **options, **{name: text for name, text in told.items() if text}}


def _shape(kind: DataType) -> dict[str, Any]:
    match kind.kind:
        case Kind.OBJECT:
            return _object(kind.fields)
        case Kind.MAP if kind.value:
            return {"type": "object", "additionalProperties": _column(kind.value)}
        case Kind.ARRAY if kind.item:
            return {"type": "array", "items": _column(kind.item)}
        case Kind.VECTOR:
            bounds = {"minItems": kind.size, "maxItems": kind.size} if kind.size else {}
            return {"type": "array", "items": {"type": "number"}, **bounds}
        case Kind.TIMESTAMP if not kind.zoned:
            return {"type": "string"}  # `date-time` has a zone
        case _:
            return dict(_SIMPLE.get(kind.kind, {"type": ["array", "object", "string"]}))


def _is_required(column: Column) -> bool:
    return column.required or bool(column.primary_key_position)


def _fields(columns: tuple[Column, ...], ids: "count[int]") -> dict[str, Any]:
    return {"fields": [_field(column, ids) for column in columns]}


def _field(column: Column, ids: "count[int]") -> dict[str, Any]:
    found = {"id": next(ids), "name": column.name, "required": False, "type": _iceberg(column.type, ids)}
    return {**found, **({"doc": column.description} if column.description else {})}


def _iceberg(kind: DataType, ids: "count[int]") -> Any:
    match kind.kind:
        case Kind.INTEGER:
            return "long" if kind.bits == 64 else "int"
        case Kind.FLOAT:
            return "double" if kind.bits == 64 else "float"
        case Kind.DECIMAL:
            return f"decimal({kind.precision}, {kind.scale})"
        case Kind.TIMESTAMP:
            return "timestamptz" if kind.zoned else "timestamp"
        case Kind.OBJECT:
            return {"type": "struct", **_fields(kind.fields, ids)}
        case Kind.MAP if kind.key and kind.value:
            key, value = next(ids), next(ids)
            return {
                "type": "map",
                "key-id": key,
                "key": _iceberg(kind.key.type, ids),
                "value-id": value,
                "value": _iceberg(kind.value.type, ids),
                "value-required": False,
            }
        case Kind.ARRAY | Kind.VECTOR:
            item = kind.item.type if kind.item else DataType(kind=Kind.FLOAT, bits=32)
            element = next(ids)
            inner = _iceberg(item, ids)
            return {"type": "list", "element-id": element, "element": inner, "element-required": False}
        case _:
            return kind.kind.value
