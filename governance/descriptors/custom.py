"""Trellis's own properties in a descriptor: ODPS 1.0.0 knows no vendors, so theirs may be left out."""

from collections.abc import Iterator, Mapping
from typing import Any

from governance.documents import Path

__all__ = ["KINDS", "OUTPUT_PROPERTIES", "PORT_PROPERTIES", "PRODUCT_PROPERTIES", "own_properties"]

KINDS = ("source-aligned", "aggregate", "consumer-aligned", "feature", "model")
PRODUCT_PROPERTIES = ("kind", "purpose", "engine", "schedule", "retries")
PORT_PROPERTIES = ("source", "read")
OUTPUT_PROPERTIES = ("load",)


def own_properties(
    data: Mapping[str, Any], path: Path, known: tuple[str, ...]
) -> Iterator[tuple[str, Mapping[str, Any], Path]]:
    """Yield name, entry and path of each property that is Trellis's: by its vendor, or by name without a vendor."""
    for at, entry in enumerate(data.get("customProperties") or ()):
        vendor, name = entry.get("vendor"), str(entry.get("property"))
        if vendor == "trellis" or (vendor is None and name in known):
            yield name, entry, (*path, "customProperties", at)
