"""Membership: allowed values, values that stand for a missing one, moments that have not come yet."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from governance.checks.operands import literal, values
from governance.contracts.types import DataType, Kind

__all__ = ["TOLERANCE", "in_future", "not_one_of", "one_of"]

TOLERANCE = {True: timedelta(minutes=5), False: timedelta(days=1)}
"""How far ahead of `now` a timestamp may lie, with a zone (clocks differ) and without (it may be local time, which is up
to 14 hours ahead of UTC)."""


def not_one_of(x: str, kind: DataType, allowed: Iterable[Any]) -> str:
    """Tell by SQL whether a value is none of the allowed; `ValueError` when one of these cannot be a value of the column."""
    listed = ", ".join(values(kind, allowed))
    if not listed:
        return f"{x} IS NOT NULL"
    # On a dictionary-encoded text column `list_contains` looks once per distinct value: 5 times as fast as IN.
    return f"NOT list_contains([{listed}], {x})" if kind.kind is Kind.STRING else f"{x} NOT IN ({listed})"


def one_of(x: str, kind: DataType, listed: Iterable[Any]) -> str:
    """Tell by SQL whether a value is one of those listed; those that the column's type cannot hold never are."""
    found = []
    for value in listed:
        try:
            found += values(kind, [value])
        except ValueError:
            continue
    return f"{x} IN ({', '.join(found)})" if found else "false"


def in_future(x: str, kind: DataType, now: datetime) -> str:
    """Tell by SQL whether a date or timestamp lies further ahead of `now` than clocks and time zones explain."""
    latest = (now.astimezone(UTC) + TOLERANCE[kind.zoned]).replace(tzinfo=None)
    moment = latest.date() if kind.kind is Kind.DATE else latest
    return f"{x} > {literal(kind, moment)}"
