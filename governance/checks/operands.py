"""What a rule compares with, written as SQL of the column's own type, so that no comparison rounds or overflows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from typing import Any

from governance.checks.mapping import duckdb_type
from governance.contracts.types import DataType, Kind
from governance.contracts.values import read_value
from governance.sql.quoting import string

__all__ = ["Bound", "bound", "literal", "read_operand", "values"]

_EXACT = {Kind.INTEGER, Kind.DECIMAL}
_GREATEST_FLOAT32 = Decimal("3.4028234663852886e38")


def read_operand(kind: DataType, value: Any) -> Any:
    """Return `value` as a bool, text, Decimal, date, datetime (UTC for zoned) or time; `ValueError` says what is wanted."""
    found = read_value(kind, value)
    if isinstance(found, Decimal) and not found.is_finite():
        raise ValueError("a finite number is wanted")
    return found


def literal(kind: DataType, value: Any) -> str:
    """Return SQL for `value`, as `read_operand` gives it, in the column's type."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return string(value)
        case Decimal():
            return f"CAST({string(format(value, 'f') if kind.kind in _EXACT else str(value))} AS {duckdb_type(kind)})"
        case datetime():
            return f"TIMESTAMPTZ '{value}+00'" if kind.zoned else f"TIMESTAMP '{value}'"
        case date():
            return f"DATE '{value}'"
        case time():
            return f"TIME '{value}'"
    raise ValueError("a plain value is wanted")


def values(kind: DataType, raw: Iterable[Any]) -> list[str]:
    """Return SQL for each of `raw` that is not null; `ValueError` when one cannot be a value of the column."""
    return [literal(kind, read_operand(kind, value)) for value in raw if value is not None]


@dataclass(frozen=True)
class Bound:
    """A limit: SQL of the column's type, and whether it is itself outside; or a limit that `all` or no values keep."""

    sql: str = ""
    open: bool = False
    all: bool = False


def bound(kind: DataType, value: Any, *, lower: bool, exclusive: bool) -> Bound:
    """Return the limit that `value` is; `ValueError` when it cannot be compared with the column.

    For whole numbers and decimals the next value that the type holds takes the place of one that it does not: above
    2.5 is from 3 up.
    """
    if kind.kind not in _EXACT:
        number = read_operand(kind, value)
        return Bound(_float(kind, number) if isinstance(number, Decimal) else literal(kind, number), exclusive)
    number = read_operand(DataType(kind=Kind.FLOAT), value)
    scale, least, greatest = _span(kind)
    with localcontext(prec=400):
        units = number.scaleb(scale)
        nearest = units.to_integral_value(rounding=ROUND_CEILING if lower else ROUND_FLOOR)
        if exclusive and nearest == units:
            nearest += 1 if lower else -1
        beyond = (nearest > greatest) if lower else (nearest < least)
        harmless = (nearest <= least) if lower else (nearest >= greatest)
        if beyond or harmless:
            return Bound(all=harmless)
        return Bound(literal(kind, nearest.scaleb(-scale)))


def _span(kind: DataType) -> tuple[int, int, int]:
    """Return the scale of an exact type, and its least and greatest value in units of the last digit."""
    if kind.kind is Kind.INTEGER:
        return 0, -(2 ** (kind.bits - 1)), 2 ** (kind.bits - 1) - 1
    return kind.scale, 1 - 10**kind.precision, 10**kind.precision - 1


def _float(kind: DataType, number: Decimal) -> str:
    wide = DataType(kind=Kind.FLOAT) if abs(number) > _GREATEST_FLOAT32 else kind
    return literal(wide, number)
