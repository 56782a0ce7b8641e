"""Grants: `/api/v1/mesh/ports/{port}/grants`, `/api/v1/mesh/grants/{grant}`, `/api/v1/me/grants`."""

from typing import Annotated

from fastapi import Query
from pydantic import TypeAdapter, ValidationError

from governance.errors import Invalid
from platform_api.access import repository, service
from platform_api.access.history import readers_at
from platform_api.access.models import Grant
from platform_api.access.schemas import GrantNew, GrantOut, ReadersOut, RevocationNew
from platform_api.clock import Moment
from platform_api.deps import PageQuery, Platform, Registry, Who
from platform_api.doors import permission, signed_in
from platform_api.pagination import PageOut, turn_page
from platform_api.registry.service import existing_port, port_resource
from platform_api.routing import GuardedRouter

__all__ = ["routes"]

routes = GuardedRouter("/api/v1", tag="access")
_ISSUED = [Grant.issued_at, Grant.id]


@routes.post("/mesh/ports/{port}/grants", access=permission("grant.issue", resource=port_resource), status_code=201)
def issue_grant(session: Registry, caller: Who, state: Platform, port: str, new: GrantNew) -> GrantOut:
    """Let someone read a port for a while; it counts from the next decision on."""
    return _shown(session, service.issue_grant(session, port, new, settings=state.settings, by=caller.id))


@routes.get("/mesh/ports/{port}/grants", access=permission("grant.read", resource=port_resource))
def list_grants(session: Registry, page: PageQuery, port: str) -> PageOut[GrantOut]:
    """List all grants on a port, the newest first, those that have ended included."""
    statement = repository.grants_on(existing_port(session, port).name)
    return turn_page(session, statement, page, by=_ISSUED, show=lambda row: _shown(session, row), newest_first=True)


@routes.get("/mesh/ports/{port}/readers", access=permission("grant.read", resource=port_resource))
def list_readers(session: Registry, port: str, at: Annotated[str | None, Query(max_length=40)] = None) -> ReadersOut:
    """Say who could read a port at a moment, and what; now, unless `at` gives another time."""
    return readers_at(session, port, session.now if at is None else _moment(at))


@routes.get("/mesh/grants/{grant}", access=permission("grant.read", resource=service.grant_resource, hides="grant"))
def show_grant(session: Registry, grant: str) -> GrantOut:
    """Show one grant."""
    return _shown(session, service.existing_grant(session, grant))


@routes.post(
    "/mesh/grants/{grant}/revocation",
    access=permission("grant.revoke", resource=service.grant_resource, hides="grant"),
)
def revoke_grant(session: Registry, caller: Who, grant: str, why: RevocationNew) -> GrantOut:
    """End a grant; the next decision knows."""
    return _shown(session, service.revoke_grant(session, grant, reason=why.reason, by=caller.id))


@routes.get("/me/grants", access=signed_in())
def list_my_grants(session: Registry, caller: Who, page: PageQuery) -> PageOut[GrantOut]:
    """List the grants that reach the caller or a team of theirs, the newest first."""
    statement = repository.grants_of(service.grantees_of(caller))
    return turn_page(session, statement, page, by=_ISSUED, show=lambda row: _shown(session, row), newest_first=True)


def _moment(text: str) -> int:
    try:
        return TypeAdapter(Moment).validate_python(text)
    except ValidationError as error:
        raise Invalid(
            f"`{text}` is not a time with its zone", hint="write it as `2026-11-20T21:00:00Z`", slug="bad-times"
        ) from error


def _shown(session: Registry, grant: Grant) -> GrantOut:
    ended = repository.revocation(session, grant.id)
    return GrantOut(
        **grant.model_dump(),
        state=service.state_at(grant, ended, session.now),
        revoked_at=ended.revoked_at if ended else None,
        revoked_by=ended.revoked_by if ended else "",
        revoked_because=ended.reason if ended else "",
    )
