"""One value of a plain type in another: numbers, texts, booleans.

A number converts when casting it to the contract's type and back gives it again; casts that cannot lose anything are not
checked. Everything that is not bytes has a text. A boolean is no number and no number is a boolean.
"""

from collections.abc import Callable

from governance.checks.convert.converted import Converted, nothing, there_and_back
from governance.checks.convert.moments import LOCAL, ZONED, to_moment, to_time
from governance.checks.convert.texts import from_text
from governance.checks.duck_types import DuckType
from governance.checks.mapping import duck_type
from governance.contracts.model import Column
from governance.contracts.types import Kind

__all__ = ["converted_scalar"]

_DIGITS = {
    "TINYINT": 3, "UTINYINT": 3, "SMALLINT": 5, "USMALLINT": 5, "INTEGER": 10, "UINTEGER": 10,
    "BIGINT": 19, "UBIGINT": 20, "HUGEINT": 39, "UHUGEINT": 39,
}  # fmt: skip
_NUMBERS = frozenset({*_DIGITS, "FLOAT", "DOUBLE", "DECIMAL"})
_SMALL = frozenset({"TINYINT", "UTINYINT", "SMALLINT", "USMALLINT"})
_WIDER = {
    "INTEGER": _SMALL,
    "BIGINT": _SMALL | {"INTEGER", "UINTEGER"},
    "FLOAT": _SMALL,
    "DOUBLE": _SMALL | {"INTEGER", "UINTEGER", "FLOAT"},
}
_SPELLABLE = _NUMBERS | LOCAL | {ZONED.name, "BOOLEAN", "TIME", "TIME WITH TIME ZONE", "UUID", "INTERVAL"}


def converted_scalar(expr: str, source: DuckType, column: Column) -> Converted:
    """Return `expr`, of type `source`, in the type of a column that holds no other values."""
    if source.name == "JSON":
        # A JSON text is what stands in its quotes; every other JSON value is its own text.
        return converted_scalar(f"({_json_text(expr)})", DuckType("VARCHAR"), column)
    if source.name == "ENUM":
        return converted_scalar(f"CAST({expr} AS VARCHAR)", DuckType("VARCHAR"), column)
    if column.type.kind is Kind.STRING:
        return _to_text(expr, source)
    if source.name == "VARCHAR":
        return Converted(from_text(expr, column))
    make = _MAKERS.get(column.type.kind)
    return make(expr, source, column) if make else nothing(duck_type(column.type))


def _json_text(expr: str) -> str:
    return f"CASE json_type({expr}) WHEN 'NULL' THEN NULL WHEN 'VARCHAR' THEN {expr} ->> '$' ELSE CAST({expr} AS VARCHAR) END"


def _to_text(expr: str, source: DuckType) -> Converted:
    if source.name == "VARCHAR":
        return Converted(expr, always=True)
    if source.name in _SPELLABLE:
        return Converted(f"CAST({expr} AS VARCHAR)", always=True)
    return nothing(DuckType("VARCHAR"))


def _to_boolean(expr: str, source: DuckType, column: Column) -> Converted:
    return Converted(expr, always=True) if source.name == "BOOLEAN" else nothing(duck_type(column.type))


def _to_number(expr: str, source: DuckType, column: Column) -> Converted:
    target = duck_type(column.type)
    if source == target:
        return Converted(expr, always=True)
    if source.name not in _NUMBERS:
        return nothing(target)
    if _holds(target, source):
        return Converted(f"CAST({expr} AS {target})", always=True)
    return Converted(there_and_back(expr, source, target))


def _holds(target: DuckType, source: DuckType) -> bool:
    if target.name != "DECIMAL":
        return source.name in _WIDER.get(target.name, ())
    precision, scale = target.sizes
    if source.name == "DECIMAL":
        return scale >= source.sizes[1] and precision - scale >= source.sizes[0] - source.sizes[1]
    return source.name in _DIGITS and precision - scale >= _DIGITS[source.name]


_MAKERS: dict[Kind, Callable[[str, DuckType, Column], Converted]] = {
    Kind.BOOLEAN: _to_boolean,
    Kind.INTEGER: _to_number,
    Kind.FLOAT: _to_number,
    Kind.DECIMAL: _to_number,
    Kind.DATE: to_moment,
    Kind.TIMESTAMP: to_moment,
    Kind.TIME: to_time,
}
