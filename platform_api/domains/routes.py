"""`/api/v1/mesh/domains`"""

from typing import Annotated

from fastapi import Query

from platform_api.deps import PageQuery, Registry, Who
from platform_api.domains import repository, service
from platform_api.domains.models import Domain
from platform_api.domains.schemas import DomainEdit, DomainNew, DomainOut
from platform_api.doors import permission, signed_in
from platform_api.pagination import PageOut, turn_page
from platform_api.principals.service import owners_of
from platform_api.routing import GuardedRouter

__all__ = ["routes"]

routes = GuardedRouter("/api/v1/mesh/domains", tag="domains")


@routes.get("", access=signed_in())
def list_domains(
    session: Registry, page: PageQuery, team: Annotated[str | None, Query(max_length=63)] = None
) -> PageOut[DomainOut]:
    """List the domains by name, of all teams or of one."""
    statement = repository.domains_matching(team=team)
    return turn_page(session, statement, page, by=[Domain.name], show=lambda row: _shown(session, row))


@routes.post("", access=permission("domain.create", resource=service.new_domain_resource), status_code=201)
def create_domain(session: Registry, caller: Who, new: DomainNew) -> DomainOut:
    """Create a domain that a team owns."""
    return _shown(session, service.create_domain(session, new, by=caller.id))


@routes.get("/{domain}", access=signed_in())
def show_domain(session: Registry, domain: str) -> DomainOut:
    """Show one domain."""
    return _shown(session, service.existing_domain(session, domain))


@routes.patch("/{domain}", access=permission("domain.edit", resource=service.domain_resource))
def edit_domain(session: Registry, caller: Who, domain: str, edit: DomainEdit) -> DomainOut:
    """Change a domain's description or the team that owns it."""
    return _shown(session, service.edit_domain(session, domain, edit, by=caller.id))


def _shown(session: Registry, row: Domain) -> DomainOut:
    return DomainOut(**row.model_dump(), owners=list(owners_of(session, row.team)))
