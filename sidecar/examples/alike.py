"""When a value that came out is the value that was expected."""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from governance.contracts.model import Column, walk
from governance.contracts.types import Kind
from sidecar.examples.spelled import spelled

__all__ = ["alike", "differing", "same_row", "tolerance_of"]

_DOUBLE, _SINGLE = 1e-9, 1e-6


def tolerance_of(column: Column) -> float:
    """Return how far apart floats of a column may be, relative to their size: what the order of adding up can do.

    It is 1e-9, and 1e-6 where floats have 32 bits; everything else is equal or not.
    """
    inner = list(walk((column,)))
    single = any((one.type.kind is Kind.FLOAT and one.type.bits == 32) or one.type.kind is Kind.VECTOR for one in inner)
    return _SINGLE if single else _DOUBLE


def alike(one: Any, other: Any, tolerance: float) -> bool:
    """Tell whether two values of one type are the same, floats within `tolerance`; NaN is NaN, and null is null."""
    if isinstance(one, float) and isinstance(other, float):
        both_nan = math.isnan(one) and math.isnan(other)
        return both_nan or math.isclose(one, other, rel_tol=tolerance, abs_tol=tolerance / 1000)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(one[name], other[name], tolerance) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        pairs = zip(_in_order(one), _in_order(other), strict=False)
        return len(one) == len(other) and all(alike(a, b, tolerance) for a, b in pairs)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return all(alike(a, b, tolerance) for a, b in zip(one, other, strict=True))
    return bool(one == other)


def _in_order(items: list[Any]) -> list[Any]:
    """The entries of a map come as pairs, in an order that means nothing."""
    is_map = bool(items) and all(isinstance(item, tuple) for item in items)
    return sorted(items, key=lambda pair: spelled(pair[0])) if is_map else items


def differing(one: Mapping[str, Any], other: Mapping[str, Any], tolerances: Mapping[str, float]) -> list[str]:
    """Return the columns, in order, in which two rows differ."""
    return list(_differing(one, other, tolerances))


def same_row(one: Mapping[str, Any], other: Mapping[str, Any], tolerances: Mapping[str, float]) -> bool:
    """Tell whether two rows differ in no column."""
    return next(_differing(one, other, tolerances), None) is None


def _differing(one: Mapping[str, Any], other: Mapping[str, Any], tolerances: Mapping[str, float]) -> Iterator[str]:
    return (name for name, tolerance in tolerances.items() if not alike(one[name], other[name], tolerance))
