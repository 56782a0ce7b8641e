"""Arrow rows as JSON values that lose nothing a reader could miss."""

import math
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

import pyarrow as pa

__all__ = ["plain", "row_objects"]


def row_objects(table: pa.Table) -> list[dict[str, Any]]:
    """Return a table's rows as objects of JSON values, in order; a name that comes twice gets a number behind it."""
    names = _unique(table.column_names)
    columns = [_values(column) for column in table.columns]
    return [{name: plain(value) for name, value in zip(names, row, strict=True)} for row in zip(*columns, strict=True)]


def plain(value: Any) -> Any:
    """Return one value as JSON has it: times as ISO 8601, decimals and what no number can say as text."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else str(value)
        case Decimal() | UUID():
            return str(value)
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case bytes():
            return value.hex()
        case dict():
            return {str(plain(key)): plain(inner) for key, inner in value.items()}
        case list() | tuple():
            return [plain(inner) for inner in value]
        case _:
            return str(value)


def _values(column: pa.ChunkedArray) -> list[Any]:
    try:
        found: list[Any] = column.to_pylist(maps_as_pydicts="strict")
    except TypeError:  # keys that are rows or lists: JSON has no such objects, so they are pairs
        found = column.to_pylist()
    return found


def _unique(names: list[str]) -> list[str]:
    found: list[str] = []
    for name in names:
        numbered = (f"{name}_{number}" for number in count(2))
        found.append(name if name not in found else next(one for one in numbered if one not in {*found, *names}))
    return found
