"""Where revoked tokens are kept."""

from sqlmodel import Session, and_, col, or_, select

from platform_api.auth.models import TokenRevocation

__all__ = ["is_revoked"]


def is_revoked(session: Session, *, jti: str, subject: str, issued: int) -> bool:
    """Tell whether a token was revoked, by its id or because its subject's tokens up to a moment were."""
    by_id = and_(col(TokenRevocation.jti) == jti, col(TokenRevocation.subject) == subject)
    by_time = and_(col(TokenRevocation.subject) == subject, col(TokenRevocation.issued_up_to) >= issued)
    statement = select(TokenRevocation.seq).where(or_(by_id, by_time)).limit(1)
    return session.exec(statement).first() is not None
