"""The decision log: `/api/v1/mesh/decisions` for administrators, `/api/v1/mesh/ports/{port}/decisions` for owners."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Query
from sqlmodel import Session

from governance.policy import Resource
from platform_api.decisions import repository, service
from platform_api.decisions.models import Decision
from platform_api.decisions.schemas import DecisionOut, DecisionSummary, ReplayOut
from platform_api.deps import PageQuery, Platform, Registry
from platform_api.doors import MESH, permission, the_mesh
from platform_api.pagination import PageOut, turn_page
from platform_api.registry.service import port_resource
from platform_api.routing import GuardedRouter

__all__ = ["routes"]

routes = GuardedRouter("/api/v1/mesh", tag="decisions")
Subject = Annotated[str | None, Query(max_length=130)]
Kind = Annotated[str | None, Query(max_length=80)]


def _about(session: Session, parameters: Mapping[str, str]) -> Resource:
    port = service.existing_decision(session, parameters["decision"]).port
    return port_resource(session, {"port": port}) if port else MESH


_READS = permission("decision.read", resource=_about, hides="decision")


@routes.get("/decisions", access=permission("decision.read", resource=the_mesh))
def list_decisions(
    session: Registry,
    page: PageQuery,
    subject: Subject = None,
    kind: Kind = None,
    allowed: Annotated[bool | None, Query()] = None,
) -> PageOut[DecisionSummary]:
    """List all decisions, the newest first."""
    statement = repository.decisions(subject=subject, kind=kind, allowed=allowed)
    return turn_page(
        session, statement, page, by=[Decision.seq], show=DecisionSummary.model_validate, newest_first=True
    )


@routes.get("/ports/{port}/decisions", access=permission("decision.read", resource=port_resource))
def list_port_decisions(
    session: Registry,
    page: PageQuery,
    port: str,
    subject: Subject = None,
    allowed: Annotated[bool | None, Query()] = None,
) -> PageOut[DecisionSummary]:
    """List the decisions about a port, the newest first."""
    statement = repository.decisions(port=port, subject=subject, allowed=allowed)
    return turn_page(
        session, statement, page, by=[Decision.seq], show=DecisionSummary.model_validate, newest_first=True
    )


@routes.get("/decisions/{decision}", access=_READS)
def show_decision(session: Registry, decision: str) -> DecisionOut:
    """Show a decision with its whole input and answer."""
    return DecisionOut.model_validate(service.existing_decision(session, decision))


@routes.get("/decisions/{decision}/replay", access=_READS)
def replay_decision(session: Registry, state: Platform, decision: str) -> ReplayOut:
    """Ask the law in force the recorded question, and say whether the answer is the same."""
    found = service.existing_decision(session, decision)
    local = state.local.of_port(session, found.port)
    return ReplayOut.model_validate(service.replay(state.law, local, found), from_attributes=True)
