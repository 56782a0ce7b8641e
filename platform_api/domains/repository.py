"""Where domains are kept."""

from sqlmodel import Session, select
from sqlmodel.sql.expression import SelectOfScalar

from platform_api.domains.models import Domain

__all__ = ["domain", "domains_matching"]


def domain(session: Session, name: str) -> Domain | None:
    """Return the domain of that name."""
    return session.get(Domain, name)


def domains_matching(*, team: str | None = None) -> SelectOfScalar[Domain]:
    """Return the query for the domains of a team, or for all."""
    statement = select(Domain)
    return statement if team is None else statement.where(Domain.team == team)
