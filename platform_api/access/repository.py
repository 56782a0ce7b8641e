"""Where grants and their revocations are kept."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from platform_api.access.models import Grant, GrantRevocation

__all__ = ["grant", "grants_of", "grants_on", "relevant", "revocation", "standing_at"]

Grantee = tuple[str, str]
"""A grantee's kind and id."""


def grant(session: Session, name: str) -> Grant | None:
    """Return the grant of that id."""
    return session.get(Grant, name)


def revocation(session: Session, name: str) -> GrantRevocation | None:
    """Return the revocation of a grant."""
    return session.get(GrantRevocation, name)


def grants_on(port: str) -> SelectOfScalar[Grant]:
    """Return the query for all grants on a port."""
    return select(Grant).where(Grant.port == port)


def grants_of(grantees: Iterable[Grantee]) -> SelectOfScalar[Grant]:
    """Return the query for all grants to any of the grantees."""
    return select(Grant).where(_is_to(grantees))


def relevant(session: Session, port: str, grantees: Iterable[Grantee], *, since: int) -> Sequence[Grant]:
    """Return the grants on a port to any of the grantees that had not expired by a moment, in order of issue."""
    statement = select(Grant).where(Grant.port == port, Grant.expires > since, _is_to(grantees))
    return session.exec(statement.order_by(col(Grant.issued_at), col(Grant.id))).all()


def standing_at(session: Session, port: str, moment: int) -> Sequence[Grant]:
    """Return the grants on a port that stood at a moment: issued and started, not expired, not revoked."""
    statement = (
        select(Grant)
        .outerjoin(GrantRevocation, col(GrantRevocation.grant) == col(Grant.id))
        .where(
            Grant.port == port,
            Grant.issued_at <= moment,
            Grant.starts <= moment,
            Grant.expires > moment,
            or_(col(GrantRevocation.revoked_at).is_(None), col(GrantRevocation.revoked_at) > moment),
        )
        .order_by(Grant.grantee_kind, Grant.grantee, Grant.id)
    )
    return session.exec(statement).all()


def _is_to(grantees: Iterable[Grantee]) -> ColumnElement[bool]:
    return or_(*(and_(col(Grant.grantee_kind) == kind, col(Grant.grantee) == name) for kind, name in grantees))
