"""CAST and TRY_CAST as Trino has them: stricter about text than DuckDB, and rounding halves away from zero."""

import re
from collections.abc import Callable

from sqlglot import exp

from governance.errors import Invalid
from governance.sql.allowed import refuse
from governance.sql.binding.literals import moment
from governance.sql.binding.scope import Scope
from governance.sql.binding.session import Handlers
from governance.sql.bound import Bound, combine
from governance.sql.functions.dates import DAY_TEXT
from governance.sql.promotion import as_decimal
from governance.sql.types import (
    DATE,
    TIMESTAMP,
    UNKNOWN,
    VARCHAR,
    Type,
    array_of,
    decimal,
    family,
    map_of,
    row_of,
)

__all__ = ["CASTS", "type_of"]

_NAMES = {
    exp.DType.BOOLEAN: "boolean",
    exp.DType.TINYINT: "tinyint",
    exp.DType.SMALLINT: "smallint",
    exp.DType.INT: "integer",
    exp.DType.BIGINT: "bigint",
    exp.DType.FLOAT: "real",
    exp.DType.DOUBLE: "double",
    exp.DType.VARCHAR: "varchar",
    exp.DType.VARBINARY: "varbinary",
    exp.DType.DATE: "date",
    exp.DType.TIME: "time",
    exp.DType.TIMETZ: "timetz",
    exp.DType.TIMESTAMP: "timestamp",
    exp.DType.TIMESTAMPTZ: "timestamptz",
    exp.DType.JSON: "json",
    exp.DType.UUID: "uuid",
}
_WHOLE = re.compile(r"-?[0-9]+\Z")
_INTEGER = "^ *[+-]?[0-9]+ *$"
_DAY = DAY_TEXT.removesuffix(r"\s*$").removeprefix(r"^\s*")
_PATTERNS = {
    **dict.fromkeys(("tinyint", "smallint", "integer", "bigint"), _INTEGER),
    "boolean": "^(?i:t|f|true|false|1|0)$",
    "date": DAY_TEXT,
    "timestamp": rf"^\s*{_DAY}( [0-9]{{1,2}}:[0-9]{{1,2}}(:[0-9]{{1,2}}(\.[0-9]+)?)?)?\s*$",
}
"""The only texts that Trino reads as such a value; DuckDB also reads `1e3`, `0x1F`, `1.5`, `yes` or `2020/01/01`."""

_WIDENS = {"integer": ("integer", "bigint", "double"), "bigint": ("bigint",), "decimal": ("double",)}


def type_of(node: exp.DataType) -> Type:
    """The type that a query names; raises `Invalid` for one that Trino or the engine does not have."""
    kind = node.this
    if kind == exp.DType.DECIMAL:
        sizes = [int(size.name) if _WHOLE.match(size.name) else 99 for size in node.expressions]
        if not all(0 <= size <= 38 for size in sizes) or len(sizes) > 2:
            raise Invalid(
                "A decimal has 38 digits at most", hint="write it as in `decimal(18, 2)`", slug="sql-argument"
            )
        return decimal(sizes[0] if sizes else 38, sizes[1] if len(sizes) > 1 else 0)
    if kind == exp.DType.ARRAY and len(node.expressions) == 1:
        return array_of(type_of(node.expressions[0]))
    if kind == exp.DType.MAP and len(node.expressions) == 2:
        return map_of(type_of(node.expressions[0]), type_of(node.expressions[1]))
    if kind == exp.DType.STRUCT and node.expressions:
        return _row_type(node.expressions)
    name = _NAMES.get(kind) if isinstance(kind, exp.DType) else None
    if not name:
        raise refuse(f"The type `{node.sql()[:40].lower()}`", "use varchar, bigint, double, decimal(p, s), date, …")
    return Type(name)


def _row_type(fields: list[exp.Expr]) -> Type:
    names = [field.name if isinstance(field, exp.ColumnDef) else "" for field in fields]
    kinds = [field.args.get("kind") if isinstance(field, exp.ColumnDef) else field for field in fields]
    types = [type_of(kind) if isinstance(kind, exp.DataType) else UNKNOWN for kind in kinds]
    if UNKNOWN in types:
        raise refuse("A row of unknown fields", "write it as in `row(a bigint, b varchar)`")
    return row_of(types, names if all(names) else ())


def _cast(node: exp.Cast, scope: Scope) -> Bound:
    target, word = type_of(node.to), "TRY_CAST" if isinstance(node, exp.TryCast) else "CAST"
    source = scope.bind(node.this)
    written = isinstance(node.this, exp.Literal) and node.this.is_string
    if written and word == "CAST" and family(target) in {"temporal", "time"}:
        return moment(node.this.name, target)
    text = _text(source, target, word)
    if target == VARCHAR and node.to.expressions:
        text = f"left({text}, {_length(node.to)})"
    bound = combine(text, target, (source,), total=word == "TRY_CAST" or _widens(source.type, target))
    return bound if source.constant is None else _constant(bound, source)


def _constant(bound: Bound, source: Bound) -> Bound:
    """A constant still; what it says is known as long as the cast does not round or read it."""
    kept = family(bound.type) != "integer" or _WHOLE.match(source.constant or "")
    return Bound(sql=bound.sql, type=bound.type, constant=source.constant if kept else "")


def _length(node: exp.DataType) -> int:
    size = node.expressions[0].name
    if len(node.expressions) != 1 or not size.isdigit() or not 0 < int(size) < 2**31:
        raise Invalid("The length of a varchar is a positive number", hint="write `varchar(10)`", slug="sql-argument")
    return int(size)


def _text(source: Bound, target: Type, word: str) -> str:
    special = _SPECIAL.get(target.name) or _SPECIAL.get(family(target))
    inner = special(source) if special else source.sql
    if inner.startswith("="):
        return inner[1:]
    if source.type == VARCHAR and target.name in _PATTERNS:
        inner = f"regexp_extract({inner}, '{_PATTERNS[target.name]}')"
    if word == "TRY_CAST" and _slips(source.type, target):
        return f"TRY(CAST({inner} AS {target.duckdb}))"
    return f"{word}({inner} AS {target.duckdb})"


def _slips(source: Type, target: Type) -> bool:
    """Tell whether DuckDB's TRY_CAST may raise, or end the process: for a map's keys, and for days that are too far away."""
    plain = not source.inner and not target.inner and source != UNKNOWN
    clock = target.name in {"time", "timetz", "timestamptz"} and family(source) in {"temporal", "wallclock"}
    return not plain or clock


def _from_text(source: Bound) -> str:
    """What is cast to a whole number: a double is rounded first, half away from zero."""
    return f"round({source.sql})" if source.type.name in {"double", "real"} else source.sql


def _to_text(source: Bound) -> str:
    """Timestamps with all six digits of their fraction, JSON strings without their quotes."""
    match source.type.name:
        case "timestamp" | "wallclock":
            return f"=strftime({source.sql}, '%Y-%m-%d %H:%M:%S.%f')"
        case "timestamptz":
            return f"=strftime({source.sql}, '%Y-%m-%d %H:%M:%S.%f UTC')"
        case "json":
            return f"=json_extract_string({source.sql}, '$')"
        case "varbinary":
            raise refuse("A cast of varbinary to varchar", "use `from_utf8(x)` or `to_hex(x)`")
        case _:
            return source.sql


def _to_json(source: Bound) -> str:
    return f"=to_json({source.sql})"


def _to_bytes(source: Bound) -> str:
    if source.type == VARCHAR:
        raise refuse("A cast of varchar to varbinary", "use `to_utf8(x)` or `from_hex(x)`")
    return source.sql


_SPECIAL: dict[str, Callable[[Bound], str]] = {
    "integer": _from_text,
    "varchar": _to_text,
    "json": _to_json,
    "varbinary": _to_bytes,
}


def _widens(source: Type, target: Type) -> bool:
    """Tell whether every value of `source` has one of `target`."""
    if source == target or source.name == "null":
        return True
    if target == VARCHAR:
        return family(source) in {"integer", "temporal", "boolean"} or source.name == "decimal"
    if target.name == "decimal" and family(source) == "integer":
        return target.size[0] - target.size[1] >= as_decimal(source).size[0]
    return target.name in _WIDENS.get(source.name, ()) or (source, target) == (TIMESTAMP, DATE)


CASTS: Handlers = {exp.Cast: _cast, exp.TryCast: _cast}
