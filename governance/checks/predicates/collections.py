"""Lists, vectors and objects: how many, how often, how long."""

from collections.abc import Sequence

from governance.sql.quoting import string

__all__ = ["item_count", "not_normalized", "property_count", "repeated_items", "vector_gap"]

_TOLERANCE = "1e-3"  # of a vector's length: 3,072 rounded 32-bit floats are off by less


def item_count(x: str, sign: str, count: int) -> str:
    """Tell by SQL whether a list's length compares so with `count`."""
    return f"len({x}) {sign} {int(count)}"


def repeated_items(x: str) -> str:
    """Tell by SQL whether an item stands twice in a list. Two nulls are the same; two NaN are not."""
    return f"len(list_distinct({x})) + least(1, len({x}) - list_count({x})) < len({x})"


def vector_gap(x: str) -> str:
    """Tell by SQL whether an element of a vector is null, NaN or infinite."""
    return f"len(list_filter({x}, lambda v: v IS NULL OR NOT isfinite(CAST(v AS DOUBLE)))) > 0"


def not_normalized(x: str) -> str:
    """Tell by SQL whether a vector's Euclidean length is not 1, within a thousandth."""
    squares = f"list_transform({x}, lambda v: CAST(v AS DOUBLE) * CAST(v AS DOUBLE))"
    return f"len({x}) > 0 AND NOT (abs(sqrt(list_sum({squares})) - 1) <= {_TOLERANCE})"


def property_count(x: str, names: Sequence[str], sign: str, count: int) -> str:
    """Tell by SQL whether the number of an object's properties that are not null compares so with `count`."""
    given = " + ".join(f"CAST(struct_extract({x}, {string(name)}) IS NOT NULL AS INTEGER)" for name in names)
    return f"{x} IS NOT NULL AND {given or '0'} {sign} {int(count)}"
