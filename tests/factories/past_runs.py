"""Runs as the platform lists them, and a contract that promises something about them."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sidecar.ports.contracts import Promise, promise_of
from sidecar.ports.history import PastRun, read_runs
from sidecar.ports.levels import Level, measure_levels
from sidecar.ports.measures import Seen
from tests.factories.mesh import NOON
from tests.factories.products import COLUMNS, contract_of

__all__ = ["DAY", "HOUR", "PORT", "at", "levels", "listed", "past", "promise"]

PORT = "operations.trips"
HOUR, DAY = 3600, 86_400
_COLUMNS = (*COLUMNS, {"name": "flown", "logicalType": "timestamp"}, {"name": "day", "logicalType": "date"})


def at(seconds: float) -> str:
    """Return the moment that many seconds from noon, as the platform writes it."""
    return datetime.fromtimestamp(NOON + seconds, UTC).isoformat()


def listed(
    ended: float | None, *, began: float | None = None, state: str = "published", number: int = 1, **port: Any
) -> dict[str, Any]:
    """Return a run that ended so many seconds from noon; `port` is what it says of its port."""
    counts = {"port": PORT, "rows": 10, "published": 10, "quarantined": 0, "reasons": {}, "outcomes": [], **port}
    start = began if began is not None else (ended if ended is not None else 0)
    return {
        "id": f"run_{number}",
        "version": "1.0.0",
        "state": state,
        "started_at": at(start),
        "finished_at": None if ended is None else at(ended),
        "outcome": {"ports": [counts]} if state == "published" else {},
    }


def past(*runs: Mapping[str, Any]) -> tuple[PastRun, ...]:
    """Return runs as they are read, in the order given."""
    return read_runs(runs)


def promise(*promised: Mapping[str, Any], **more: Any) -> Promise:
    """Return a contract of trips, with `flown` and `day`, that has these service levels."""
    document = contract_of(PORT, more.pop("columns", _COLUMNS), slaProperties=list(promised), **more)
    return promise_of(json.dumps(document), PORT)


def levels(*promised: Mapping[str, Any], runs: tuple[PastRun, ...], days: float = 28) -> tuple[Level, ...]:
    """Return the service levels as they were kept until noon."""
    made = promise(*promised)
    seen = Seen(port=PORT, plan=made.plan, runs=runs, since=NOON - days * DAY, now=NOON)
    return measure_levels(made.contract, seen)
