"""Every place in the source where a test may pull the plug, and how often each journey comes by."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache

from tests.style.tree import sources

__all__ = ["JOURNEYS", "dying", "failing", "named", "passed", "places"]

_RUN: Mapping[str, int] = {
    "run.ordered": 1,
    "run.split": 1,
    "run.stage": 1,
    "run.quarantine": 1,
    "gate.metadata": 4,
    "run.hand_in": 1,
    "run.publish": 1,
    "gate.publish": 2,
    "registry.commit": 4,
}
JOURNEYS: Mapping[str, Mapping[str, int]] = {
    "open": {"home.file": 3, "registry.commit": 2},
    "migrate": {"registry.commit": 2},
    "publish": {"publish.tables": 1, "gate.create": 2, "gate.metadata": 2, "registry.commit": 1},
    "evolve": {"publish.tables": 1, "gate.metadata": 1, "registry.commit": 1},
    "run": _RUN,
    "append": {**_RUN},
    "upsert": {**_RUN, "run.displace": 1},
    "range": {**_RUN, "run.displace": 1},
    "replay": {
        "task.ordered": 1,
        "replay.split": 1,
        "replay.stage": 1,
        "replay.quarantine": 1,
        "gate.metadata": 4,
        "run.hand_in": 1,
        "run.publish": 1,
        "gate.publish": 2,
        "registry.commit": 4,
    },
    "discard": {
        "task.ordered": 1,
        "discard.quarantine": 1,
        "gate.metadata": 2,
        "run.hand_in": 1,
        "run.publish": 1,
        "gate.publish": 1,
        "registry.commit": 3,
    },
    "retain": {
        "task.ordered": 1,
        "retain.split": 1,
        "retain.stage": 1,
        "gate.metadata": 2,
        "run.hand_in": 1,
        "run.publish": 1,
        "gate.publish": 1,
        "registry.commit": 3,
    },
    "clean": {"clean.expire": 2, "gate.metadata": 2, "clean.files": 2, "clean.file": 2, "registry.commit": 2},
    "undo": {"run.undo": 1, "gate.discard": 2},  # beside what a run passes until it fails
    "grant": {"registry.commit": 1},
    "query": {"registry.commit": 1},
    "schedule": {"schedule.claim": 1, "schedule.claimed": 1, "schedule.chores": 1, "registry.commit": 6},
    "ship": {"outbox.remember": 1, "registry.commit": 1},
}
"""How often each step is passed, by journey; a test holds this to what is really passed."""


def _calls() -> Iterator[tuple[str, str]]:
    for call in (node for path in sources() for node in ast.walk(ast.parse(path.read_text()))):
        match call:
            case ast.Call(ast.Name("failpoint" | "durable_step" as kind), [ast.Constant(str(step))]):
                yield kind, step


@cache
def named() -> set[str]:
    """Return the full name of every failpoint in the source."""
    return {name for kind, step in _calls() for name in ([step] if kind == "failpoint" else _sides(step))}


def _sides(step: str) -> list[str]:
    return [f"{step}.before", f"{step}.after"]


def passed(journey: str) -> dict[str, int]:
    """Return each place on a journey by its full name, with how often it is passed."""
    every = named()
    steps = JOURNEYS[journey].items()
    return {name: times for step, times in steps for name in (step, *_sides(step)) if name in every}


def dying(journey: str) -> list[str]:
    """Return what to arm for a process to die, at one place at a time."""
    return [f"{name}=crash@{nth}" for name, times in passed(journey).items() for nth in range(1, times + 1)]


def failing(journey: str) -> list[str]:
    """Return what to arm for an error: before each step, the first and the last time, and where a commit's answer is lost."""
    found = {
        name: times
        for name, times in passed(journey).items()
        if name.endswith(".before") or name == "registry.commit.after"
    }
    return [f"{name}=error@{nth}" for name, times in found.items() for nth in sorted({1, times})]


def places(journey: str) -> list[str]:
    """Return what to arm, one place at a time."""
    return [*dying(journey), *failing(journey)]
