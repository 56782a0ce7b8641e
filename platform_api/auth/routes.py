"""Tokens: issued to products and services, and ended before their time."""

from platform_api.auth import service
from platform_api.auth.schemas import RevokeNew, SignOut, TokenNew, TokenOut
from platform_api.deps import Platform, Registry, Who
from platform_api.doors import permission, signed_in
from platform_api.principals.service import existing_principal, subject_resource
from platform_api.routing import GuardedRouter

__all__ = ["routes"]

routes = GuardedRouter("/api/v1", tag="tokens")
_ISSUES = permission("token.issue", resource=subject_resource)


@routes.post("/infrastructure/tokens/{principal:path}", access=_ISSUES, status_code=201, keeps_receipt=False)
def issue_token(session: Registry, state: Platform, principal: str, new: TokenNew) -> TokenOut:
    """Issue a token to a product, service or user; it is shown once and kept nowhere."""
    subject = existing_principal(session, principal).id
    issued = state.authority.issue(subject, now=session.now, ids=state.ids, seconds=new.seconds)
    return TokenOut(token=issued.token, expires=issued.expires)


@routes.delete("/infrastructure/tokens/{principal:path}", access=_ISSUES, status_code=204)
def revoke_tokens(session: Registry, caller: Who, principal: str, why: RevokeNew) -> None:
    """End every token that a principal has now."""
    service.revoke_all(session, subject=principal, by=caller.id, reason=why.reason)


@routes.post("/me/sign-out", access=signed_in(), status_code=204)
def sign_out(session: Registry, caller: Who, ends: SignOut) -> None:
    """End the token that this request came with, or all of the caller's."""
    if ends.everywhere:
        service.revoke_all(session, subject=caller.id, by=caller.id, reason="signed out everywhere")
    else:
        service.revoke_token(session, jti=caller.token, subject=caller.id, by=caller.id, reason="signed out")
