"""Where events and what is known of their delivery are kept."""

from collections.abc import Sequence

from sqlalchemy import func
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from platform_api.outbox.models import OutboxEvent, Shipment, Subscriber

__all__ = ["due_shipments", "events_after", "keys_held", "shipments", "subscriber"]


def events_after(session: Session, seq: int, *, limit: int, topics: Sequence[str] = ()) -> Sequence[OutboxEvent]:
    """Return the next events in order, of the named topics or of all."""
    statement = select(OutboxEvent).where(col(OutboxEvent.seq) > seq).order_by(col(OutboxEvent.seq)).limit(limit)
    if topics:
        statement = statement.where(col(OutboxEvent.topic).in_(topics))
    return session.exec(statement).all()


def subscriber(session: Session, name: str) -> Subscriber:
    """Return a subscriber with its cursor, new ones at the beginning."""
    found = session.get(Subscriber, name)
    if found is None:
        found = Subscriber(name=name)
        session.add(found)
        session.flush()
    return found


def due_shipments(session: Session, name: str, *, now: int, limit: int) -> Sequence[tuple[Shipment, OutboxEvent]]:
    """Return the waiting shipments that may be tried, in the order of their events: the first of each key alone."""
    first = (
        select(func.min(Shipment.event))
        .where(Shipment.subscriber == name, Shipment.state == "waiting")
        .group_by(Shipment.key)
    )
    statement = (
        select(Shipment, OutboxEvent)
        .join(OutboxEvent, col(Shipment.event) == col(OutboxEvent.seq))
        .where(Shipment.subscriber == name, col(Shipment.event).in_(first), Shipment.next_try <= now)
        .order_by(col(Shipment.event))
        .limit(limit)
    )
    return session.exec(statement).all()


def keys_held(session: Session, name: str) -> set[str]:
    """Return the keys with an event that still waits: later events of theirs must wait behind it."""
    return set(session.exec(select(Shipment.key).where(Shipment.subscriber == name, Shipment.state == "waiting")).all())


def shipments(*, subscriber_name: str | None = None, state: str | None = None) -> SelectOfScalar[Shipment]:
    """Return the query for the shipments that were not taken at once and fit every filter given."""
    statement = select(Shipment)
    for column, value in ((Shipment.subscriber, subscriber_name), (Shipment.state, state)):
        if value is not None:
            statement = statement.where(column == value)
    return statement
