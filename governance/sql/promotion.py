"""What type two values meet in, by Trino's rules."""

from collections.abc import Iterable, Sequence
from itertools import combinations

from governance.sql.types import (
    DATE,
    DOUBLE,
    INTEGER,
    INTERVAL,
    NULL,
    REAL,
    TIMESTAMP,
    TIMESTAMPTZ,
    UNKNOWN,
    VARCHAR,
    Type,
    array_of,
    decimal,
    family,
    is_,
    map_of,
    row_of,
)

__all__ = ["alike", "arithmetic", "as_decimal", "common", "comparable"]

_INTEGERS = ("tinyint", "smallint", "integer", "bigint", "hugeint")
_DIGITS = {"tinyint": 3, "smallint": 5, "integer": 10, "bigint": 19, "hugeint": 38}
_TEMPORAL = (DATE, TIMESTAMP, TIMESTAMPTZ)
_INSTANTS = (TIMESTAMP, TIMESTAMPTZ)  # a date can be too far away for a timestamp


def common(types: Sequence[Type]) -> Type:
    """The type that all of them can be read as; unknown when there is none."""
    met: Type = NULL
    for kind in types:
        met = _meet(met, kind)
    return met


def _meet(left: Type, right: Type) -> Type:
    if right in (left, NULL):
        return left
    if left == NULL:
        return right
    if is_(left, "number") and is_(right, "number") and UNKNOWN not in (left, right):
        return _numbers(left, right)
    if left in _TEMPORAL and right in _TEMPORAL:
        return _TEMPORAL[max(_TEMPORAL.index(left), _TEMPORAL.index(right))]
    if left.name == right.name and len(left.inner) == len(right.inner):
        return _nested(left, right)
    return VARCHAR if {left.name, right.name} == {"varchar", "json"} else UNKNOWN


def _nested(left: Type, right: Type) -> Type:
    inner = [_meet(one, other) for one, other in zip(left.inner, right.inner, strict=True)]
    match left.name:
        case "array":
            return array_of(inner[0])
        case "map":
            return map_of(inner[0], inner[1])
        case _:
            return row_of(inner, left.names)


def _numbers(left: Type, right: Type) -> Type:
    names = {left.name, right.name}
    if "double" in names:
        return DOUBLE
    if "real" in names:
        return REAL
    if "decimal" not in names:
        return Type(max(left.name, right.name, key=_INTEGERS.index))
    (p1, s1), (p2, s2) = as_decimal(left).size, as_decimal(right).size
    scale = max(s1, s2)
    return decimal(max(p1 - s1, p2 - s2) + scale, scale)


def as_decimal(kind: Type) -> Type:
    """An integer type as the decimal that holds all its values; a decimal as it is."""
    return decimal(_DIGITS[kind.name], 0) if kind.name in _DIGITS else kind


def arithmetic(operator: str, left: Type, right: Type) -> Type:
    """The type of `left operator right` for one of `+ - * / %`."""
    if UNKNOWN in (left, right):
        return UNKNOWN
    if is_(left, "number") and is_(right, "number"):
        return _number_arithmetic(operator, left, right)
    return _temporal_arithmetic(operator, left, right)


def _number_arithmetic(operator: str, left: Type, right: Type) -> Type:
    met = _meet(left, right)
    if met.name != "decimal":
        return INTEGER if met == NULL else Type("integer") if met.name in {"tinyint", "smallint"} else met
    (p1, s1), (p2, s2) = (as_decimal(met if kind == NULL else kind).size for kind in (left, right))
    match operator:
        case "*":
            return decimal(p1 + p2, s1 + s2)
        case "/":
            return decimal(p1 + s2 + max(0, s2 - s1), max(s1, s2))
        case "%":
            return decimal(min(p1 - s1, p2 - s2) + max(s1, s2), max(s1, s2))
        case _:
            return decimal(max(p1 - s1, p2 - s2) + max(s1, s2) + 1, max(s1, s2))


def _temporal_arithmetic(operator: str, left: Type, right: Type) -> Type:
    if INTERVAL in (left, right):
        other = right if left == INTERVAL else left
        scales = operator in "*/" and is_(other, "number")
        shifts = operator in "+-" and is_(other, "temporal", "time", "interval")
        return INTERVAL if scales else other if shifts else UNKNOWN
    differs = operator == "-" and family(left) == family(right) == "temporal"
    return INTERVAL if differs else UNKNOWN


def comparable(left: Type, right: Type) -> bool:
    """Tell whether comparing them needs no conversion that could fail on a value."""
    if UNKNOWN in (left, right):
        return False
    if NULL in (left, right) or left == right:
        return True
    if is_(left, "number") and is_(right, "number"):
        return "double" in {left.name, right.name} or _digits(left, right) <= 38
    return left in _INSTANTS and right in _INSTANTS


def alike(types: Iterable[Type]) -> bool:
    """Tell whether all of them can be read as one type without a conversion that could fail on a value."""
    return all(comparable(left, right) for left, right in combinations(dict.fromkeys(types), 2))


def _digits(left: Type, right: Type) -> int:
    """How many digits a decimal needs to hold every value of both; DuckDB has 38."""
    sizes = [as_decimal(kind).size or (0, 0) for kind in (left, right)]
    return max(precision - scale for precision, scale in sizes) + max(scale for _, scale in sizes)
