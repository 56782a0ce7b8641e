"""Dates, timestamps and times of day.

They lie in the years 1 to 9999 (what ISO 8601 writes with four digits, and what Python, Arrow and Trino can all hold),
so an infinite date does not convert; a time of day is before 24:00. A timestamp without a zone is in the column's
`defaultTimezone`, UTC unless given (ODCS 3.2.0), so that instants and local times convert into each other.
"""

from governance.checks.convert.converted import Converted, nothing, there_and_back
from governance.checks.duck_types import DuckType
from governance.checks.mapping import duck_type
from governance.contracts.model import Column
from governance.sql.quoting import string

__all__ = ["LOCAL", "LOCAL_TIME", "ZONED", "to_moment", "to_time"]

LOCAL = frozenset({"DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"})
LOCAL_TIME = DuckType("TIMESTAMP")
ZONED = DuckType("TIMESTAMP WITH TIME ZONE")
_YEARS = {
    "DATE": ("DATE '0001-01-01'", "DATE '9999-12-31'"),
    "TIMESTAMP": ("TIMESTAMP '0001-01-01'", "TIMESTAMP '9999-12-31 23:59:59.999999'"),
    ZONED.name: ("TIMESTAMPTZ '0001-01-01 00:00:00+00'", "TIMESTAMPTZ '9999-12-31 23:59:59.999999+00'"),
}


def to_moment(expr: str, source: DuckType, column: Column) -> Converted:
    """Return a date or timestamp as the column's type, if it is that very day or instant."""
    target = duck_type(column.type)
    if source.name not in {*LOCAL, ZONED.name}:
        return nothing(target)
    zone = str(column.options.get("defaultTimezone") or "UTC")
    if source == ZONED and target != ZONED:
        local = _at_zone(expr, zone)
        return to_moment(f"(CASE WHEN {_at_zone(local, zone)} = {expr} THEN {local} END)", LOCAL_TIME, column)
    if source != ZONED and target == ZONED:
        local = expr if source == LOCAL_TIME else f"TRY_CAST({expr} AS TIMESTAMP)"
        return Converted(_within_years(_at_zone(local, zone), target))
    value = expr if source == target else f"({there_and_back(expr, source, target)})"
    return Converted(_within_years(value, target))


def _at_zone(expr: str, zone: str) -> str:
    # Near the ends of time a shift can overflow; that is no reason to end the run.
    shifted = f"({expr}) AT TIME ZONE {string(zone)}"
    return f"({shifted})" if zone == "UTC" else f"TRY({shifted})"


def _within_years(value: str, target: DuckType) -> str:
    low, high = _YEARS[target.name]
    return f"CASE WHEN {value} BETWEEN {low} AND {high} THEN {value} END"


def to_time(expr: str, source: DuckType, column: Column) -> Converted:
    """Return a time of day as it stands, if it is before 24:00."""
    if source.name != "TIME":
        return nothing(duck_type(column.type))
    return Converted(f"CASE WHEN {expr} < TIME '24:00:00' THEN {expr} END")
