"""Dates and times. Trino keeps a date a date, and `date_diff` counts whole units, not borders crossed."""

from collections.abc import Callable, Sequence

from governance.errors import Invalid
from governance.sql.bound import Bound
from governance.sql.functions.formats import from_joda, from_mysql
from governance.sql.functions.model import Builder, Function, same, scalar
from governance.sql.quoting import string
from governance.sql.types import BIGINT, DATE, DOUBLE, TIMESTAMP, TIMESTAMPTZ, VARCHAR, Type

__all__ = ["DATES", "DAY_TEXT", "PARTS", "UNITS"]

UNITS = {
    "millisecond": "to_milliseconds({0})",
    "second": "to_seconds({0})",
    "minute": "to_minutes({0})",
    "hour": "to_hours({0})",
    "day": "to_days(CAST({0} AS INTEGER))",
    "week": "to_days(CAST(7 * {0} AS INTEGER))",
    "month": "to_months(CAST({0} AS INTEGER))",
    "quarter": "to_months(CAST(3 * {0} AS INTEGER))",
    "year": "to_months(CAST(12 * {0} AS INTEGER))",
}
DAY_TEXT = r"^\s*[+-]?[0-9]{4,}-[0-9]{1,2}-[0-9]{1,2}\s*$"
"""The only texts that Trino reads as a date."""

_TIME_UNITS = ("millisecond", "second", "minute", "hour")

PARTS = {
    "year": "year",
    "quarter": "quarter",
    "month": "month",
    "week": "week",
    "week_of_year": "week",
    "day": "day",
    "day_of_month": "day",
    "day_of_week": "isodow",
    "dow": "isodow",
    "day_of_year": "doy",
    "doy": "doy",
    "year_of_week": "isoyear",
    "yow": "isoyear",
    "hour": "hour",
    "minute": "minute",
    "second": "second",
    "millisecond": "millisecond",
}
"""Trino's fields, as DuckDB calls them: its own `dow` starts on Sunday at 0, Trino's week on Monday at 1."""


def _braced(pattern: str) -> str:
    return pattern.replace("{", "{{").replace("}", "}}")


def _unit(argument: Bound, kind: Type) -> str:
    unit = (argument.constant or "").lower()
    if unit not in UNITS or (kind == DATE and unit in _TIME_UNITS):
        known = [name for name in UNITS if kind != DATE or name not in _TIME_UNITS]
        raise Invalid(f"`{unit[:20]}` is not a unit here", hint=f"use {', '.join(known)}", slug="sql-argument")
    return unit


def _kept(text: str, kind: Type) -> str:
    return f"CAST({text} AS DATE)" if kind == DATE else text


def _truncate(arguments: Sequence[Bound]) -> str:
    """Null for a day that is too far away, as with weeks: no row that a filter hides may make a query fail here."""
    unit, moment = arguments
    text = f"date_trunc('{_unit(unit, moment.type)}', {moment.sql})"
    return f"TRY({_kept(text, moment.type)})"


def _add(arguments: Sequence[Bound]) -> str:
    unit, amount, moment = arguments
    shift = UNITS[_unit(unit, moment.type)].format(amount.sql)
    return _kept(f"({moment.sql} + {shift})", moment.type)


def _difference(arguments: Sequence[Bound]) -> str:
    unit, first, last = arguments
    kind = DATE if first.type == DATE and last.type == DATE else TIMESTAMP
    return f"date_sub('{_unit(unit, kind)}', {first.sql}, {last.sql})"


def _formatted(call: str, translate: Callable[[str], str], template: str = "{0}") -> Builder:
    def text(arguments: Sequence[Bound]) -> str:
        pattern = string(translate(arguments[1].constant or ""))
        return template.format(f"{call}({arguments[0].sql}, {pattern})")

    return text


def _iso(arguments: Sequence[Bound]) -> str:
    kind = arguments[0].type
    pattern = "%Y-%m-%d" if kind == DATE else "%Y-%m-%dT%H:%M:%S.%g" + ("Z" if kind == TIMESTAMPTZ else "")
    return f"strftime({arguments[0].sql}, '{pattern}')"


def _part(name: str) -> tuple[Function, ...]:
    call = f"date_part('{PARTS[name]}', {{0}})"
    if PARTS[name] in {"week", "isoyear"}:
        call = f"TRY({call})"
    return (scalar("t", f"({call} % 1000)" if name == "millisecond" else call, BIGINT, total=True),)


def _clock(sql: str, kind: Type) -> tuple[Function, ...]:
    """The time now, the same for the whole query; a precision is accepted and changes nothing."""
    return tuple(Function(takes=takes, sql=sql, returns=kind, total=True, stable=False) for takes in ("", "i"))


DATES: dict[str, tuple[Function, ...]] = {
    **{name: _part(name) for name in PARTS},
    "date": (
        scalar("s", f"CAST(regexp_extract({{0}}, '{_braced(DAY_TEXT)}') AS DATE)", DATE),
        scalar("w", "CAST({0} AS DATE)", DATE, total=True),
    ),
    "date_trunc": (scalar("uw", _truncate, same(1), total=True),),
    "date_add": (scalar("uid", _add, same(2)),),
    "date_diff": (scalar("udd", _difference, BIGINT),),
    "date_format": (scalar("wk", _formatted("strftime", from_mysql), VARCHAR),),
    "date_parse": (scalar("sk", _formatted("strptime", from_mysql), TIMESTAMP),),
    "format_datetime": (scalar("wk", _formatted("strftime", from_joda), VARCHAR),),
    "parse_datetime": (scalar("sk", _formatted("strptime", from_joda, "({0} AT TIME ZONE 'UTC')"), TIMESTAMPTZ),),
    "from_unixtime": (scalar("n", "to_timestamp(CAST({0} AS DOUBLE))", TIMESTAMPTZ),),
    "to_unixtime": (scalar("d", "epoch({0})", DOUBLE, total=True),),
    "from_iso8601_date": (scalar("s", "CAST({0} AS DATE)", DATE),),
    "from_iso8601_timestamp": (scalar("s", "CAST({0} AS TIMESTAMPTZ)", TIMESTAMPTZ),),
    "to_iso8601": (scalar("d", _iso, VARCHAR),),
    "last_day_of_month": (scalar("w", "last_day({0})", DATE),),
    "now": _clock("current_timestamp", TIMESTAMPTZ)[:1],
    "current_timestamp": _clock("current_timestamp", TIMESTAMPTZ),
    "current_date": _clock("current_date", DATE)[:1],
    "current_time": _clock("current_time", Type("timetz")),
    "localtimestamp": _clock("CAST(current_timestamp AS TIMESTAMP)", TIMESTAMP),
    "localtime": _clock("localtime", Type("time")),
}
