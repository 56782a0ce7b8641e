"""Pins in the registry, and the runs that hold snapshots without one."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func
from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from platform_api.registry.models import Port
from platform_api.retention.models import SnapshotPin
from platform_api.runs.models import RUN, RUNNING, Run

__all__ = ["holding", "last_loads", "pin", "pins_of", "port_names", "running"]


def pin(session: Session, name: str) -> SnapshotPin | None:
    """Return the pin of that id."""
    return session.get(SnapshotPin, name)


def pins_of(port: str) -> SelectOfScalar[SnapshotPin]:
    """Return the query for all pins of a port, those that have ended included."""
    return select(SnapshotPin).where(SnapshotPin.port == port)


def holding(session: Session, port: str, *, since: int) -> Sequence[SnapshotPin]:
    """Return the pins of a port that had not ended by a moment."""
    open_still: ColumnElement[bool] = or_(col(SnapshotPin.ended_at).is_(None), col(SnapshotPin.ended_at) > since)
    return session.exec(pins_of(port).where(SnapshotPin.until > since, open_still)).all()


def running(session: Session) -> Sequence[Run]:
    """Return every run that is under way."""
    return session.exec(select(Run).where(Run.state == RUNNING)).all()


def last_loads(session: Session) -> Sequence[Run]:
    """Return for each product the run that published last what it had made of its inputs."""
    newest = (
        select(col(Run.product), func.max(col(Run.fence)).label("fence"))
        .where(Run.state == "published", Run.kind == RUN)
        .group_by(col(Run.product))
        .subquery()
    )
    at = (newest.c.product == col(Run.product)) & (newest.c.fence == col(Run.fence))
    return session.exec(select(Run).join(newest, at).order_by(col(Run.product))).all()


def port_names(session: Session) -> set[str]:
    """Return the names of all ports."""
    return set(session.exec(select(Port.name)).all())
