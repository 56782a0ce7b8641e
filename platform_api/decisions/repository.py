"""Where decisions are kept."""

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from platform_api.decisions.models import Decision

__all__ = ["decision", "decisions"]


def decision(session: Session, name: str) -> Decision | None:
    """Return the decision of that id."""
    return session.exec(select(Decision).where(Decision.id == name)).first()


def decisions(
    *, port: str | None = None, subject: str | None = None, kind: str | None = None, allowed: bool | None = None
) -> SelectOfScalar[Decision]:
    """Return the query for decisions that fit every filter given."""
    statement = select(Decision)
    for column, value in ((Decision.port, port), (Decision.subject, subject), (Decision.kind, kind)):
        if value is not None:
            statement = statement.where(column == value)
    if allowed is not None:
        statement = statement.where(col(Decision.allowed).is_(allowed))
    return statement
