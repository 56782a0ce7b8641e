"""The types of SQL values: read from an engine's spelling or Trino's, written in the engine's."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from governance.errors import Invalid

__all__ = [
    "BIGINT",
    "BOOLEAN",
    "DATE",
    "DOUBLE",
    "INTEGER",
    "INTERVAL",
    "JSON",
    "NULL",
    "REAL",
    "TIMESTAMP",
    "TIMESTAMPTZ",
    "UNKNOWN",
    "VARBINARY",
    "VARCHAR",
    "WALLCLOCK",
    "Type",
    "array_of",
    "decimal",
    "family",
    "holds",
    "is_",
    "map_of",
    "row_of",
    "type_of_column",
]


@dataclass(frozen=True, slots=True)
class Type:
    """One type by its Trino name. `inner` holds an array's item, a map's key and value, or a row's fields.

    `size` is (precision, scale) of a decimal; `names` are a row's field names ("" for a nameless field).
    """

    name: str
    inner: "tuple[Type, ...]" = ()
    names: tuple[str, ...] = ()
    size: tuple[int, ...] = ()

    def __str__(self) -> str:
        if self.name == "row":
            fields = (f"{name} {kind}".strip() for name, kind in zip(self.names, self.inner, strict=True))
            return f"row({', '.join(fields)})"
        parts = [str(part) for part in (*self.size, *self.inner)]
        return f"{self.name}({', '.join(parts)})" if parts else _TRINO.get(self.name, self.name)

    @property
    def duckdb(self) -> str:
        """How DuckDB spells it, names quoted."""
        match self.name:
            case "array":
                return f"{self.inner[0].duckdb}[]"
            case "map":
                return f"MAP({self.inner[0].duckdb}, {self.inner[1].duckdb})"
            case "row":
                names = [name.replace('"', '""') for name in self.names]
                fields = (f'"{name}" {kind.duckdb}' for name, kind in zip(names, self.inner, strict=True))
                return f"STRUCT({', '.join(fields)})"
            case "decimal":
                return f"DECIMAL({self.size[0]},{self.size[1]})"
            case _:
                return _DUCKDB[self.name]


_TRINO = {
    "timestamptz": "timestamp with time zone",
    "wallclock": "timestamp at a time zone",
    "timetz": "time with time zone",
}
_DUCKDB = {
    "boolean": "BOOLEAN",
    "tinyint": "TINYINT",
    "smallint": "SMALLINT",
    "integer": "INTEGER",
    "bigint": "BIGINT",
    "hugeint": "HUGEINT",
    "real": "FLOAT",
    "double": "DOUBLE",
    "varchar": "VARCHAR",
    "varbinary": "BLOB",
    "date": "DATE",
    "time": "TIME",
    "timetz": "TIMETZ",
    "timestamp": "TIMESTAMP",
    "timestamptz": "TIMESTAMPTZ",
    "wallclock": "TIMESTAMP",
    "interval": "INTERVAL",
    "json": "JSON",
    "uuid": "UUID",
    "null": "INTEGER",  # what the engine itself takes a bare NULL to be
}
_SPELLINGS = {
    **{duckdb.lower(): name for name, duckdb in _DUCKDB.items() if name not in {"null", "wallclock"}},
    "int": "integer",
    "int4": "integer",
    "int8": "bigint",
    "long": "bigint",
    "real": "real",
    "float4": "real",
    "float8": "double",
    "bool": "boolean",
    "string": "varchar",
    "text": "varchar",
    "char": "varchar",
    "bytea": "varbinary",
    "varbinary": "varbinary",
    "binary": "varbinary",
    "utinyint": "smallint",
    "usmallint": "integer",
    "uinteger": "bigint",
    "ubigint": "hugeint",
    "timestamp_s": "timestamp",
    "timestamp_ms": "timestamp",
    "timestamp_ns": "timestamp",
    "datetime": "timestamp",
    "timestamp with time zone": "timestamptz",
    "timestamp without time zone": "timestamp",
    "time with time zone": "timetz",
    "double precision": "double",
    "enum": "varchar",
}

BOOLEAN, INTEGER, BIGINT, REAL, DOUBLE = (Type(n) for n in ("boolean", "integer", "bigint", "real", "double"))
VARCHAR, VARBINARY, JSON, INTERVAL = (Type(n) for n in ("varchar", "varbinary", "json", "interval"))
DATE, TIMESTAMP, TIMESTAMPTZ = (Type(n) for n in ("date", "timestamp", "timestamptz"))
NULL, UNKNOWN = Type("null"), Type("unknown")
WALLCLOCK = Type("wallclock")
"""A timestamp as a zone's clocks show it (what AT TIME ZONE gives): to be shown and taken apart, not compared."""

_FAMILIES = {
    **dict.fromkeys(("tinyint", "smallint", "integer", "bigint", "hugeint"), "integer"),
    **dict.fromkeys(("decimal", "real", "double"), "number"),
    **dict.fromkeys(("date", "timestamp", "timestamptz"), "temporal"),
    **dict.fromkeys(("time", "timetz"), "time"),
}


def decimal(precision: int, scale: int) -> Type:
    """A decimal of at most 38 digits, `scale` of them after the point."""
    return Type("decimal", size=(min(38, precision), min(38, scale)))


def array_of(item: Type) -> Type:
    """An array of `item`."""
    return Type("array", (item,)) if item != UNKNOWN else UNKNOWN


def map_of(key: Type, value: Type) -> Type:
    """A map from `key` to `value`."""
    return Type("map", (key, value)) if UNKNOWN not in (key, value) else UNKNOWN


def row_of(types: Sequence[Type], names: Sequence[str] = ()) -> Type:
    """A row of these fields, nameless when no names are given."""
    return Type("row", tuple(types), tuple(names) or ("",) * len(types)) if UNKNOWN not in types else UNKNOWN


def family(kind: Type) -> str:
    """What a type compares with freely: integer, number, temporal, time, or its own name."""
    return _FAMILIES.get(kind.name, kind.name)


def holds(kind: Type, other: Type) -> bool:
    """Tell whether `kind` is `other`, or an array, a map or a row with such a value somewhere inside."""
    return kind == other or any(holds(inner, other) for inner in kind.inner)


def is_(kind: Type, *families: str) -> bool:
    """Tell whether `kind` is of one of the families, or may be: an unknown type and NULL are of every one."""
    return kind.name in {"unknown", "null"} or family(kind) in families or ("number" in families and _counts(kind))


def _counts(kind: Type) -> bool:
    return family(kind) == "integer"


@lru_cache(maxsize=4096)
def type_of_column(text: str) -> Type:
    """Read a type as DuckDB prints it (`DECIMAL(10,2)`, `STRUCT(a INTEGER)[]`); raise `Invalid` for an unknown one."""
    reader = _Reader(text)
    found = reader.type()
    if reader.rest():
        raise Invalid(f"`{text[:80]}` is not a column type", hint="write it as DuckDB prints it, as in `DECIMAL(10,2)`")
    return found


class _Reader:
    """A recursive reader of DuckDB's spelling of types."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def rest(self) -> str:
        return self._text[self._at :].strip()

    def type(self) -> Type:
        found = self._named(self._word())
        while self._take("["):
            self._until("]")
            found = array_of(found)
        return found

    def _named(self, word: str) -> Type:
        if word in {"struct", "map", "decimal", "numeric"} and self._take("("):
            return self._nested(word)
        if self._take("("):
            self._until(")")  # a length, or an enum's values
        return decimal(18, 3) if word in {"decimal", "numeric"} else Type(_SPELLINGS.get(word, "unknown"))

    def _nested(self, word: str) -> Type:
        if word == "struct":
            return self._struct()
        if word == "map":
            key = self.type()
            self._take(",")
            value = self.type()
            self._take(")")
            return map_of(key, value)
        digits = self._until(")").split(",")
        return decimal(int(digits[0]), int(digits[1]) if len(digits) > 1 else 0)

    def _struct(self) -> Type:
        fields: list[tuple[str, Type]] = []
        while not self._take(")") and self.rest():
            fields.append((self._name(), self.type()))
            self._take(",")
        return row_of([kind for _, kind in fields], [name for name, _ in fields])

    def _name(self) -> str:
        if not self._take('"'):
            return self._letters()
        name = self._until('"')
        while self._text[self._at : self._at + 1] == '"':
            self._at += 1
            name += '"' + self._until('"')
        return name

    def _letters(self) -> str:
        self._blanks()
        start = self._at
        while self._at < len(self._text) and (self._text[self._at].isalnum() or self._text[self._at] == "_"):
            self._at += 1
        return self._text[start : self._at]

    def _word(self) -> str:
        word = self._letters().lower()
        for tail in (" with time zone", " without time zone", " precision"):
            if self._text[self._at :].lower().startswith(tail):
                self._at += len(tail)
                word += tail
        return word

    def _blanks(self) -> None:
        while self._text[self._at : self._at + 1].isspace():
            self._at += 1

    def _take(self, sign: str) -> bool:
        self._blanks()
        found = self._text.startswith(sign, self._at)
        self._at += len(sign) if found else 0
        return found

    def _until(self, sign: str) -> str:
        end = self._text.find(sign, self._at)
        found = self._text[self._at : end if end >= 0 else len(self._text)]
        self._at = end + 1 if end >= 0 else len(self._text)
        return found
