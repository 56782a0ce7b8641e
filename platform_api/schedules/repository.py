"""Schedules and due runs in the registry."""

from collections.abc import Sequence

from sqlalchemy import delete, func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from platform_api.schedules.models import OPEN, DueRun, Schedule

__all__ = [
    "due_run",
    "due_schedules",
    "forget_ended_runs",
    "has_ended_runs",
    "next_moment",
    "open_runs",
    "schedule",
    "schedules",
]


def schedule(session: Session, product: str) -> Schedule | None:
    """Return a product's schedule; None for one that never had any and was never paused."""
    return session.get(Schedule, product)


def schedules() -> SelectOfScalar[Schedule]:
    """Return the statement for all schedules."""
    return select(Schedule)


def due_schedules(session: Session, now: int, *, limit: int) -> Sequence[Schedule]:
    """Return what is due and not out already, the longest overdue first."""
    out = select(DueRun.product).where(DueRun.state == OPEN)
    statement = (
        select(Schedule)
        .where(col(Schedule.next_due) <= now, col(Schedule.paused).is_(False), col(Schedule.product).not_in(out))
        .order_by(col(Schedule.next_due), col(Schedule.product))
    )
    return session.exec(statement.limit(limit)).all()


def next_moment(session: Session) -> int | None:
    """Return when the first schedule that is not paused is due."""
    return session.exec(select(func.min(Schedule.next_due)).where(col(Schedule.paused).is_(False))).one()


def open_runs(session: Session) -> Sequence[DueRun]:
    """Return the due runs that nobody has ended."""
    return session.exec(select(DueRun).where(DueRun.state == OPEN).order_by(col(DueRun.due), col(DueRun.product))).all()


def has_ended_runs(session: Session, *, before: int) -> bool:
    """Tell whether there are due runs that ended before a moment."""
    return (
        session.exec(select(DueRun.due).where(DueRun.state != OPEN, col(DueRun.ended_at) < before)).first() is not None
    )


def forget_ended_runs(session: Session, *, before: int) -> int:
    """Delete the due runs that ended before a moment, and return how many."""
    ended = delete(DueRun).where(col(DueRun.state) != OPEN, col(DueRun.ended_at) < before)
    return session.connection().execute(ended).rowcount


def due_run(session: Session, product: str, due: int) -> DueRun | None:
    """Return the due run of a product at a moment."""
    return session.get(DueRun, (product, due))
