"""A contract's types in DuckDB's words, and back."""

from governance.checks.duck_types import DuckType, read_type
from governance.contracts.model import Column
from governance.contracts.types import DataType, Kind
from governance.errors import Invalid

__all__ = ["duck_type", "duckdb_type", "parse_duckdb_type"]

_NAMES = {
    Kind.STRING: "VARCHAR",
    Kind.BOOLEAN: "BOOLEAN",
    Kind.DATE: "DATE",
    Kind.TIME: "TIME",
}


def duckdb_type(kind: DataType) -> str:
    """Return DuckDB's name for a contract's type; vectors are lists, because that is what Parquet keeps of them."""
    return str(duck_type(kind))


def duck_type(kind: DataType) -> DuckType:
    """Return a contract's type as DuckDB has it."""
    match kind.kind:
        case Kind.INTEGER:
            return DuckType("INTEGER" if kind.bits == 32 else "BIGINT")
        case Kind.FLOAT:
            return DuckType("FLOAT" if kind.bits == 32 else "DOUBLE")
        case Kind.DECIMAL:
            return DuckType("DECIMAL", (kind.precision, kind.scale))
        case Kind.TIMESTAMP:
            return DuckType("TIMESTAMP WITH TIME ZONE" if kind.zoned else "TIMESTAMP")
        case Kind.OBJECT:
            return DuckType("STRUCT", fields=tuple((field.name, duck_type(field.type)) for field in kind.fields))
        case Kind.MAP:
            return DuckType("MAP", key=_inner(kind.key), value=_inner(kind.value))
        case Kind.ARRAY:
            return DuckType("LIST", item=_inner(kind.item))
        case Kind.VECTOR:
            return DuckType("LIST", item=duck_type(kind.item.type) if kind.item else DuckType("FLOAT"))
        case _:
            return DuckType(_NAMES[kind.kind])


def _inner(column: Column | None) -> DuckType:
    return duck_type(column.type) if column else DuckType("VARCHAR")


_SCALARS = {
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "UTINYINT", "USMALLINT"), DataType(kind=Kind.INTEGER, bits=32)),
    **dict.fromkeys(("BIGINT", "UINTEGER"), DataType(kind=Kind.INTEGER)),
    **dict.fromkeys(("HUGEINT", "UBIGINT", "UHUGEINT"), DataType(kind=Kind.DECIMAL, precision=38, scale=0)),
    "FLOAT": DataType(kind=Kind.FLOAT, bits=32),
    "DOUBLE": DataType(kind=Kind.FLOAT),
    "BOOLEAN": DataType(kind=Kind.BOOLEAN),
    **dict.fromkeys(("VARCHAR", "UUID", "ENUM", "JSON"), DataType(kind=Kind.STRING)),
    "DATE": DataType(kind=Kind.DATE),
    "TIME": DataType(kind=Kind.TIME),
    **dict.fromkeys(("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"), DataType(kind=Kind.TIMESTAMP)),
    "TIMESTAMP WITH TIME ZONE": DataType(kind=Kind.TIMESTAMP, zoned=True),
}


def parse_duckdb_type(text: str) -> DataType:
    """Return the contract type nearest to a DuckDB type, as `DESCRIBE` prints it.

    It inverts `duckdb_type` (a vector comes back as an array). Raises `Invalid` for a type that no contract has.
    """
    return _data_type(read_type(text))


def _data_type(kind: DuckType) -> DataType:
    match kind.name:
        case "STRUCT":
            return DataType(kind=Kind.OBJECT, fields=tuple(_column(name, inner) for name, inner in kind.fields))
        case "LIST" | "ARRAY" if kind.item:
            return DataType(kind=Kind.ARRAY, item=_column("items", kind.item))
        case "MAP" if kind.key and kind.value:
            return DataType(kind=Kind.MAP, key=_column("key", kind.key), value=_column("value", kind.value))
        case "DECIMAL":
            return DataType(kind=Kind.DECIMAL, precision=kind.sizes[0], scale=kind.sizes[1])
        case name if name in _SCALARS:
            return _SCALARS[name]
    raise Invalid(f"A contract has no type for DuckDB's `{kind.name}`", hint="cast the column to a text or a number")


def _column(name: str, kind: DuckType) -> Column:
    return Column(name=name, type=_data_type(kind), path=())
