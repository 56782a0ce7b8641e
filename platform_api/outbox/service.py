"""Events: recorded by the transaction that makes them true, so that none is told of what never happened."""

from typing import Any

from governance.errors import NotFound
from platform_api.db import RegistrySession
from platform_api.outbox.models import OutboxEvent, Shipment

__all__ = ["record_event", "try_again"]


def record_event(session: RegistrySession, topic: str, key: str, payload: dict[str, Any]) -> None:
    """Write an event that others hear of once the transaction is committed, in order among those of the same `key`."""
    event = OutboxEvent(id=session.new_id("event"), topic=topic, key=key, payload=payload, happened_at=session.now)
    session.add(event)


def try_again(session: RegistrySession, subscriber: str, event: int) -> None:
    """Let a parked event be delivered after all, once the subscriber is mended; raises `NotFound`."""
    found = session.get(Shipment, (subscriber, event))
    if found is None or found.state != "parked":
        raise NotFound(
            f"No event {event} is parked for `{subscriber[:80]}`",
            hint="`/api/v1/mesh/shipments?state=parked` lists those that are",
            slug="unknown-shipment",
        )
    found.state, found.attempts, found.next_try = "waiting", 0, session.now
    session.flush()
