"""What an administrator's publish makes on the way: the people, team and domain that a first product names."""

from governance.descriptors import Descriptor
from platform_api.caller import Caller
from platform_api.db import RegistrySession
from platform_api.domains.repository import domain
from platform_api.domains.schemas import DomainNew
from platform_api.domains.service import create_domain
from platform_api.principals import repository
from platform_api.principals.schemas import PrincipalNew, TeamNew
from platform_api.principals.service import create_principal, create_team

__all__ = ["welcome"]


def welcome(session: RegistrySession, descriptor: Descriptor, by: Caller) -> list[str]:
    """Return what was made (`team flight_ops`): nothing unless an administrator publishes.

    For everybody else the registration policies say what is missing and whom to ask.
    """
    if "platform_admin" not in by.roles:
        return []
    made = []
    for owner in descriptor.owners:
        if repository.principal(session, owner) is None:
            create_principal(session, PrincipalNew(id=owner), by=by.id)
            made.append(f"user {owner}")
    if descriptor.team and repository.team(session, descriptor.team) is None:
        team = TeamNew(name=descriptor.team, contact=descriptor.contact, owners=list(descriptor.owners))
        create_team(session, team, by=by.id)
        made.append(f"team {descriptor.team}")
    name = descriptor.product.domain
    if descriptor.team and domain(session, name) is None:
        new = DomainNew(name=name, description=f"What {descriptor.team} answers for", team=descriptor.team)
        create_domain(session, new, by=by.id)
        made.append(f"domain {name}")
    return made
