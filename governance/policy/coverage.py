"""OPA's report of what tests run, in our words."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from governance.policy.tools import Outcome, Tested

__all__ = ["tested"]


def tested(outcomes: Iterable[Outcome], report: Mapping[str, Any]) -> Tested:
    """Return how tests ended, with what OPA's coverage report says unless one of them failed."""
    ended = tuple(outcomes)
    if not ended or not all(outcome.passed for outcome in ended):
        return Tested(outcomes=ended, coverage=0.0, by_file={}, uncovered=())
    files: Mapping[str, Any] = report["files"]
    return Tested(
        outcomes=ended,
        coverage=float(report["coverage"]),
        by_file={name: float(files[name].get("coverage", 0)) for name in sorted(files)},
        uncovered=tuple(sorted(_uncovered(files))),
    )


def _uncovered(files: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    for name, found in files.items():
        for span in found.get("not_covered") or ():
            yield from ((name, row) for row in range(span["start"]["row"], span["end"]["row"] + 1))
