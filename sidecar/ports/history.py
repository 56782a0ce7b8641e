"""What past runs tell. Their outcomes were sent by whoever ran them, so every value is read as if it might be anything."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

__all__ = ["PastRun", "PortCounts", "RuleOutcome", "published_runs", "read_runs", "seconds_of"]


@dataclass(frozen=True, kw_only=True)
class RuleOutcome:
    """How a rule on a whole table fared: `measured` is what the run wrote down, of any type."""

    passed: bool
    measured: Any = None


@dataclass(frozen=True, kw_only=True)
class PortCounts:
    """What one port got in one run, in rows; `reasons` counts a row once for each rule that it broke."""

    rows: int = 0
    published: int = 0
    quarantined: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    outcomes: Mapping[str, RuleOutcome] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class PastRun:
    """One run; `started` and `finished` are seconds since 1970, `finished` None while it is under way."""

    id: str
    version: str
    state: str
    started: float
    finished: float | None
    ports: Mapping[str, PortCounts] = field(default_factory=dict)


def read_runs(items: Iterable[Mapping[str, Any]]) -> tuple[PastRun, ...]:
    """Return runs as the platform lists them, the newest first; what does not fit counts as zero or is left out.

    Replays and other work on rows that a run has told of already are no runs of their own.
    """
    return tuple(
        PastRun(
            id=str(item["id"]),
            version=str(item["version"]),
            state=str(item["state"]),
            started=seconds_of(item["started_at"]) or 0.0,
            finished=seconds_of(item["finished_at"]),
            ports=dict(_ports(item.get("outcome"))),
        )
        for item in items
        if item.get("kind", "run") == "run"
    )


def published_runs(runs: Iterable[PastRun], port: str) -> list[PastRun]:
    """Return the runs that put rows into a port, the oldest first; each of them has an end."""
    found = [run for run in runs if run.state == "published" and run.finished is not None and port in run.ports]
    return sorted(found, key=lambda run: run.finished or 0.0)


def seconds_of(value: Any) -> float | None:
    """Return the moment that an ISO 8601 text names, in seconds since 1970 (UTC unless it says otherwise), else None."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def _ports(outcome: Any) -> Iterable[tuple[str, PortCounts]]:
    listed = outcome.get("ports") if isinstance(outcome, Mapping) else None
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, Mapping) and isinstance(one.get("port"), str):
            reasons = one.get("reasons")
            counted = (
                {str(rule): _count(rows) for rule, rows in reasons.items()} if isinstance(reasons, Mapping) else {}
            )
            yield (
                one["port"],
                PortCounts(
                    rows=_count(one.get("rows")),
                    published=_count(one.get("published")),
                    quarantined=_count(one.get("quarantined")),
                    reasons=counted,
                    outcomes=dict(_outcomes(one.get("outcomes"))),
                ),
            )


def _outcomes(listed: Any) -> Iterable[tuple[str, RuleOutcome]]:
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, Mapping) and isinstance(one.get("rule"), str):
            yield one["rule"], RuleOutcome(passed=one.get("passed") is True, measured=one.get("measured"))


def _count(value: Any) -> int:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return max(int(value), 0) if is_number else 0
