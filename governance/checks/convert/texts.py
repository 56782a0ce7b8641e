"""Texts read as numbers and moments, for sources such as CSV in which everything is text.

An integer is its digits (`007`, `+5`, and `5.0`, as pandas writes integers beside a missing value), not `1e3`; a decimal
has no more digits behind the point than its scale, zeros aside; a float is any numeral, read as the nearest one, `nan` or
`inf`; a boolean is `true` or `false`; dates and times are ISO 8601.
"""

from governance.checks.convert.moments import LOCAL_TIME, ZONED, to_moment
from governance.checks.iso8601 import CLOCK, DAY, FRACTION, HOUR, OFFSET
from governance.checks.mapping import duck_type
from governance.contracts.model import Column
from governance.contracts.types import DataType, Kind
from governance.sql.quoting import string

__all__ = ["from_text"]

_INTEGER = r"[+-]?[0-9]+(\.0*)?"
_NUMERAL = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
_NOT_FINITE = r"(?i)[+-]?(nan|inf|infinity)"
_MOMENT = f"{DAY}([T ]{CLOCK})?"
_INSTANT = f"{DAY}[T ]{HOUR}:[0-5][0-9]{FRACTION}{OFFSET}"


def from_text(expr: str, column: Column) -> str:
    """Return SQL that reads the text `expr` as a column's type, or gives NULL."""
    kind = column.type
    match kind.kind:
        case Kind.INTEGER:
            return _when(expr, _INTEGER, kind)
        case Kind.DECIMAL:
            return _when(expr, _decimal(kind.scale), kind)
        case Kind.FLOAT:
            return _float(expr, kind)
        case Kind.BOOLEAN:
            return f"CASE lower({expr}) WHEN 'true' THEN true WHEN 'false' THEN false END"
        case Kind.DATE:
            return _when(expr, DAY, kind)
        case Kind.TIME:
            return _when(expr, CLOCK, kind)
        case _:
            return _timestamp(expr, column)


def _when(expr: str, pattern: str, kind: DataType) -> str:
    return f"CASE WHEN {_matches(expr, pattern)} THEN TRY_CAST({expr} AS {duck_type(kind)}) END"


def _matches(expr: str, pattern: str) -> str:
    return f"regexp_full_match({expr}, {string(pattern)})"


def _decimal(scale: int) -> str:
    if scale == 0:
        return _INTEGER
    return rf"[+-]?([0-9]+(\.[0-9]{{0,{scale}}}0*)?|\.[0-9]{{1,{scale}}}0*)"


def _float(expr: str, kind: DataType) -> str:
    """A numeral that only infinity is near to is out of range."""
    read = f"TRY_CAST({expr} AS {duck_type(kind)})"
    return (
        f"CASE WHEN {_matches(expr, _NUMERAL)} THEN CASE WHEN isfinite({read}) THEN {read} END "
        f"WHEN {_matches(expr, _NOT_FINITE)} THEN {read} END"
    )


def _timestamp(expr: str, column: Column) -> str:
    """With an offset it is an instant, without one a local time; each is brought to what the column holds."""
    instant = to_moment(f"TRY_CAST({expr} AS TIMESTAMPTZ)", ZONED, column)
    local = to_moment(f"TRY_CAST({expr} AS TIMESTAMP)", LOCAL_TIME, column)
    return (
        f"CASE WHEN {_matches(expr, _INSTANT)} THEN {instant.sql} WHEN {_matches(expr, _MOMENT)} THEN {local.sql} END"
    )
