"""Whether two answers are the same, numbers of any type compared by value."""

import math
from decimal import Decimal

__all__ = ["same_rows"]


def same_rows(found, expected):
    return len(found) == len(expected) and all(map(_same, found, expected))


def _same(left, right):
    if isinstance(left, tuple | list) and isinstance(right, tuple | list):
        return len(left) == len(right) and all(map(_same, left, right))
    numeric = isinstance(left, int | float | Decimal) and isinstance(right, int | float | Decimal)
    if numeric and not isinstance(left, bool):
        return math.isclose(float(left), float(right), rel_tol=1e-9, abs_tol=1e-9)
    return left == right
