"""Where people, services, products and teams are kept."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from platform_api.principals.models import Membership, Principal, Team

__all__ = [
    "all_teams",
    "any_principal",
    "has_administrator",
    "members",
    "open_stay",
    "owners",
    "principal",
    "principals_matching",
    "team",
    "teams_of",
]


def principal(session: Session, name: str) -> Principal | None:
    """Return the principal of that id."""
    return session.get(Principal, name)


def any_principal(session: Session) -> bool:
    """Tell whether the registry knows anybody."""
    return session.exec(select(Principal.id).limit(1)).first() is not None


def team(session: Session, name: str) -> Team | None:
    """Return the team of that name."""
    return session.get(Team, name)


def members(session: Session, name: str, *, at: int | None = None) -> Sequence[Membership]:
    """Return a team's stays, now or at a moment, owners first."""
    statement = select(Membership).where(Membership.team == name, _stays(at))
    return session.exec(statement.order_by(col(Membership.role).desc(), col(Membership.principal))).all()


def owners(session: Session, name: str) -> tuple[str, ...]:
    """Return the ids of a team's owners, sorted."""
    return tuple(stay.principal for stay in members(session, name) if stay.role == "owner")


def teams_of(session: Session, name: str, *, at: int | None = None) -> Sequence[Membership]:
    """Return a principal's stays, now or at a moment, by team."""
    statement = select(Membership).where(Membership.principal == name, _stays(at))
    return session.exec(statement.order_by(col(Membership.team))).all()


def open_stay(session: Session, name: str, who: str) -> Membership | None:
    """Return the stay of `who` in a team that has not ended."""
    statement = select(Membership).where(Membership.team == name, Membership.principal == who, _stays(None))
    return session.exec(statement).first()


def _stays(at: int | None) -> ColumnElement[bool]:
    until = col(Membership.until)
    if at is None:
        return until.is_(None)
    return (col(Membership.since) <= at) & or_(until.is_(None), until > at)


def has_administrator(session: Session) -> bool:
    """Tell whether an active platform administrator is there."""
    active = session.exec(select(Principal.roles).where(Principal.status == "active", Principal.kind == "user")).all()
    return any("platform_admin" in roles for roles in active)


def principals_matching(*, kind: str | None = None, status: str | None = None) -> SelectOfScalar[Principal]:
    """Return the query for principals that fit every filter given."""
    statement = select(Principal)
    for column, value in ((Principal.kind, kind), (Principal.status, status)):
        if value is not None:
            statement = statement.where(column == value)
    return statement


def all_teams() -> SelectOfScalar[Team]:
    """Return the query for the teams."""
    return select(Team)
