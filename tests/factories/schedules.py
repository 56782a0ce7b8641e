"""Products that run by themselves, and servers that look for what is due."""

from collections.abc import Collection
from typing import Any

from platform_api.schedules.claims import Due, claim
from tests.factories.mesh import Mesh
from tests.factories.products import product_files
from tests.factories.running import published

__all__ = ["claimed", "scheduled", "times_of"]

TRIPS = "operations/trips"


def scheduled(mesh: Mesh, value: Any, *, version: str = "1.0.0", **more: Any) -> None:
    """Publish `operations/trips` with a schedule, or without one when the value is None."""
    kinds: list[dict[str, Any]] = [
        {"property": "kind", "value": "source-aligned"},
        {"property": "purpose", "value": "planning"},
    ]
    if value is not None:
        kinds.append({"property": "schedule", "value": value})
    published(mesh, product_files(TRIPS, version=version, descriptor={"customProperties": kinds}), **more)


def claimed(mesh: Mesh, *, server: str = "elsewhere:boot:1:1", mine: Collection[Due] = (), room: int = 5) -> list[Due]:
    """Return what a server claims at this moment; this one is on another machine unless it says otherwise."""
    return mesh.change(lambda session: claim(session, server=server, mine=set(mine), room=room))


def times_of(mesh: Mesh) -> dict[str, Any]:
    """Return the schedule of `operations/trips` as the API shows it."""
    found: dict[str, Any] = mesh.by("sam").get(f"/api/v1/products/{TRIPS}/schedule").json()
    return found
