"""How each service level is measured on past runs: pure functions of what the runs wrote down."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from governance.checks import CheckPlan
from governance.contracts.model import ServiceLevel
from governance.contracts.promises import canonical_unit, duration_seconds
from sidecar.ports.days import days_kept, time_of_day
from sidecar.ports.history import PastRun, published_runs, seconds_of
from sidecar.ports.spans import fresh_seconds

__all__ = ["MEASURES", "Measure", "Seen", "share_of"]

_NO_DURATION = "its value is no duration"
_NO_SHARE = "its value is no percentage"


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What is known of a port: its runs from `since` to `now`, in seconds since 1970, and the plan of its contract."""

    port: str
    plan: CheckPlan
    runs: Sequence[PastRun]
    since: float
    now: float

    @property
    def published(self) -> list[PastRun]:
        """The runs that put rows into the port, the oldest first."""
        return published_runs(self.runs, self.port)

    @property
    def recent(self) -> list[PastRun]:
        """Those of them that did so since `since`."""
        return [run for run in self.published if _ended(run) >= self.since]


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What was found: `target` and `measured` in `unit`, and `good` of `valid` over the window, of what `counted` says.

    `objective` is given where the level itself says how often it is to be kept. `why` tells why nothing was measured.
    """

    unit: str = ""
    target: float | None = None
    measured: float | None = None
    kept: bool | None = None
    good: float = 0.0
    valid: float = 0.0
    counted: str = ""
    objective: float | None = None
    why: str = ""


def share_of(value: Any) -> float | None:
    """Return a percentage from 0 to 100 as a share of 1, None for anything else."""
    try:
        number = float(str(value).rstrip("% "))
    except ValueError:
        return None
    return number / 100 if 0 <= number <= 100 and not isinstance(value, bool) else None


def _freshness(seen: Seen, level: ServiceLevel) -> Measure:
    rule = _rule(seen, "freshness", level.element)
    return _time_kept(seen, level, lambda run: _newest(seen.port, run, rule))


def _frequency(seen: Seen, level: ServiceLevel) -> Measure:
    return _time_kept(seen, level, _ended)


def _time_kept(seen: Seen, level: ServiceLevel, newest: Callable[[PastRun], float]) -> Measure:
    target = _duration(level)
    shown = [(_ended(run), newest(run)) for run in seen.published]
    if target is None or not shown:
        return Measure(why=_NO_DURATION if target is None else "nothing was published yet")
    good, valid = fresh_seconds(shown, target=target, since=seen.since, now=seen.now)
    age = max(seen.now - shown[-1][1], 0.0)
    return Measure(
        unit="seconds", counted="seconds", target=target, measured=age, kept=age <= target, good=good, valid=valid
    )


def _latency(seen: Seen, level: ServiceLevel) -> Measure:
    """From the newest row's own time to when it could be read; without a column, from a run's start to its end."""
    target, rule = _duration(level), _rule(seen, "freshness", level.element)
    if level.element and not rule:
        return Measure(why=f"no freshness is promised on `{level.element}`, so that no run measures it")
    waits = [max(_ended(run) - (_newest(seen.port, run, rule) if rule else run.started), 0.0) for run in seen.recent]
    if target is None or not waits:
        return Measure(why=_NO_DURATION if target is None else "nothing was published in this time")
    kept = [wait <= target for wait in waits]
    return Measure(
        unit="seconds",
        counted="runs",
        target=target,
        measured=waits[-1],
        kept=kept[-1],
        good=sum(kept),
        valid=len(kept),
    )


def _retention(seen: Seen, level: ServiceLevel) -> Measure:
    """Kept when no row is older than promised; what is measured is how many are."""
    rule = _rule(seen, "retention", level.element)
    told = [found for run in seen.recent if (found := run.ports[seen.port].outcomes.get(rule))]
    if not told:
        return Measure(why="no run of this time has measured it")
    older, kept = told[-1].measured, [one.passed for one in told]
    rows = float(older) if isinstance(older, int) and not isinstance(older, bool) else None
    return Measure(unit="rows", target=0, measured=rows, kept=kept[-1], good=sum(kept), valid=len(kept), counted="runs")


def _availability(seen: Seen, level: ServiceLevel) -> Measure:
    """Of the runs that ended, those that published."""
    target = share_of(level.value)
    ended = [run for run in seen.runs if run.finished is not None and run.finished >= seen.since]
    if target is None or not ended:
        return Measure(why=_NO_SHARE if target is None else "no run ended in this time")
    good, valid = sum(run.state == "published" for run in ended), len(ended)
    share = good / valid
    return Measure(
        unit="ratio",
        counted="runs",
        target=target,
        objective=target,
        measured=share,
        kept=share >= target,
        good=good,
        valid=valid,
    )


def _error_rate(seen: Seen, level: ServiceLevel) -> Measure:
    """Of the rows that came, those that had to be quarantined."""
    target, counts = share_of(level.value), [run.ports[seen.port] for run in seen.recent]
    rows, bad = sum(one.rows for one in counts), sum(min(one.quarantined, one.rows) for one in counts)
    if target is None or not rows:
        return Measure(why=_NO_SHARE if target is None else "no rows came in this time")
    share = bad / rows
    return Measure(
        unit="ratio",
        counted="rows",
        target=target,
        objective=1 - target,
        measured=share,
        kept=share <= target,
        good=rows - bad,
        valid=rows,
    )


def _time_of_availability(seen: Seen, level: ServiceLevel) -> Measure:
    due = time_of_day(level.value)
    if due is None:
        return Measure(why="its value is no time of day")
    first = _ended(seen.published[0]) if seen.published else seen.now
    days = days_kept([_ended(run) for run in seen.published], due=due, since=max(seen.since, first), now=seen.now)
    if not days:
        return Measure(why="no day of this time is over")
    kept = [day.kept for day in days]
    return Measure(
        unit="seconds",
        counted="days",
        target=due.seconds,
        measured=days[-1].first,
        kept=kept[-1],
        good=sum(kept),
        valid=len(kept),
    )


MEASURES: Mapping[str, Callable[[Seen, ServiceLevel], Measure]] = {
    "availability": _availability,
    "errorRate": _error_rate,
    "freshness": _freshness,
    "frequency": _frequency,
    "latency": _latency,
    "retention": _retention,
    "timeOfAvailability": _time_of_availability,
}
"""By the canonical name of a service level."""


def _ended(run: PastRun) -> float:
    return run.finished or 0.0


def _rule(seen: Seen, kind: str, column: str) -> str:
    found = (rule.id for rule in seen.plan.rules if rule.check.kind == kind and rule.column == column)
    return next(found, "") if column else ""


def _newest(port: str, run: PastRun, rule: str) -> float:
    """The moment of a run's newest row; that of its end where no column tells."""
    told = run.ports[port].outcomes.get(rule)
    moment = seconds_of(told.measured) if told else None
    return _ended(run) if moment is None else moment


def _duration(level: ServiceLevel) -> float | None:
    return duration_seconds(level.value, level.unit if canonical_unit(level.unit) else "h")
