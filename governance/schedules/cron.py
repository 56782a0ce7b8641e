"""A line of cron: five fields or one of the names, read strictly, with a message for whoever expected another dialect."""

import calendar
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from governance.documents.words import closest

__all__ = ["MACROS", "Cron", "CronFault", "parse_cron"]

MACROS: Mapping[str, str] = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_LONGEST = 200
_MONTHS = {
    name: at
    for at, name in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1)
}
_DAYS = {name: at for at, name in enumerate(["sun", "mon", "tue", "wed", "thu", "fri", "sat"])}
_PART = re.compile(r"(\*|[a-z0-9]+)(?:-([a-z0-9]+))?(?:/([0-9]+))?\Z")


class CronFault(ValueError):
    """A line that is no cron; `fix` says what to write."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix


@dataclass(frozen=True)
class _Field:
    name: str
    first: int
    last: int
    words: Mapping[str, int]


_FIELDS = (
    _Field("minute", 0, 59, {}),
    _Field("hour", 0, 23, {}),
    _Field("day of the month", 1, 31, {}),
    _Field("month", 1, 12, _MONTHS),
    _Field("day of the week", 0, 7, _DAYS),
)


@dataclass(frozen=True, kw_only=True)
class Cron:
    """The minutes, hours, days and months at which something is due; `weekdays` count from Sunday, which is 0.

    Where days of the month and of the week are both restricted (`either_day`), one of them is enough, as everywhere
    in cron. `is_rolling` is an hour field that begins with `*`: such a line goes by real time when clocks change.
    """

    text: str
    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either_day: bool
    is_rolling: bool

    def has_day(self, year: int, month: int, day: int) -> bool:
        """Tell whether something is due on that date."""
        if month not in self.months:
            return False
        by_month = day in self.days
        by_week = (calendar.weekday(year, month, day) + 1) % 7 in self.weekdays
        return (by_month or by_week) if self.either_day else (by_month and by_week)


def parse_cron(text: str) -> Cron:
    """Read five fields (`30 6 * * 1-5`) or a name (`@daily`); raises `CronFault`, for a line that is never due as well."""
    line = " ".join(text.split()).lower()
    if len(text) > _LONGEST:
        raise CronFault(f"The schedule has {len(text)} characters", f"write at most {_LONGEST}")
    fields = _macro(line).split(" ") if line.startswith("@") else line.split(" ")
    if len(fields) != len(_FIELDS) or not line:
        counted = f"{len(fields)} fields" if line else "no fields"
        fix = "write minute, hour, day of the month, month and day of the week, as in `30 6 * * 1-5`"
        raise CronFault(f"The schedule `{line}` has {counted}, and cron has five", fix)
    minutes, hours, days, months, weekdays = map(_values, fields, _FIELDS)
    cron = Cron(
        text=line,
        minutes=minutes,
        hours=hours,
        days=days,
        months=months,
        weekdays=frozenset(day % 7 for day in weekdays),
        either_day=not fields[2].startswith("*") and not fields[4].startswith("*"),
        is_rolling=fields[1].startswith("*"),
    )
    if not cron.either_day and not any(_longest(month) >= min(days) for month in months):
        raise CronFault(f"The schedule `{line}` is never due: no such day is in such a month", "correct day or month")
    return cron


def _longest(month: int) -> int:
    return calendar.monthrange(2024, month)[1]


def _macro(line: str) -> str:
    if line not in MACROS:
        near = closest(line, MACROS)
        fix = f"write `{near}`" if near else "write one of " + ", ".join(f"`{name}`" for name in MACROS)
        raise CronFault(f"No schedule is called `{line[:40]}`", fix)
    return MACROS[line]


def _values(text: str, field: _Field) -> frozenset[int]:
    found: set[int] = set()
    for part in text.split(","):
        found |= set(_span(part, field))
    return frozenset(found)


def _span(part: str, field: _Field) -> Iterator[int]:
    match = _PART.match(part)
    if match is None:
        raise CronFault(f"`{part[:40]}` is no {field.name} of cron", _spelling(part, field))
    first, last, step = match.groups()
    if step is not None and not 1 <= int(step[:9]) <= field.last:
        raise CronFault(f"`{part[:40]}` steps by {step[:9]}", f"write a step from 1 to {field.last}")
    if first == "*":
        if last is not None:
            raise CronFault(f"`{part[:40]}` is no {field.name} of cron", "write `*` alone, or a range of numbers")
        begin, end = field.first, field.last
    else:
        begin = _number(first, field)
        end = _number(last, field) if last is not None else (begin if step is None else field.last)
    if field.last == 7 and last is not None and end == 0:
        end = 7  # Friday to Sunday is `fri-sun`
    if end < begin:
        raise CronFault(
            f"`{part[:40]}` runs backwards", f"write two ranges, as in `{begin}-{field.last},{field.first}-{end}`"
        )
    yield from range(begin, end + 1, int(step or 1))


def _number(text: str, field: _Field) -> int:
    value = field.words.get(text, int(text) if text.isdigit() and len(text) < 4 else -1)
    if not field.first <= value <= field.last:
        raise CronFault(f"`{text[:40]}` is no {field.name}", _spelling(text, field))
    return value


def _spelling(text: str, field: _Field) -> str:
    if any(letter in text for letter in "?#lw") and not any(text.startswith(word) for word in field.words):
        return "`?`, `L`, `W` and `#` are another dialect: write numbers, `*`, lists, ranges and steps"
    words = f", or {next(iter(field.words))} to {list(field.words)[-1]}" if field.words else ""
    return f"write {field.first} to {field.last}{words}; `*`, `1,2`, `1-5` and `*/15` work too"
