"""Events: recorded by the transaction that makes them true, so that none is told of what never happened."""

from typing import Any

from platform_api.db import RegistrySession
from platform_api.outbox.models import OutboxEvent

__all__ = ["record_event"]


def record_event(session: RegistrySession, topic: str, key: str, payload: dict[str, Any]) -> None:
    """Write an event that others hear of once the transaction is committed, in order among those of the same `key`."""
    event = OutboxEvent(id=session.new_id("event"), topic=topic, key=key, payload=payload, happened_at=session.now)
    session.add(event)
