"""From a contract's columns to an Iceberg schema, and from an Iceberg schema to DuckDB's type names."""

from itertools import count

from pyiceberg import types as iceberg
from pyiceberg.partitioning import PartitionField, PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.transforms import IdentityTransform

from governance.contracts.model import Column, Table
from governance.contracts.types import DataType, Kind

__all__ = ["duckdb_type", "field_ids", "partition_spec", "quoted", "table_schema"]

_FIRST_PARTITION_ID = 1000  # where the Iceberg spec starts partition field ids


def table_schema(table: Table) -> Schema:
    """Return the Iceberg schema of a contract's table, every column optional.

    Nulls are the contract's business: DuckDB writes every Parquet column as optional, and Iceberg refuses such a
    file for a required field even when it holds no null.
    """
    ids = count(1)
    return Schema(*[_field(column, ids) for column in table.columns])


def partition_spec(table: Table, schema: Schema) -> PartitionSpec:
    """Return the identity partitioning on the contract's partition columns, unpartitioned when it names none."""
    fields = [
        PartitionField(
            source_id=schema.find_field(name).field_id,
            field_id=_FIRST_PARTITION_ID + position,
            transform=IdentityTransform(),
            name=name,
        )
        for position, name in enumerate(table.partition)
    ]
    return PartitionSpec(*fields)


def _field(column: Column, ids: "count[int]") -> iceberg.NestedField:
    number = next(ids)
    kind = _iceberg_type(column.type, ids)
    doc = column.description or None
    return iceberg.NestedField(field_id=number, name=column.name, field_type=kind, required=False, doc=doc)


def _iceberg_type(kind: DataType, ids: "count[int]") -> iceberg.IcebergType:
    simple = {
        Kind.STRING: iceberg.StringType(),
        Kind.BOOLEAN: iceberg.BooleanType(),
        Kind.INTEGER: iceberg.LongType() if kind.bits == 64 else iceberg.IntegerType(),
        Kind.FLOAT: iceberg.DoubleType() if kind.bits == 64 else iceberg.FloatType(),
        Kind.DATE: iceberg.DateType(),
        Kind.TIME: iceberg.TimeType(),
        Kind.TIMESTAMP: iceberg.TimestamptzType() if kind.zoned else iceberg.TimestampType(),
    }
    if kind.kind in simple:
        return simple[kind.kind]
    if kind.kind is Kind.DECIMAL:
        return iceberg.DecimalType(kind.precision, kind.scale)
    return _nested_type(kind, ids)


def _nested_type(kind: DataType, ids: "count[int]") -> iceberg.IcebergType:
    if kind.kind is Kind.OBJECT:
        return iceberg.StructType(*[_field(field, ids) for field in kind.fields])
    if kind.kind is Kind.MAP and kind.key and kind.value:
        key, value = next(ids), next(ids)
        return iceberg.MapType(
            key_id=key,
            key_type=_iceberg_type(kind.key.type, ids),
            value_id=value,
            value_type=_iceberg_type(kind.value.type, ids),
            value_required=False,
        )
    item = kind.item.type if kind.item else DataType(kind=Kind.FLOAT, bits=32)
    element = next(ids)
    return iceberg.ListType(element_id=element, element_type=_iceberg_type(item, ids), element_required=False)


_NAMES: dict[type[iceberg.IcebergType], str] = {
    iceberg.StringType: "VARCHAR",
    iceberg.BooleanType: "BOOLEAN",
    iceberg.IntegerType: "INTEGER",
    iceberg.LongType: "BIGINT",
    iceberg.FloatType: "FLOAT",
    iceberg.DoubleType: "DOUBLE",
    iceberg.DateType: "DATE",
    iceberg.TimeType: "TIME",
    iceberg.TimestampType: "TIMESTAMP",
    iceberg.TimestamptzType: "TIMESTAMP WITH TIME ZONE",
    iceberg.BinaryType: "BLOB",
    iceberg.UUIDType: "UUID",
}


def duckdb_type(kind: iceberg.IcebergType) -> str:
    """Return DuckDB's name for an Iceberg type, nested ones included."""
    match kind:
        case iceberg.DecimalType():
            return f"DECIMAL({kind.precision},{kind.scale})"
        case iceberg.StructType():
            fields = ", ".join(f"{quoted(field.name)} {duckdb_type(field.field_type)}" for field in kind.fields)
            return f"STRUCT({fields})"
        case iceberg.ListType():
            return f"{duckdb_type(kind.element_type)}[]"
        case iceberg.MapType():
            return f"MAP({duckdb_type(kind.key_type)}, {duckdb_type(kind.value_type)})"
        case _:
            return _NAMES[type(kind)]


def field_ids(schema: Schema) -> str:
    """Return the FIELD_IDS option that makes DuckDB's Parquet carry a table's own field ids, nested ones included."""
    return _struct_ids(schema.fields)


def _struct_ids(fields: "tuple[iceberg.NestedField, ...]", own: str = "") -> str:
    inner = ", ".join(f"{quoted(field.name)}: {_ids(field.field_id, field.field_type)}" for field in fields)
    return "{" + own + inner + "}"


def _ids(number: int, kind: iceberg.IcebergType) -> str:
    own = f"__duckdb_field_id: {number}, "
    match kind:
        case iceberg.StructType():
            return _struct_ids(kind.fields, own)
        case iceberg.ListType():
            return "{" + own + f"element: {_ids(kind.element_id, kind.element_type)}}}"
        case iceberg.MapType():
            key, value = _ids(kind.key_id, kind.key_type), _ids(kind.value_id, kind.value_type)
            return "{" + own + f"key: {key}, value: {value}}}"
        case _:
            return str(number)


def quoted(name: str) -> str:
    """Quote an identifier for DuckDB."""
    return '"' + name.replace('"', '""') + '"'
