"""Numbers and moments: bounds, multiples, widths, and what is no finite number.

NaN and infinities break every bound of a float column, unless they are allowed; then NaN breaks none, and an infinity is
above every maximum and below every minimum.
"""

from decimal import Decimal
from typing import Any

from governance.checks.operands import bound, literal, read_operand
from governance.contracts.types import DataType, Kind

__all__ = ["beyond", "beyond_format", "integer_format", "not_finite", "not_multiple"]

_GREATEST = {32: "CAST('3.4028234663852886e38' AS FLOAT)", 64: "CAST('1.7976931348623157e308' AS DOUBLE)"}
_TOLERANCE = "1e-9"
_WHOLE = "9007199254740992"  # 2^53: above it every double is a whole number
_MOST_DIGITS = 38


def beyond(x: str, kind: DataType, key: str, value: Any, *, non_finite: bool) -> str:
    """Tell by SQL whether `x` is outside of the bound `key` (`minimum`, `exclusiveMaximum`, …)."""
    lower = key.lower().endswith("minimum")
    limit = bound(kind, value, lower=lower, exclusive=key.startswith("exclusive"))
    if not limit.sql:
        return "false" if limit.all else f"{x} IS NOT NULL"
    if kind.kind is not Kind.FLOAT:
        sign = ("<=" if limit.open else "<") if lower else (">=" if limit.open else ">")
        return f"{x} {sign} {limit.sql}"
    return _float_beyond(x, kind, lower=lower, limit=(limit.sql, limit.open), non_finite=non_finite)


def _float_beyond(x: str, kind: DataType, *, lower: bool, limit: tuple[str, bool], non_finite: bool) -> str:
    sql, is_open = limit
    if lower:
        inside = f"{x} {'>' if is_open else '>='} {sql}"
        return f"NOT ({inside})" if non_finite else f"NOT ({inside} AND {x} <= {_GREATEST[kind.bits]})"
    inside = f"{x} {'<' if is_open else '<='} {sql}"
    return f"NOT ({inside} OR isnan({x}))" if non_finite else f"NOT ({inside} AND {x} >= -{_GREATEST[kind.bits]})"


def not_finite(x: str) -> str:
    """Tell by SQL whether a float is NaN or an infinity."""
    return f"NOT isfinite({x})"


def integer_format(form: Any) -> tuple[int, int]:
    """Return the least and the greatest whole number of a Rust-like format (`i8`, `u32`); `ValueError` for any other."""
    sign, bits = str(form)[:1], str(form)[1:]
    if sign not in {"i", "u"} or bits not in {"8", "16", "32", "64", "128"}:
        raise ValueError(f"`{str(form)[:40]}` is no number format")
    width = int(bits)
    return (0, 2**width - 1) if sign == "u" else (-(2 ** (width - 1)), 2 ** (width - 1) - 1)


def beyond_format(x: str, form: Any, kind: DataType) -> str:
    """Tell by SQL whether a finite number is too large for `f32` or `f64`; that it is exact is not asked."""
    if form not in {"f32", "f64"}:
        raise ValueError(f"`{str(form)[:40]}` is no number format")
    if form == "f64" or kind.kind is not Kind.FLOAT or kind.bits == 32:
        return "false"
    return f"(isfinite({x}) AND abs({x}) > 3.4028234663852886e38::DOUBLE)"


def not_multiple(x: str, kind: DataType, value: Any, *, non_finite: bool) -> str:
    """Tell by SQL whether `x` is no whole multiple of `value`.

    Exact for whole numbers and decimals. For floats the quotient may be off by 1e-9 of itself, because 0.3 / 0.1 is not 3;
    what is not finite is no multiple of anything. `ValueError` when the exact answer needs more than 38 digits.
    """
    step = read_operand(DataType(kind=Kind.FLOAT), value)
    if step <= 0:
        raise ValueError("a number above 0 is wanted")
    if kind.kind is Kind.FLOAT:
        return _not_near_multiple(x, literal(DataType(kind=Kind.FLOAT), step), non_finite=non_finite)
    own = kind.scale if kind.kind is Kind.DECIMAL else 0
    whole = kind.precision - kind.scale if kind.kind is Kind.DECIMAL else 19
    return _exact(x, step, scale=max(own, -int(step.normalize().as_tuple().exponent)), whole=whole)


def _exact(x: str, step: Decimal, *, scale: int, whole: int) -> str:
    if whole + scale > _MOST_DIGITS or len(str(int(step))) + scale > _MOST_DIGITS:
        raise ValueError("its digits and the column's do not fit the 38 that are exact")
    precise = f"DECIMAL({_MOST_DIGITS},{scale})"
    return f"CAST({x} AS {precise}) % CAST('{format(step, 'f')}' AS {precise}) <> 0"


def _not_near_multiple(x: str, step: str, *, non_finite: bool) -> str:
    quotient = f"(CAST({x} AS DOUBLE) / {step})"
    off = f"abs({quotient}) < {_WHOLE} AND abs({quotient} - round({quotient})) > {_TOLERANCE} * greatest(1, abs({quotient}))"
    return f"({off})" if non_finite else f"(NOT isfinite({x}) OR ({off}))"
