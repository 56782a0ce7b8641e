"""`/api/v1/mesh/events`: what happened, in order; `/api/v1/mesh/shipments`: what subscribers did not take."""

from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import BaseModel, ConfigDict

from platform_api.clock import Moment
from platform_api.deps import PageQuery, Registry
from platform_api.doors import permission, the_mesh
from platform_api.outbox import repository
from platform_api.outbox.models import Shipment
from platform_api.pagination import PageOut, turn_page
from platform_api.routing import GuardedRouter

__all__ = ["routes"]

routes = GuardedRouter("/api/v1/mesh", tag="events")


class EventOut(BaseModel):
    """Something that happened; `seq` is where to go on after it."""

    model_config = ConfigDict(from_attributes=True)

    seq: int
    id: str
    topic: str
    key: str
    payload: dict[str, Any]
    happened_at: Moment


class FeedOut(BaseModel):
    """The next events; `last` is what to send as `after` for those that follow, and stays the same while there are none."""

    items: list[EventOut]
    last: int


class ShipmentOut(BaseModel):
    """An event that a subscriber did not take: `waiting` for another try, or `parked` for someone to look at."""

    model_config = ConfigDict(from_attributes=True)

    subscriber: str
    event: int
    key: str
    state: str
    attempts: int
    next_try: Moment
    trouble: str


@routes.get("/shipments", access=permission("decision.read", resource=the_mesh))
def list_shipments(
    session: Registry,
    page: PageQuery,
    subscriber: Annotated[str | None, Query(max_length=63)] = None,
    state: Annotated[Literal["waiting", "parked"] | None, Query()] = None,
) -> PageOut[ShipmentOut]:
    """List the events that subscribers did not take, with the reason, in the order of the events."""
    statement = repository.shipments(subscriber_name=subscriber, state=state)
    by = [Shipment.event, Shipment.subscriber]
    return turn_page(session, statement, page, by=by, show=ShipmentOut.model_validate)


@routes.get("/events", access=permission("decision.read", resource=the_mesh))
def list_events(
    session: Registry,
    after: Annotated[int, Query(ge=0, lt=2**63, description="The `seq` of the last event seen")] = 0,
    limit: Annotated[int, Query(ge=1, le=500, description="The most events to return")] = 100,
    topic: Annotated[list[str] | None, Query(max_length=50, description="Topics; all if left out")] = None,
) -> FeedOut:
    """Return the events after a number, the oldest first; none is skipped, as numbers are given in the order of commits."""
    found = repository.events_after(session, after, limit=limit, topics=topic or ())
    items = [EventOut.model_validate(event) for event in found]
    return FeedOut(items=items, last=items[-1].seq if items else after)
