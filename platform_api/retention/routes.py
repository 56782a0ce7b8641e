"""Snapshots and pins of a port (`/api/v1/mesh/ports/{port}/…`), and tidying (`/api/v1/products/…/cleaning`)."""

from platform_api.deps import PageQuery, Platform, Registry, Who
from platform_api.doors import permission, signed_in
from platform_api.pagination import PageOut, turn_page
from platform_api.registry.service import existing_port, port_resource, product_resource
from platform_api.retention import pinning, repository, service
from platform_api.retention.models import SnapshotPin
from platform_api.retention.schemas import CleaningNew, CleaningOut, PinNew, PinOut, SnapshotOut
from platform_api.routing import GuardedRouter

__all__ = ["routes"]

routes = GuardedRouter("/api/v1", tag="retention")
_PINNED = [SnapshotPin.pinned_at, SnapshotPin.id]


@routes.get("/mesh/ports/{port}/snapshots", access=permission("grant.read", resource=port_resource))
def list_snapshots(session: Registry, state: Platform, port: str) -> list[SnapshotOut]:
    """List a port's snapshots, the newest first, with who or what keeps each."""
    return pinning.snapshots(session, state, port)


@routes.post("/mesh/ports/{port}/pins", access=signed_in(), status_code=201)
def pin_snapshot(session: Registry, state: Platform, caller: Who, port: str, new: PinNew) -> PinOut:
    """Keep a snapshot of a port that you may read from expiring, for a while."""
    return PinOut.model_validate(pinning.pin_snapshot(session, state, port, new, by=caller))


@routes.get("/mesh/ports/{port}/pins", access=permission("grant.read", resource=port_resource))
def list_pins(session: Registry, page: PageQuery, port: str) -> PageOut[PinOut]:
    """List all pins of a port, the newest first, those that have ended included."""
    statement = repository.pins_of(existing_port(session, port).name)
    return turn_page(session, statement, page, by=_PINNED, show=PinOut.model_validate, newest_first=True)


@routes.delete("/mesh/pins/{pin}", access=signed_in())
def end_pin(session: Registry, caller: Who, pin: str) -> PinOut:
    """Let go of a snapshot that you pinned, or that is of a port you own; repeating it changes nothing."""
    return PinOut.model_validate(pinning.end_pin(session, pin, by=caller))


@routes.post(
    "/products/{domain}/{product}/cleaning",
    access=permission("run.start", resource=product_resource),
    writes=False,
    keeps_receipt=False,
)
def clean_product(state: Platform, domain: str, product: str, new: CleaningNew) -> CleaningOut:
    """Let snapshots of a product expire that nobody holds, and remove files that nobody needs."""
    report = service.keep_tidy(state, product=f"{domain}/{product}", rehearse=new.rehearse)
    return CleaningOut.model_validate(report.as_json())
