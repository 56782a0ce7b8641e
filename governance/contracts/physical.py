"""What engines call their types, read as ours."""

import re
from dataclasses import dataclass

from governance.contracts.types import Kind

__all__ = ["Physical", "read_physical"]

_HEAD = re.compile(r"([a-z_][a-z0-9_]*(?: [a-z]+)*)\s*")
_NUMBERS = re.compile(r"\(\s*(\d{1,9})(?:\s*,\s*(-?\d{1,9}))?\s*\)\s*")
_TAIL = re.compile(r"[a-z ]*\Z")

_PLAIN: dict[Kind, str] = {
    Kind.STRING: "string text varchar char nvarchar nchar character bpchar clob uuid json jsonb enum varchar2 nvarchar2 "
    "citext longtext mediumtext tinytext ntext",
    Kind.BOOLEAN: "boolean bool bit logical",
    Kind.DECIMAL: "decimal dec numeric number",
    Kind.DATE: "date date32",
    Kind.OBJECT: "struct row object record",
    Kind.ARRAY: "array list",
    Kind.MAP: "map",
    Kind.VECTOR: "vector",
}
_BITS: dict[tuple[Kind, int], str] = {
    (Kind.INTEGER, 32): "int integer int4 int32 int16 int2 smallint tinyint short mediumint serial smallserial uint8 "
    "uint16 utinyint usmallint byte",
    (Kind.INTEGER, 64): "bigint int8 int64 long bigserial uint32 uinteger",
    (Kind.INTEGER, 128): "hugeint ubigint uint64 uhugeint int128 uint128",
    (Kind.FLOAT, 32): "float real float4 float32",
    (Kind.FLOAT, 64): "double float8 float64",
}
_SPOKEN = {
    "double precision": (Kind.FLOAT, 64, False),
    "character varying": (Kind.STRING, 64, False),
    "timestamp without time zone": (Kind.TIMESTAMP, 64, False),
    "timestamp with time zone": (Kind.TIMESTAMP, 64, True),
    "timestamp with local time zone": (Kind.TIMESTAMP, 64, True),
    "time without time zone": (Kind.TIME, 64, False),
}
_NAIVE = "timestamp datetime datetime2 smalldatetime timestamp_ntz timestamp_us timestamp_ms timestamp_s timestampntz"
_ZONED = "timestamptz timestamp_tz timestamp_ltz timestampltz datetimeoffset"


def _table() -> dict[str, tuple[Kind, int, bool]]:
    table = {name: (kind, 64, False) for kind, names in _PLAIN.items() for name in names.split()}
    table |= {name: (kind, bits, False) for (kind, bits), names in _BITS.items() for name in names.split()}
    table |= dict.fromkeys(_NAIVE.split(), (Kind.TIMESTAMP, 64, False))
    table |= dict.fromkeys(_ZONED.split(), (Kind.TIMESTAMP, 64, True))
    return table | {"time": (Kind.TIME, 64, False)} | _SPOKEN


_NAMES = _table()


@dataclass(frozen=True, kw_only=True)
class Physical:
    """A `physicalType`, understood: `numbers` are what stood in its brackets (`DECIMAL(10,2)`, `VARCHAR(20)`)."""

    kind: Kind
    bits: int = 64
    zoned: bool = False
    numbers: tuple[int, ...] = ()


def read_physical(text: str) -> Physical | None:
    """Read a physical type in any usual engine's spelling; None when no such type is known, or a table cannot hold it."""
    plain = " ".join(text.lower().split())
    if plain.endswith("]"):
        return Physical(kind=Kind.ARRAY)
    head = _HEAD.match(plain)
    if not head:
        return None
    numbers = _NUMBERS.match(plain, head.end())
    rest = plain[numbers.end() if numbers else head.end() :]
    name = f"{head[1]} {rest}" if numbers and rest and _TAIL.match(rest) else head[1]
    found = _NAMES.get(name.strip())
    if not found or (rest and name == head[1] and found[0] not in {Kind.OBJECT, Kind.ARRAY, Kind.MAP, Kind.STRING}):
        return None
    kind, bits, zoned = found
    given = tuple(int(number) for number in numbers.groups() if number) if numbers else ()
    return Physical(kind=kind, bits=bits, zoned=zoned, numbers=given)
