"""Intervals: the values, lengths and sizes that a column's options leave."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from governance.contracts.types import DataType, Kind
from governance.contracts.values import read_value

__all__ = ["BOUNDS", "SIZES", "Range", "range_of", "size_of"]

BOUNDS = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")
SIZES: dict[Kind, tuple[str, str]] = {
    Kind.STRING: ("minLength", "maxLength"),
    Kind.ARRAY: ("minItems", "maxItems"),
    Kind.OBJECT: ("minProperties", "maxProperties"),
}
"""Per kind, the options that bound how long or large a value is."""


@dataclass(frozen=True, kw_only=True)
class Range:
    """From `low` to `high`; None is no bound, an open bound is itself outside."""

    low: Any = None
    high: Any = None
    low_open: bool = False
    high_open: bool = False

    def __contains__(self, value: Any) -> bool:
        above = self.low is None or (value > self.low if self.low_open else value >= self.low)
        below = self.high is None or (value < self.high if self.high_open else value <= self.high)
        return above and below

    @property
    def is_empty(self) -> bool:
        """Whether no value lies inside, of however fine a type."""
        if self.low is None or self.high is None:
            return False
        return bool(self.low > self.high or (self.low == self.high and (self.low_open or self.high_open)))

    def covers(self, other: "Range") -> bool:
        """Tell whether everything inside `other` is inside this one too."""
        return self._reaches_down_to(other) and self._reaches_up_to(other)

    def _reaches_down_to(self, other: "Range") -> bool:
        if self.low is None:
            return True
        if other.low is None:
            return False
        return bool(other.low > self.low or (other.low == self.low and (other.low_open or not self.low_open)))

    def _reaches_up_to(self, other: "Range") -> bool:
        if self.high is None:
            return True
        if other.high is None:
            return False
        return bool(other.high < self.high or (other.high == self.high and (other.high_open or not self.high_open)))

    def __str__(self) -> str:
        low = "" if self.low is None else f"{'above' if self.low_open else 'from'} {self.low}"
        high = "" if self.high is None else f"{'below' if self.high_open else 'up to'} {self.high}"
        return " ".join(filter(None, (low, high))) or "unbounded"


def range_of(data_type: DataType, options: Mapping[str, Any]) -> Range:
    """Return the values between the bounds in `options`, the tighter of two bounds on a side; bounds that cannot be
    read as the type bound nothing (the linter names them).
    """
    low, open_low, high, open_high = (_bound(data_type, options.get(key)) for key in BOUNDS)
    use_open_low = open_low is not None and (low is None or open_low >= low)
    use_open_high = open_high is not None and (high is None or open_high <= high)
    return Range(
        low=open_low if use_open_low else low,
        high=open_high if use_open_high else high,
        low_open=use_open_low,
        high_open=use_open_high,
    )


def size_of(kind: Kind, options: Mapping[str, Any]) -> Range:
    """Return the lengths (texts, in characters) or sizes (lists, objects) that `options` leave."""
    least, most = (options.get(key) for key in SIZES.get(kind, ("", "")))
    return Range(low=least or None, high=most)


def _bound(data_type: DataType, value: Any) -> Any:
    if value is None or data_type.kind in {Kind.STRING, Kind.BOOLEAN, Kind.OBJECT, Kind.ARRAY, Kind.MAP, Kind.VECTOR}:
        return None
    exact = DataType(kind=Kind.FLOAT) if data_type.kind in {Kind.INTEGER, Kind.DECIMAL} else data_type
    try:
        return read_value(exact, value)
    except ValueError:
        return None
