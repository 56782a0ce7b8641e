"""The next moment at which a line of cron is due in a time zone, clock changes included.

A time that clocks skip is due at the moment they do, once; a time that they show twice is due the first time. A line
whose hour begins with `*` goes by real time instead: nothing is made up for, and a repeated hour counts twice.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from governance.schedules.cron import Cron

__all__ = ["next_after", "zone_of"]

_YEARS = 40  # 29 February on one day of the week is 28 years apart, 40 across 2100
_ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    """Return the time zone of that name in the IANA database; raises ValueError for any other name."""
    if len(name) > 64 or not name.isascii() or name.startswith(("/", ".")):
        raise ValueError(name[:64])
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return _carried(name)


def _carried(name: str) -> ZoneInfo:
    """A machine may have no database of its own; pytz, which the engine needs, brings one."""
    import pytz  # type: ignore[import-untyped]

    if name not in pytz.all_timezones_set:
        raise ValueError(name)
    with pytz.open_resource(name) as file:
        return ZoneInfo.from_file(file, key=name)


def next_after(cron: Cron, moment: int, zone: ZoneInfo) -> int | None:
    """Return the first moment after `moment` (seconds since 1970) at which the line is due; None if none is near."""
    day = datetime.fromtimestamp(moment, zone).date() - _ONE_DAY
    last = date(min(day.year + _YEARS, 9998), 12, 31)
    best: int | None = None
    while day <= last:
        if not _has_month(cron, day):
            if best is not None:
                return best
            day = _next_month(day)
            continue
        if cron.has_day(day.year, day.month, day.day):
            found = min((due for due in _moments(cron, day, zone) if due > moment), default=None)
            if best is not None:
                return best if found is None else min(best, found)
            best = found
        elif best is not None:
            return best
        day += _ONE_DAY
    return best


def _has_month(cron: Cron, day: date) -> bool:
    return day.month in cron.months


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


@lru_cache(maxsize=512)
def _moments(cron: Cron, day: date, zone: ZoneInfo) -> tuple[int, ...]:
    """The moments of one date of the wall calendar; a clock set back at midnight brings some back after the next date's."""
    return tuple(_each(cron, day, zone))


def _each(cron: Cron, day: date, zone: ZoneInfo) -> Iterator[int]:
    for hour in sorted(cron.hours):
        for minute in sorted(cron.minutes):
            wall = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
            first, second = _seconds(wall), _seconds(wall.replace(fold=1))
            if first == second or _shows(first, wall, zone):
                yield first
                if cron.is_rolling and first != second:
                    yield second
            elif not cron.is_rolling:
                yield _change(second, first, zone)


def _seconds(wall: datetime) -> int:
    return int(wall.timestamp())


def _shows(moment: int, wall: datetime, zone: ZoneInfo) -> bool:
    return datetime.fromtimestamp(moment, zone).replace(tzinfo=None, fold=0) == wall.replace(tzinfo=None, fold=0)


def _change(before: int, after: int, zone: ZoneInfo) -> int:
    """The moment between the two at which clocks are set forward."""
    old = datetime.fromtimestamp(before, UTC).astimezone(zone).utcoffset()
    while after - before > 1:
        middle = (before + after) // 2
        if datetime.fromtimestamp(middle, UTC).astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after
