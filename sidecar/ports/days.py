"""Daily deadlines: whether rows were there by the time of day that was promised."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["Day", "DueTime", "days_kept", "time_of_day"]

_TIME = re.compile(r"(\d{2}):(\d{2})(?::(\d{2}))?(?:Z|([+-])(\d{2}):(\d{2}))?\Z", re.ASCII)
_DAY = 86_400


@dataclass(frozen=True)
class DueTime:
    """A time of day: `seconds` after midnight of a zone that is `offset` seconds ahead of UTC."""

    seconds: int
    offset: int


@dataclass(frozen=True)
class Day:
    """One day that is over: whether rows came in time, and `first`, when they came in seconds after midnight."""

    kept: bool
    first: float | None


def time_of_day(value: Any) -> DueTime | None:
    """Return what `09:00`, `09:00Z` or `09:00+02:00` stands for, UTC unless it says; None for anything else."""
    found = _TIME.match(value) if isinstance(value, str) else None
    if found is None:
        return None
    hours, minutes, seconds = int(found[1]), int(found[2]), int(found[3] or 0)
    offset = (int(found[5]) * 3600 + int(found[6]) * 60) * (-1 if found[4] == "-" else 1) if found[4] else 0
    fits = hours < 24 and minutes < 60 and seconds < 60 and abs(offset) < _DAY
    return DueTime(hours * 3600 + minutes * 60 + seconds, offset) if fits else None


def days_kept(moments: Sequence[float], *, due: DueTime, since: float, now: float) -> list[Day]:
    """Return each day whose midnight and deadline lie between `since` and `now`, the oldest first."""
    first = -int(-(since + due.offset) // _DAY)  # the first midnight that is not before `since`
    last = int((now + due.offset - due.seconds) // _DAY)
    return [_day(moments, day * _DAY - due.offset, due.seconds, now) for day in range(first, last + 1)]


def _day(moments: Sequence[float], midnight: float, seconds: int, now: float) -> Day:
    came = [moment - midnight for moment in moments if midnight <= moment < midnight + _DAY and moment <= now]
    return Day(kept=bool(came) and min(came) <= seconds, first=min(came, default=None))
