"""From a document without errors to the model that the rest of Trellis reads."""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, cast

from governance.contracts.model import Column, Contract, ForeignKey, QualityRule, RowFilter, ServiceLevel, Table
from governance.contracts.people import owners_of, team_of
from governance.contracts.promises import canonical_property, canonical_unit
from governance.contracts.references import read_reference, relationships_of
from governance.contracts.resolve import resolve_type
from governance.contracts.rules import SEVERITIES, operator_of, rule_name
from governance.contracts.types import DataType, Kind
from governance.contracts.vendor import custom_properties, custom_values
from governance.contracts.version import Version
from governance.documents import Document, Path

__all__ = ["build_contract", "build_service_levels", "build_table"]


def build_contract(document: Document, data: Mapping[str, Any]) -> Contract:
    """Return the model of a contract whose `data` (in the form of ODCS 3.2.0) has no errors."""
    about = data.get("description") or {}
    table = build_table(data)
    return Contract(
        id=data["id"],
        name=data.get("name") or table.name,
        version=Version.parse(data["version"]),
        table=table,
        digest=document.digest,
        text=document.text,
        document=document.data,
        api_version=data["apiVersion"],
        status=data.get("status", "draft"),
        domain=data.get("domain", ""),
        product=data.get("dataProduct", ""),
        purpose=about.get("purpose", ""),
        usage=about.get("usage", ""),
        limitations=about.get("limitations", ""),
        purposes=tuple(custom_values(data).get("purposes", ())),
        team=team_of(data),
        owners=owners_of(data),
        service_levels=build_service_levels(data, table.name),
        tags=tuple(data.get("tags") or ()),
        file=document.file,
    )


def build_table(data: Mapping[str, Any]) -> Table:
    """Return the one table of a contract, or of a consumer's expectations."""
    table: Mapping[str, Any] = data["schema"][0]
    path: Path = ("schema", 0)
    columns = tuple(_columns(table.get("properties"), (*path, "properties")))
    return Table(
        name=table["name"],
        columns=columns,
        path=path,
        description=table.get("description") or "",
        quality=tuple(_quality(table, path)),
        foreign_keys=tuple(_foreign_keys(data)),
        row_filters=tuple(_row_filters(table, path)),
        tags=tuple(table.get("tags") or ()),
    )


def _columns(properties: Any, path: Path, required: frozenset[str] = frozenset()) -> Iterator[Column]:
    keyed = [data for data in properties or () if data.get("primaryKey")]
    parted = [data for data in properties or () if data.get("partitioned")]
    for at, data in enumerate(properties or ()):
        positions = (_position(data, keyed, "primaryKeyPosition"), _position(data, parted, "partitionKeyPosition"))
        yield _column(data, (*path, at), required=data.get("name") in required, positions=positions)


def _position(data: Mapping[str, Any], marked: list[Mapping[str, Any]], key: str) -> int:
    """Return a column's place, from 1, among those that are marked; a lone one needs no number."""
    return data.get(key, 1) if any(data is one for one in marked) else 0


def _column(
    data: Mapping[str, Any],
    path: Path,
    *,
    name: str = "",
    required: bool = False,
    positions: tuple[int, int] = (0, 0),
) -> Column:
    custom = custom_values(data)
    options = dict(data.get("logicalTypeOptions") or {})
    if custom.get("allowNonFinite"):
        options["allowNonFinite"] = True
    return Column(
        name=data.get("name") or name,
        type=_type(data, path),
        path=path,
        description=data.get("description") or "",
        required=bool(data.get("required") or data.get("primaryKey") or required),
        unique=bool(data.get("unique")),
        primary_key_position=positions[0],
        partition_position=positions[1],
        classification=data.get("classification") or "",
        mask=custom.get("mask", ""),
        unit=custom.get("unit", ""),
        enum=tuple(entry["value"] for entry in data.get("enum") or ()),
        options=options,
        quality=tuple(_quality(data, path)),
        deprecated=bool(data.get("deprecated")),
        tags=tuple(data.get("tags") or ()),
    )


def _type(data: Mapping[str, Any], path: Path) -> DataType:
    own = cast("DataType", resolve_type(data).type)
    options = data.get("logicalTypeOptions") or {}
    match own.kind:
        case Kind.OBJECT:
            required = frozenset(options.get("required") or ())
            fields = tuple(_columns(data.get("properties"), (*path, "properties"), required))
            return DataType(kind=own.kind, fields=fields)
        case Kind.ARRAY:
            return DataType(kind=own.kind, item=_inner(data.get("items"), (*path, "items"), "item"))
        case Kind.MAP:
            sides = data.get("map") or {}
            key, value = (_inner(sides.get(side), (*path, "map", side), side) for side in ("key", "value"))
            return DataType(kind=own.kind, key=key, value=value)
        case Kind.VECTOR:
            return DataType(kind=own.kind, size=own.size, item=_element(options, path))
        case _:
            return own


def _inner(data: Mapping[str, Any] | None, path: Path, name: str) -> Column | None:
    """Return what a list or map holds; expectations may leave it open."""
    return _column(data, path, name=name) if data else None


def _element(options: Mapping[str, Any], path: Path) -> Column:
    """Return what a vector holds: Iceberg has 32 and 64 bit floats and 32 bit integers, so smaller ones grow."""
    named = str(options.get("elementType", "float32"))
    kind = Kind.INTEGER if named in {"int8", "uint8", "binary"} else Kind.FLOAT
    bits = 64 if named == "float64" else 32
    return Column(name="item", type=DataType(kind=kind, bits=bits), path=(*path, "logicalTypeOptions"), required=True)


def _quality(data: Mapping[str, Any], path: Path) -> Iterator[QualityRule]:
    taken: set[str] = set()
    for at, rule in enumerate(data.get("quality") or ()):
        base = rule_name(rule)
        name = next(one for one in (base, *(f"{base}_{n}" for n in range(2, 10_000))) if one not in taken)
        taken.add(name)
        yield _rule(rule, (*path, "quality", at), name)


def _rule(rule: Mapping[str, Any], path: Path, name: str) -> QualityRule:
    operator, threshold = operator_of(rule)
    severity = SEVERITIES.get(rule.get("severity") or "error", "error")
    return QualityRule(
        kind=cast('Literal["library", "sql", "text", "custom"]', rule.get("type") or "library"),
        name=name,
        path=path,
        metric=rule.get("metric", ""),
        arguments=rule.get("arguments") or {},
        query=rule.get("query", ""),
        operator=operator,
        threshold=threshold,
        unit="percent" if rule.get("unit") == "percent" else "rows",
        severity=cast('Literal["error", "warning"]', severity),
        dimension=rule.get("dimension", ""),
        description=rule.get("description") or "",
    )


def _foreign_keys(data: Mapping[str, Any]) -> Iterator[ForeignKey]:
    table = data["schema"][0]
    columns = list(_labelled(table.get("properties"), ("schema", 0, "properties"), ""))
    for relationship in relationships_of(table, columns):
        sources = [read_reference(text, data=data) for text in relationship.sources]
        targets = [read_reference(text, data=data) for text in relationship.targets]
        yield ForeignKey(
            columns=tuple(source.column for source in sources),
            table=targets[0].table,
            references=tuple(target.column for target in targets),
            path=relationship.path,
        )


def _labelled(properties: Any, path: Path, above: str) -> Iterator[tuple[str, Mapping[str, Any], Path]]:
    for at, data in enumerate(properties or ()):
        label = f"{above}.{data.get('name')}" if above else str(data.get("name"))
        yield label, data, (*path, at)
        yield from _labelled(data.get("properties"), (*path, at, "properties"), label)


def _row_filters(table: Mapping[str, Any], path: Path) -> Iterator[RowFilter]:
    for name, entry, at in custom_properties(table, path):
        if name == "rowFilters":
            for index, one in enumerate(entry["value"]):
                yield RowFilter(column=one["column"], attribute=one["attribute"], path=(*at, "value", index))


def build_service_levels(data: Mapping[str, Any], table: str) -> tuple[ServiceLevel, ...]:
    """Return the service levels with canonical names and units, one for each element that they are measured on."""
    return tuple(
        level
        for at, entry in enumerate(data.get("slaProperties") or ())
        for level in _service_levels(entry, ("slaProperties", at), table)
    )


def _service_levels(entry: Mapping[str, Any], path: Path, table: str) -> Iterator[ServiceLevel]:
    elements = [one.strip().removeprefix(f"{table}.") for one in str(entry.get("element") or "").split(",")]
    for element in elements:
        yield ServiceLevel(
            property=canonical_property(entry["property"]),
            value=entry["value"],
            path=path,
            unit=canonical_unit(entry.get("unit") or ""),
            element="" if element == table else element,
            driver=entry.get("driver", ""),
        )
