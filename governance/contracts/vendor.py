"""Trellis's own properties of a contract: what ODCS has no field for, kept in `customProperties`."""

from collections.abc import Iterator, Mapping
from typing import Any

from governance.documents import Path

__all__ = ["PROPERTIES", "custom_properties", "custom_values"]

PROPERTIES: dict[str, dict[str, str]] = {
    "contract": {"purposes": "a list", "sunset": "a date", "replacement": "a text"},
    "table": {"rowFilters": "a list"},
    "column": {
        "mask": "a text",
        "unit": "a text",
        "allowNonFinite": "true or false",
        "sunset": "a date",
        "replacement": "a text",
    },
    "service level": {"sloObjective": "a percentage"},
}
"""By level, the properties that are understood and what their values are."""

_NAMES = frozenset(name for names in PROPERTIES.values() for name in names)


def custom_properties(data: Mapping[str, Any], path: Path) -> Iterator[tuple[str, Mapping[str, Any], Path]]:
    """Yield name, entry and path of each property that is Trellis's: by its vendor, or by its name when no vendor is
    given (ODCS before 3.2.0 has none, and a mask must not be lost over that).
    """
    for at, entry in enumerate(data.get("customProperties") or ()):
        name = str(entry.get("property"))
        if entry.get("vendor", "trellis" if name in _NAMES else "") == "trellis":
            yield name, entry, (*path, "customProperties", at)


def custom_values(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of Trellis's own properties by name."""
    return {name: entry.get("value") for name, entry, _ in custom_properties(data, ())}
