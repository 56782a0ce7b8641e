"""A contract's document as datacontract-cli can take it for one format: what it would stumble over, said otherwise."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from governance.contracts.model import Column, Contract
from governance.contracts.types import Kind

__all__ = ["PLACEHOLDER", "prepared"]

Document = dict[str, Any]
Words = Mapping[tuple[Kind, bool | int], str]
_CONSTANT = re.compile(r"[A-Za-z_][A-Za-z0-9_ ]*\Z")
PLACEHOLDER = "trellis"
"""The name of the server that a format is given that wants one."""


def prepared(contract: Contract, form: str, *, dialect: str = "") -> Document:
    """Return the document to export `contract` from in the format `form`; the contract stays as it is.

    `dialect` is the engine of SQL, where the format is that.
    """
    change = _CHANGES.get(form)
    document = _with_types(contract, form, dialect) if form in _TYPED else dict(contract.document)
    return change(document) if change else document


def _with_server(server: Mapping[str, Any]) -> Callable[[Document], Document]:
    def change(document: Document) -> Document:
        return {**document, "servers": [{"server": PLACEHOLDER, **server}]}

    return change


def _texts_for_values(document: Document) -> Document:
    """The older specification has texts where ODCS has numbers."""
    levels = [{**level, "value": _period(level)} for level in document.get("slaProperties") or ()]
    return {**document, "slaProperties": levels} if levels else document


def _period(level: Mapping[str, Any]) -> str:
    return f"{level.get('value')}{level.get('unit') or ''}"


def _rules_of(engine: str) -> Callable[[Document], Document]:
    def change(document: Document) -> Document:
        return {**document, "schema": [_of_engine(table, engine) for table in document["schema"]]}

    return change


def _of_engine(data: Mapping[str, Any], engine: str) -> Document:
    kept = {key: value for key, value in data.items() if key != "quality"}
    rules = [rule for rule in data.get("quality") or () if rule.get("engine") == engine]
    if rules:
        kept["quality"] = rules
    if "properties" in data:
        kept["properties"] = [_of_engine(one, engine) for one in data["properties"]]
    return kept


def _everywhere(change: Callable[[Document], Document]) -> Callable[[Document], Document]:
    """Return what makes `change` to every table and column of a document."""

    def deep(data: Document) -> Document:
        kept = dict(data)
        for key in {"schema", "properties"} & data.keys():
            kept[key] = [deep(one) for one in data[key]]
        if isinstance(kept.get("items"), dict):
            kept["items"] = deep(kept["items"])
        return change(kept)

    return deep


def _in_one_line(data: Document) -> Document:
    """A description stands behind `//`, where a second line of it would be code."""
    told = data.get("description")
    return {**data, "description": " ".join(told.split())} if isinstance(told, str) else data


def _with_constants(data: Document) -> Document:
    """Values that are no names cannot be constants of an enum: such a column stays a text."""
    values = [one.get("value") for one in data.get("enum") or ()]
    if all(isinstance(value, str) and _CONSTANT.match(value) for value in values):
        return _in_one_line(data)
    return _in_one_line({key: value for key, value in data.items() if key != "enum"})


def _typed(properties: Any, columns: tuple[Column, ...], words: Words) -> list[Document]:
    return [_plain(data, column, words) for data, column in zip(properties, columns, strict=True)]


def _plain(data: Mapping[str, Any], column: Column, words: Words) -> Document:
    """A property with its type in the words that the exporter knows: left to themselves they take integers for 32 bits
    wide, numbers for decimals without fractions, and columns that need not be there for required ones.
    """
    kept = {key: value for key, value in data.items() if key != "physicalType"} | {"required": column.required}
    kind = column.type
    match kind.kind:
        case Kind.OBJECT if "properties" in data:
            return {**kept, "properties": _typed(data["properties"], kind.fields, words)}
        case Kind.ARRAY if kind.item and "items" in data:
            return {**kept, "items": _plain(data["items"], kind.item, words)}
        case Kind.DECIMAL:
            digits = {"precision": kind.precision, "scale": kind.scale}
            told = [{"property": name, "value": value} for name, value in digits.items()]
            others = [one for one in data.get("customProperties") or () if one.get("property") not in digits]
            named = words.get((Kind.DECIMAL, True), "decimal").format(**digits)
            return {**kept, "physicalType": named, "customProperties": [*others, *told]}
        case _:
            named = words.get((kind.kind, kind.bits if kind.kind in _SIZED else kind.zoned), "")
            return {**kept, "physicalType": named} if named else kept


_SIZED = {Kind.INTEGER, Kind.FLOAT}
_NAMES: Words = {
    (Kind.INTEGER, 64): "bigint",
    (Kind.INTEGER, 32): "int",
    (Kind.FLOAT, 64): "double",
    (Kind.FLOAT, 32): "float",
    (Kind.TIMESTAMP, True): "timestamp_tz",
    (Kind.TIMESTAMP, False): "timestamp_ntz",
    (Kind.TIME, False): "time",
}
_SQL: Words = {**_NAMES, (Kind.DECIMAL, True): "decimal({precision},{scale})"}
_ORACLE: Words = {  # its exporter writes what it is given, and has no types by these names
    (Kind.DECIMAL, True): "NUMBER({precision},{scale})",
    (Kind.INTEGER, 64): "NUMBER(19)",
    (Kind.INTEGER, 32): "NUMBER(10)",
    (Kind.FLOAT, 64): "BINARY_DOUBLE",
    (Kind.FLOAT, 32): "BINARY_FLOAT",
    (Kind.TIMESTAMP, True): "TIMESTAMP(6) WITH TIME ZONE",
    (Kind.TIMESTAMP, False): "TIMESTAMP(6)",
}
_WORDS: Mapping[tuple[str, str], Words] = {
    ("sql", "oracle"): _ORACLE,
    ("sql", ""): _SQL,
    ("dbt-models", ""): _SQL,
    ("dcs", ""): {**_NAMES, (Kind.DATE, False): "date"},
    ("avro-idl", ""): {**_NAMES, (Kind.TIME, False): "string"},
}
_TYPED = frozenset(
    ["avro", "avro-idl", "bigquery", "dbt-models", "dcs", "go", "iceberg", "spark", "sql", "sqlalchemy", "xsd"]
)


def _with_types(contract: Contract, form: str, dialect: str) -> Document:
    words = _WORDS.get((form, dialect)) or _WORDS.get((form, ""), _NAMES)
    table = contract.document["schema"][0]
    properties = _typed(table["properties"], contract.table.columns, words)
    return {**contract.document, "schema": [{**table, "properties": properties}]}


_CHANGES: Mapping[str, Callable[[Document], Document]] = {
    "bigquery": _with_server({"type": "bigquery", "project": "project", "dataset": "dataset"}),
    "dcs": _texts_for_values,
    "dqx": _rules_of("dqx"),
    "go": _everywhere(_in_one_line),
    "protobuf": _everywhere(_with_constants),
}
