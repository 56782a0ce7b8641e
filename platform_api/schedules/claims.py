"""Who sees to which due run: claimed in one transaction, taken over from servers that are gone, ended by what came of it."""

from collections.abc import Collection

from platform_api.db import RegistrySession
from platform_api.outbox.service import record_event
from platform_api.runs.models import RUNNING, Run
from platform_api.schedules import repository
from platform_api.schedules.models import OPEN, DueRun, Schedule
from platform_api.schedules.service import read_row
from sidecar.failpoints import durable_step
from sidecar.holder import is_gone

__all__ = ["HELD_SECONDS", "Due", "claim", "end", "is_work_waiting", "let_go"]

HELD_SECONDS = 120
"""How long a silent server keeps a due run from others on machines that cannot see it end."""

_MOST_TIMES = 5
Due = tuple[str, int]
"""A product and the moment it was due at."""


def is_work_waiting(session: RegistrySession, *, server: str, mine: Collection[Due]) -> bool:
    """Tell whether `claim` would do anything: it costs a transaction that most looks need not have."""
    if repository.due_schedules(session, session.now, limit=1):
        return True
    return any(_is_mine_to_see_to(session, one, server, mine) for one in repository.open_runs(session))


def claim(session: RegistrySession, *, server: str, mine: Collection[Due], room: int) -> list[Due]:
    """Return at most `room` due runs that are this server's from now on; `mine` are those that it has under way.

    What a dead server left comes first: it is ended by what came of its run, or sent out again. Then each schedule that
    is due is moved on: without catch-up to its next moment after now, so that one run makes up for all that were missed.
    """
    taken: list[Due] = []
    for one in repository.open_runs(session):
        if (one.product, one.due) in mine:
            one.held_until = session.now + HELD_SECONDS
        elif _is_mine_to_see_to(session, one, server, mine) and not _has_ended(session, one) and len(taken) < room:
            _take(session, one, server)
            taken += [(one.product, one.due)] if one.state == OPEN else []
    with durable_step("schedule.claim"):
        for schedule in repository.due_schedules(session, session.now, limit=max(room - len(taken), 0)):
            taken += _move_on(session, schedule, server)
        session.flush()
    return taken


def end(session: RegistrySession, due: Due, *, server: str, problem: str) -> None:
    """Close a due run whose process has ended, by the state of its run; `problem` is for one that never began."""
    found = _held(session, due, server)
    if found is not None:
        run = session.get(Run, found.run) if found.run else None
        if run is not None and run.state == RUNNING:
            found.held_until = session.now  # its process is gone: the next look sends it out again
            found.holder = ""
        else:
            _close(session, found, "published" if run and run.state == "published" else "failed", problem)


def let_go(session: RegistrySession, due: Due, *, server: str) -> None:
    """Leave a due run to the next server that looks, as one that is being stopped does."""
    found = _held(session, due, server)
    if found is not None and not _has_ended(session, found, interrupted=True):
        found.holder, found.held_until, found.run = "", session.now, None
        session.flush()


def _held(session: RegistrySession, due: Due, server: str) -> DueRun | None:
    """Return a due run that is open and this server's still: one that was held up for long may have lost it to another."""
    found = repository.due_run(session, *due)
    return found if found is not None and found.state == OPEN and found.holder == server else None


def _is_mine_to_see_to(session: RegistrySession, one: DueRun, server: str, mine: Collection[Due]) -> bool:
    if (one.product, one.due) in mine:
        return one.held_until < session.now + HELD_SECONDS / 2
    is_left = one.holder in {"", server} or is_gone(one.holder) or one.held_until <= session.now
    return is_left and not _is_alive(session, one)


def _is_alive(session: RegistrySession, one: DueRun) -> bool:
    """A run outlives the server that sent it out, and nobody else is needed for it then."""
    run = session.get(Run, one.run) if one.run else None
    return run is not None and run.state == RUNNING and run.lease_until > session.now and not is_gone(run.holder)


def _has_ended(session: RegistrySession, one: DueRun, *, interrupted: bool = False) -> bool:
    """Close a due run whose run came to an end of its own; one that was interrupted or lost has not."""
    run = session.get(Run, one.run) if one.run else None
    if run is None or run.state not in {"published", "failed"} or (interrupted and run.state == "failed"):
        return False
    _close(session, one, run.state, run.problem)
    return True


def _take(session: RegistrySession, one: DueRun, server: str) -> None:
    if one.times >= _MOST_TIMES:
        _close(session, one, "given-up", f"its process was lost {one.times} times")
        return
    one.holder, one.held_until, one.times = server, session.now + HELD_SECONDS, one.times + 1
    session.flush()


def _move_on(session: RegistrySession, row: Schedule, server: str) -> list[Due]:
    schedule, due = read_row(row), row.next_due
    if schedule is None or due is None:
        row.next_due = None
        return []
    if not schedule.catchup:
        due = schedule.last_until(session.now, first=due)
    row.next_due = schedule.after(due if schedule.catchup else session.now)
    if repository.due_run(session, row.product, due) is not None:
        return []
    held = session.now + HELD_SECONDS
    session.add(DueRun(product=row.product, due=due, holder=server, held_until=held, claimed_at=session.now))
    return [(row.product, due)]


def _close(session: RegistrySession, one: DueRun, state: str, problem: str) -> None:
    one.state, one.ended_at, one.problem = state, session.now, problem[:2000] if state != "published" else ""
    row = repository.schedule(session, one.product)
    if row is not None:
        row.last_due, row.last_state, row.last_problem = one.due, state, one.problem
    session.flush()
    if state != "published":
        told = {"product": one.product, "due": one.due, "state": state, "problem": one.problem, "run": one.run or ""}
        record_event(session, "schedule.missed", one.product, told)
