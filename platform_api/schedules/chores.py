"""What is done once a day for the whole home: one table of chores, and one server that does each."""

import logging
from collections.abc import Callable, Mapping
from importlib import import_module

from platform_api.db import RegistrySession
from platform_api.schedules.models import Chore
from platform_api.state import PlatformState
from sidecar.failpoints import durable_step

__all__ = ["CHORES", "do_chores"]

CHORES: Mapping[str, str] = {
    "due runs": "platform_api.schedules.service:forget_ended",
    "run logs": "platform_api.runs.logs:forget_old_logs",
    "storage": "platform_api.retention.service:keep_tidy",
}
"""What is done daily: a name, and the module and function that does it with the platform's state; a new one is a line."""

_DAY = 24 * 60 * 60
_SOON = 60 * 60
_LOG = logging.getLogger("trellis.platform")


def do_chores(state: PlatformState, chores: Mapping[str, str] = CHORES) -> list[str]:
    """Do what is due and return its names; one that fails is tried again in an hour, and keeps no other from its turn."""
    with state.database.read() as session:
        if not _due(session, chores):
            return []
    with state.database.write("choosing chores") as session, durable_step("schedule.chores"):
        due = _due(session, chores)
        for name in due:
            _take(session, name)
    return [name for name in due if _do(state, name, chores[name])]


def _due(session: RegistrySession, chores: Mapping[str, str]) -> list[str]:
    rows = {name: session.get(Chore, name) for name in chores}
    return [name for name, row in rows.items() if row is None or row.next_due <= session.now]


def _take(session: RegistrySession, name: str) -> None:
    """A server that dies over a chore leaves it for an hour, and then to any other."""
    row = session.get(Chore, name) or Chore(name=name, next_due=0)
    row.next_due = session.now + _SOON
    session.add(row)


def _do(state: PlatformState, name: str, place: str) -> bool:
    problem = ""
    try:
        module, _, function = place.partition(":")
        work: Callable[[PlatformState], object] = getattr(import_module(module), function)
        work(state)
    except Exception as error:  # noqa: BLE001 - whatever a chore meets, the scheduler goes on
        problem = f"{type(error).__name__}: {error}"[:500]
        _LOG.warning("the chore `%s` failed", name, exc_info=error)
    with state.database.write("ending a chore") as session:
        row = session.get(Chore, name) or Chore(name=name, next_due=0)
        row.problem, row.next_due = problem, session.now + (_SOON if problem else _DAY)
        row.last_done = row.last_done if problem else session.now
        session.add(row)
    return not problem
