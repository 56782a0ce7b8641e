"""The domains of the mesh and who owns them."""

from collections.abc import Mapping

from sqlmodel import Session

from governance.errors import Conflict, NotFound
from governance.names import check_name
from governance.policy import Resource
from platform_api.db import RegistrySession
from platform_api.domains import repository
from platform_api.domains.models import Domain
from platform_api.domains.schemas import DomainEdit, DomainNew
from platform_api.outbox.service import record_event
from platform_api.principals.service import existing_team, owners_of

__all__ = ["create_domain", "domain_resource", "edit_domain", "existing_domain", "new_domain_resource"]


def create_domain(session: RegistrySession, new: DomainNew, *, by: str) -> Domain:
    """Add a domain; raises `Conflict` if the name is taken, `NotFound` if there is no such team."""
    check_name(new.name, "domain")
    existing_team(session, new.team)
    if repository.domain(session, new.name) is not None:
        raise Conflict(f"There is a domain `{new.name}` already", hint="choose another name", slug="name-taken")
    added = Domain(**new.model_dump(), created_at=session.now, created_by=by)
    session.add(added)
    record_event(session, "domain.created", new.name, {"domain": new.name, "team": new.team, "by": by})
    session.flush()
    return added


def edit_domain(session: RegistrySession, name: str, edit: DomainEdit, *, by: str) -> Domain:
    """Change what is given."""
    found = existing_domain(session, name)
    if edit.team is not None:
        existing_team(session, edit.team)
    for field, value in edit.model_dump(exclude_none=True).items():
        setattr(found, field, value)
    record_event(session, "domain.edited", name, {"domain": name, "team": found.team, "by": by})
    session.flush()
    return found


def existing_domain(session: Session, name: str) -> Domain:
    """Return the domain of that name; raises `NotFound`."""
    found = repository.domain(session, name)
    if found is None:
        raise NotFound(
            f"No domain `{name[:80]}`", hint="`trellis list domains` shows what there is", slug="unknown-domain"
        )
    return found


def domain_resource(session: Session, parameters: Mapping[str, str]) -> Resource:
    """Return the domain that the path names, as something that is acted on."""
    found = existing_domain(session, parameters["domain"])
    team = found.team
    return Resource(kind="domain", name=found.name, domain=found.name, team=team, owners=owners_of(session, team))


def new_domain_resource(_session: Session, _parameters: Mapping[str, str]) -> Resource:
    """Return a domain that does not exist yet: nobody owns it."""
    return Resource(kind="domain", name="new domain")
