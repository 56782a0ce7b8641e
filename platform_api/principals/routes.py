"""`/api/v1/infrastructure/{principals,teams}` and `/api/v1/me`."""

from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import Query
from sqlmodel import Session

from governance.policy import Resource
from platform_api.deps import PageQuery, Registry, Who
from platform_api.doors import permission, signed_in
from platform_api.pagination import PageOut, turn_page
from platform_api.principals import repository, service
from platform_api.principals.models import Principal, Team
from platform_api.principals.schemas import (
    Me,
    Member,
    MemberEdit,
    PrincipalEdit,
    PrincipalNew,
    PrincipalOut,
    TeamEdit,
    TeamNew,
    TeamOut,
    TeamSummary,
)
from platform_api.routing import GuardedRouter

__all__ = ["me_routes", "routes"]

routes = GuardedRouter("/api/v1/infrastructure", tag="principals")
me_routes = GuardedRouter("/api/v1/me", tag="me")


def _anybody(_session: Session, _parameters: Mapping[str, str]) -> Resource:
    return Resource(kind="subject", name="anybody")


def _new_team(_session: Session, _parameters: Mapping[str, str]) -> Resource:
    return Resource(kind="team", name="new team")


_EDITS_ANYBODY = permission("subject.edit", resource=_anybody)
_EDITS_TEAM = permission("team.edit", resource=service.team_resource)


@me_routes.get("", access=signed_in())
def show_me(caller: Who) -> Me:
    """Say who the bearer of the token is, as policies see them now."""
    return Me(**vars(caller.subject()), name=caller.name, token_expires=caller.expires)


@routes.get("/principals", access=_EDITS_ANYBODY)
def list_principals(
    session: Registry,
    page: PageQuery,
    kind: Annotated[Literal["user", "service", "product"] | None, Query()] = None,
    status: Annotated[Literal["active", "suspended"] | None, Query()] = None,
) -> PageOut[PrincipalOut]:
    """List the principals by id."""
    statement = repository.principals_matching(kind=kind, status=status)
    return turn_page(session, statement, page, by=[Principal.id], show=lambda row: _shown(session, row))


@routes.post("/principals", access=_EDITS_ANYBODY, status_code=201)
def create_principal(session: Registry, caller: Who, new: PrincipalNew) -> PrincipalOut:
    """Add a user or a service."""
    return _shown(session, service.create_principal(session, new, by=caller.id))


@routes.get("/principals/{principal:path}", access=_EDITS_ANYBODY)
def show_principal(session: Registry, principal: str) -> PrincipalOut:
    """Show one principal."""
    return _shown(session, service.existing_principal(session, principal))


@routes.patch("/principals/{principal:path}", access=_EDITS_ANYBODY)
def edit_principal(session: Registry, caller: Who, principal: str, edit: PrincipalEdit) -> PrincipalOut:
    """Change a principal's name, status, roles or attributes; the next decision knows."""
    return _shown(session, service.edit_principal(session, principal, edit, by=caller.id))


@routes.get("/teams", access=signed_in())
def list_teams(session: Registry, page: PageQuery) -> PageOut[TeamSummary]:
    """List the teams by name."""
    return turn_page(session, repository.all_teams(), page, by=[Team.name], show=_summary)


@routes.post("/teams", access=permission("team.create", resource=_new_team), status_code=201)
def create_team(session: Registry, caller: Who, new: TeamNew) -> TeamOut:
    """Create a team with its first owners."""
    return _team(session, service.create_team(session, new, by=caller.id))


@routes.get("/teams/{team}", access=signed_in())
def show_team(session: Registry, team: str) -> TeamOut:
    """Show a team and who is in it."""
    return _team(session, service.existing_team(session, team))


@routes.patch("/teams/{team}", access=_EDITS_TEAM)
def edit_team(session: Registry, caller: Who, team: str, edit: TeamEdit) -> TeamOut:
    """Change a team's description or contact."""
    return _team(session, service.edit_team(session, team, edit, by=caller.id))


@routes.put("/teams/{team}/members/{member}", access=_EDITS_TEAM)
def set_member(session: Registry, caller: Who, team: str, member: str, edit: MemberEdit) -> TeamOut:
    """Put someone into a team, or change their role in it."""
    service.set_member(session, team, member, edit, by=caller.id)
    return _team(session, service.existing_team(session, team))


@routes.delete("/teams/{team}/members/{member}", access=_EDITS_TEAM)
def remove_member(session: Registry, caller: Who, team: str, member: str) -> TeamOut:
    """Take someone out of a team."""
    service.remove_member(session, team, member, by=caller.id)
    return _team(session, service.existing_team(session, team))


def _shown(session: Registry, row: Principal) -> PrincipalOut:
    return PrincipalOut(**row.model_dump(), teams=[stay.team for stay in repository.teams_of(session, row.id)])


def _summary(row: Team) -> TeamSummary:
    return TeamSummary(name=row.name, description=row.description, contact=row.contact)


def _team(session: Registry, row: Team) -> TeamOut:
    stays = repository.members(session, row.name)
    return TeamOut(
        **row.model_dump(), members=[Member(principal=s.principal, role=s.role, since=s.since) for s in stays]
    )
