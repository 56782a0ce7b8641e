"""Literals of a contract (bounds, enum values, examples) read as values of the column's type."""

import ipaddress
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from governance.contracts.types import DataType, Kind

__all__ = ["STRING_FORMATS", "NotAValue", "integer_range", "read_value"]

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_TIMESTAMP = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)?(Z|[+-]\d{2}:\d{2})?\Z")
_TIME = re.compile(r"\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?\Z")
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\Z")
_EMAIL = re.compile(r"[^@\s]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,253}[A-Za-z0-9])?\.[A-Za-z]{2,}\Z")
_HOSTNAME = re.compile(r"(?=.{1,253}\Z)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9-]{1,63}\Z")


class NotAValue(ValueError):
    """What is wanted instead of a literal."""


def read_value(data_type: DataType, value: Any) -> Any:
    """Return `value` as something that compares as the column's values do: Decimal, str, bool, date, datetime, time.

    Raises `NotAValue` saying what is wanted instead. Zoned timestamps come back in UTC; nested values as they are.
    """
    reader = _READERS.get(data_type.kind)
    return reader(data_type, value) if reader else value


def integer_range(bits: int) -> tuple[int, int]:
    """Return the least and the greatest integer of so many bits."""
    return -(2 ** (bits - 1)), 2 ** (bits - 1) - 1


def _integer(data_type: DataType, value: Any) -> Decimal:
    least, greatest = integer_range(data_type.bits)
    if isinstance(value, bool) or not isinstance(value, int):
        raise NotAValue("a whole number is wanted")
    if not least <= value <= greatest:
        raise NotAValue(f"it does not fit {data_type.bits} bits")
    return Decimal(value)


def _float(_: DataType, value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NotAValue("a number is wanted")
    return Decimal(repr(value))


def _decimal(data_type: DataType, value: Any) -> Decimal:
    number = _float(data_type, value)
    exponent = number.as_tuple().exponent
    if number != number.to_integral_value() and isinstance(exponent, int) and -exponent > data_type.scale:
        raise NotAValue(f"it has more than {data_type.scale} digits behind the point")
    if abs(number) >= 10 ** (data_type.precision - data_type.scale):
        raise NotAValue(f"it does not fit {data_type}")
    return number


def _string(_: DataType, value: Any) -> str:
    if not isinstance(value, str):
        raise NotAValue("a text is wanted; put it in quotes")
    return value


def _boolean(_: DataType, value: Any) -> bool:
    if not isinstance(value, bool):
        raise NotAValue("true or false is wanted")
    return value


def _date(_: DataType, value: Any) -> date:
    if not isinstance(value, str) or not _DATE.match(value):
        raise NotAValue("a date is wanted, as in `2013-01-31`")
    day: date = _parsed(date.fromisoformat, value)
    return day


def _timestamp(data_type: DataType, value: Any) -> datetime:
    found = _TIMESTAMP.match(value) if isinstance(value, str) else None
    if not found:
        raise NotAValue("a timestamp is wanted, as in `2013-01-31T09:30:00`")
    if found[1] and not data_type.zoned:
        raise NotAValue("the column has no time zone; leave it out, or set `timezone: true`")
    moment: datetime = _parsed(datetime.fromisoformat, value)
    try:
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    except OverflowError:
        raise NotAValue("it is beyond the years 1 to 9999") from None


def _time(_: DataType, value: Any) -> time:
    if not isinstance(value, str) or not _TIME.match(value):
        raise NotAValue("a time of day is wanted, as in `09:30:00`")
    hour: time = _parsed(time.fromisoformat, value)
    return hour


def _parsed(parse: Callable[[str], Any], value: str) -> Any:
    try:
        return parse(value)
    except ValueError:
        raise NotAValue("there is no such day or time") from None


_READERS: dict[Kind, Callable[[DataType, Any], Any]] = {
    Kind.INTEGER: _integer,
    Kind.FLOAT: _float,
    Kind.DECIMAL: _decimal,
    Kind.STRING: _string,
    Kind.BOOLEAN: _boolean,
    Kind.DATE: _date,
    Kind.TIMESTAMP: _timestamp,
    Kind.TIME: _time,
}


def _is_uri(text: str) -> bool:
    parts = urlsplit(text)
    return bool(parts.scheme and (parts.netloc or parts.path)) and not any(map(str.isspace, text))


STRING_FORMATS: dict[str, Callable[[str], object] | None] = {
    "email": _EMAIL.match,
    "hostname": _HOSTNAME.match,
    "ipv4": ipaddress.IPv4Address,
    "ipv6": ipaddress.IPv6Address,
    "uri": _is_uri,
    "uuid": _UUID.match,
    "binary": None,
    "byte": None,
    "password": None,
}
"""The formats that ODCS names for texts; a test (true, or false or `ValueError`) where there is something to test."""
