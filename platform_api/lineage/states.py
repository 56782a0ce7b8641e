"""What state a run is in, whatever the order in which its events arrive, and however often each does."""

from dataclasses import dataclass, replace

__all__ = ["ENDED", "RunState", "advanced"]

ENDED = frozenset({"COMPLETE", "ABORT", "FAIL"})
"""The states that a run does not leave for one that is not among them."""

_TIE = {"OTHER": 0, "START": 1, "RUNNING": 2, "ABORT": 3, "FAIL": 4, "COMPLETE": 5}


@dataclass(frozen=True, kw_only=True)
class RunState:
    """Where a run stands; times are milliseconds since 1970, `at` is the time of the event that `state` is from."""

    state: str = ""
    at: int = 0
    started: int | None = None
    ended: int | None = None


def advanced(run: RunState, state: str, at: int) -> RunState:
    """Return the run after one more event: the end counts over what comes before it, then the later event does."""
    if state == "START":
        run = replace(run, started=at if run.started is None else min(run.started, at))
    if run.state and _weight(state, at) <= _weight(run.state, run.at):
        return run
    return replace(run, state=state, at=at, ended=at if state in ENDED else None)


def _weight(state: str, at: int) -> tuple[bool, int, int]:
    return state in ENDED, at, _TIE[state]
