"""What a descriptor says of when its product runs and how often it tries: `schedule` and `retries`, read and judged."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from governance.documents.words import shown, suggestion
from governance.errors import Conflict, TrellisError, Unavailable
from governance.schedules.calendar import next_after, zone_of
from governance.schedules.cron import Cron, CronFault, parse_cron

__all__ = ["Retries", "Schedule", "read_retries", "read_schedule"]

_SCHEDULE = ("cron", "timezone", "catchup")
_RETRIES = ("attempts", "delay")
_MOST_ATTEMPTS = 10
_LONGEST_DELAY = 24 * 60 * 60


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """When a product runs by itself; with `catchup` each missed run is made up for, without it one for all of them."""

    cron: Cron
    timezone: str = "UTC"
    catchup: bool = False

    @property
    def zone(self) -> ZoneInfo:
        """The time zone that the line is read in."""
        return zone_of(self.timezone)

    def after(self, moment: int) -> int | None:
        """Return the first moment after `moment` at which the product is due, None if none is near."""
        return next_after(self.cron, moment, self.zone)

    def last_until(self, now: int, *, first: int) -> int:
        """Return the last moment up to `now` at which the product was due, `first` being one of them."""
        before, beyond = first - 1, max(now, first)
        while beyond - before > 1:
            middle = (before + beyond) // 2
            found = self.after(middle)
            if found is not None and found <= now:
                before = middle
            else:
                beyond = middle
        return self.after(before) or first


@dataclass(frozen=True, kw_only=True)
class Retries:
    """How often a run is tried in all, and the seconds before the second attempt; they double with each further one."""

    attempts: int = 1
    delay: float = 30.0

    def wait(self, failed: int, *, chance: float) -> float:
        """Return the seconds to wait after `failed` attempts; `chance`, from 0 to 1, spreads them over a half."""
        return float(min(self.delay * 2 ** (failed - 1), _LONGEST_DELAY) * (0.75 + chance / 2))

    def allow(self, failed: int, error: TrellisError) -> bool:
        """Tell whether to try again: after what may have passed by then, never after a broken contract or a refusal."""
        passes = isinstance(error, Unavailable) or (isinstance(error, Conflict) and error.case == "lease-lost")
        return failed < self.attempts and passes


def read_schedule(value: Any) -> Schedule:
    """Read the property: a line of cron, or `{cron, timezone, catchup}`; raises `CronFault`."""
    given = {"cron": value} if isinstance(value, str) else value
    _check_names(
        given, _SCHEDULE, "schedule", "write a line of cron such as `30 6 * * *`, or `{cron, timezone, catchup}`"
    )
    cron, timezone, catchup = given.get("cron"), given.get("timezone", "UTC"), given.get("catchup", False)
    if not isinstance(cron, str):
        raise CronFault("The schedule has no `cron`", "add `cron: 30 6 * * *`")
    if not isinstance(catchup, bool):
        raise CronFault(f"`catchup` is {shown(catchup)}", "write true or false")
    try:
        zone_of(timezone if isinstance(timezone, str) else "")
    except ValueError:
        fix = "write a name of the IANA database, such as `Europe/Berlin`, or leave it out for UTC"
        raise CronFault(f"No time zone is called {shown(timezone)}", fix) from None
    return Schedule(cron=parse_cron(cron), timezone=timezone, catchup=catchup)


def read_retries(value: Any) -> Retries:
    """Read the property `{attempts, delay}`, or a number of attempts; raises `CronFault`."""
    given = value if isinstance(value, Mapping) else {"attempts": value}
    _check_names(given, _RETRIES, "retries", "write `{attempts: 3, delay: 30}`")
    attempts, delay = given.get("attempts", 1), given.get("delay", 30)
    if type(attempts) is not int or not 1 <= attempts <= _MOST_ATTEMPTS:
        raise CronFault(f"`attempts` is {shown(attempts)}", f"write 1 to {_MOST_ATTEMPTS}, the first one included")
    if type(delay) not in {int, float} or not 0 <= delay <= _LONGEST_DELAY:
        raise CronFault(f"`delay` is {shown(delay)}", f"write seconds, from 0 to {_LONGEST_DELAY}")
    return Retries(attempts=attempts, delay=float(delay))


def _check_names(given: Any, known: tuple[str, ...], what: str, fix: str) -> None:
    if not isinstance(given, Mapping):
        raise CronFault(f"The {what} is {shown(given)}", fix)
    for name in given:
        if name not in known:
            raise CronFault(f"A {what} has no {shown(name)}", suggestion(str(name), known))
