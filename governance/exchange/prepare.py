"""A contract's document as datacontract-cli can take it for one format: what it would stumble over, said otherwise."""

from collections.abc import Callable, Mapping
from typing import Any

from governance.contracts.model import Column, Contract
from governance.contracts.types import Kind

__all__ = ["PLACEHOLDER", "prepared"]

Document = dict[str, Any]
PLACEHOLDER = "trellis"
"""The name of the server that a format is given that wants one."""


def prepared(contract: Contract, form: str) -> Document:
    """Return the document to export `contract` from in the format `form`; the contract stays as it is."""
    change = _CHANGES.get(form)
    document = _with_types(contract, form) if form in _TYPED else dict(contract.document)
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


def _typed(properties: Any, columns: tuple[Column, ...]) -> list[Document]:
    return [_plain(data, column) for data, column in zip(properties, columns, strict=True)]


def _plain(data: Mapping[str, Any], column: Column) -> Document:
    """A property with its type in the words that every exporter knows: left to themselves they take integers for 32 bits
    wide, numbers for decimals without fractions, and columns that need not be there for required ones.
    """
    kept = {key: value for key, value in data.items() if key != "physicalType"} | {"required": column.required}
    kind = column.type
    match kind.kind:
        case Kind.OBJECT if "properties" in data:
            return {**kept, "properties": _typed(data["properties"], kind.fields)}
        case Kind.ARRAY if kind.item and "items" in data:
            return {**kept, "items": _plain(data["items"], kind.item)}
        case Kind.DECIMAL:
            digits = {"precision": kind.precision, "scale": kind.scale}
            told = [{"property": name, "value": value} for name, value in digits.items()]
            others = [one for one in data.get("customProperties") or () if one.get("property") not in digits]
            return {**kept, "physicalType": "decimal", "customProperties": [*others, *told]}
        case _:
            named = _NAMES.get((kind.kind, kind.bits if kind.kind in _SIZED else kind.zoned))
            return {**kept, "physicalType": named} if named else kept


_SIZED = {Kind.INTEGER, Kind.FLOAT}
_NAMES = {
    (Kind.INTEGER, 64): "bigint",
    (Kind.INTEGER, 32): "int",
    (Kind.FLOAT, 64): "double",
    (Kind.FLOAT, 32): "float",
    (Kind.TIMESTAMP, True): "timestamp_tz",
    (Kind.TIMESTAMP, False): "timestamp_ntz",
    (Kind.TIME, False): "time",
}
_TYPED = frozenset(["avro", "avro-idl", "bigquery", "dbt-models", "go", "iceberg", "spark", "sql", "sqlalchemy", "xsd"])


def _with_types(contract: Contract, form: str) -> Document:
    table = contract.document["schema"][0]
    properties = _typed(table["properties"], contract.table.columns)
    if form == "avro-idl":
        properties = [
            {**one, "physicalType": "string"} if one.get("physicalType") == "time" else one for one in properties
        ]
    return {**contract.document, "schema": [{**table, "properties": properties}]}


_CHANGES: Mapping[str, Callable[[Document], Document]] = {
    "bigquery": _with_server({"type": "bigquery", "project": "project", "dataset": "dataset"}),
    "dcs": _texts_for_values,
    "dqx": _rules_of("dqx"),
}
