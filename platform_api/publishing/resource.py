"""The product that a publish is about, which may not be there yet."""

from collections.abc import Mapping

from sqlmodel import Session

from governance.names import ProductName
from governance.policy import Resource
from platform_api.domains.repository import domain
from platform_api.principals.repository import owners
from platform_api.registry import repository as registry

__all__ = ["publishing_resource"]


def publishing_resource(session: Session, parameters: Mapping[str, str]) -> Resource:
    """Return the product that the path names; a new one is its domain's team's, and nobody's in a new domain."""
    name = ProductName.parse(f"{parameters['domain']}/{parameters['product']}")
    known = registry.product(session, str(name))
    home = domain(session, name.domain)
    team = known.team if known else (home.team if home else "")
    people = owners(session, team) if team else ()
    return Resource(kind="product", name=str(name), domain=name.domain, team=team, owners=people)
