"""`/api/v1/mesh/ports/{port}/quarantine`: diverted rows, for members of the owning team."""

from typing import Annotated

from fastapi import Query

from platform_api.deps import Platform
from platform_api.doors import permission
from platform_api.quarantine import service
from platform_api.quarantine.schemas import QuarantineCounts, QuarantineRows
from platform_api.registry.service import port_resource
from platform_api.routing import GuardedRouter

__all__ = ["routes"]

routes = GuardedRouter("/api/v1/mesh/ports/{port}/quarantine", tag="quarantine")
_may_read = permission("quarantine.read", resource=port_resource)
Run = Annotated[
    str | None, Query(max_length=80, description="A run's id, or `all`; the last published run if left out")
]


@routes.get("", access=_may_read)
def count_quarantine(state: Platform, port: str, run: Run = None) -> QuarantineCounts:
    """Count a port's quarantined rows by reason."""
    return service.count(state, port, run)


@routes.get("/rows", access=_may_read)
def list_quarantine(
    state: Platform,
    port: str,
    run: Run = None,
    reason: Annotated[str | None, Query(max_length=300, description="Only rows that broke this rule")] = None,
    limit: Annotated[int, Query(ge=1, le=10_000)] = 100,
) -> QuarantineRows:
    """Return quarantined rows as they came, in clear."""
    return service.rows(state, port, run, reason=reason, limit=limit)
