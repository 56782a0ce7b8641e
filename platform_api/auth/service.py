"""Signing in: from an Authorization header to a caller; and the end of tokens before their time."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from governance.errors import Invalid, SignInNeeded
from platform_api.auth.header import LONGEST, refused
from platform_api.auth.keys import SigningKeys
from platform_api.auth.models import TokenRevocation
from platform_api.auth.repository import is_revoked
from platform_api.auth.tokens import Issuer, issue_token, verify_token
from platform_api.caller import Caller
from platform_api.db import RegistrySession
from platform_api.ids import Ids
from platform_api.outbox.service import record_event
from platform_api.principals.service import caller_of, existing_principal
from platform_api.settings import Settings

__all__ = ["Authority", "IssuedToken", "revoke_all", "revoke_token", "sign_in"]

_BEARER = re.compile(r"[Bb][Ee][Aa][Rr][Ee][Rr] ([A-Za-z0-9._-]+)\Z")


@dataclass(frozen=True)
class IssuedToken:
    """A token and the moment it stops working."""

    token: str
    expires: int


@dataclass(frozen=True)
class Authority:
    """What issues tokens here, and whose tokens count."""

    settings: Settings
    keys: SigningKeys
    issuers: Mapping[str, Issuer]

    def issue(self, subject: str, *, now: int, ids: Ids, seconds: int = 0) -> IssuedToken:
        """Return a token for a principal; raises `Invalid` for a longer life than the settings allow."""
        lifetime = seconds or self.settings.token_seconds
        if not 1 <= lifetime <= self.settings.max_token_seconds:
            raise Invalid(
                f"A token may live for {self.settings.max_token_seconds} seconds at most",
                hint="ask for less, and for a new one when it has expired",
                slug="token-too-long",
            )
        claims = {
            "iss": self.settings.issuer,
            "aud": self.settings.audience,
            "sub": subject,
            "iat": now,
            "nbf": now,
            "exp": now + lifetime,
            "jti": ids("token"),
        }
        return IssuedToken(issue_token(self.keys, claims), now + lifetime)


def sign_in(session: Session, authority: Authority, headers: Sequence[str], *, now: int) -> Caller:
    """Return who stands behind the `Authorization` headers of a request; raises `SignInNeeded`."""
    if not headers:
        raise SignInNeeded("Nobody is signed in", hint="`trellis login`, or send `Authorization: Bearer <token>`")
    match = _BEARER.match(headers[0]) if len(headers) == 1 and len(headers[0]) <= LONGEST + 16 else None
    if match is None:
        raise refused("malformed")
    claims = verify_token(match[1], issuers=authority.issuers, now=now)
    if is_revoked(session, jti=claims.token, subject=claims.subject, issued=claims.issued):
        raise refused("revoked")
    caller = caller_of(session, claims.subject, token=claims.token, expires=claims.expires)
    if caller is None:
        raise refused("unknown or suspended subject")
    return caller


def revoke_token(session: RegistrySession, *, jti: str, subject: str, by: str, reason: str) -> None:
    """Refuse one token from now on."""
    _revoke(session, TokenRevocation(jti=jti, subject=subject, reason=reason, revoked_at=session.now, revoked_by=by))


def revoke_all(session: RegistrySession, *, subject: str, by: str, reason: str) -> None:
    """Refuse every token of a principal that was issued up to and in this second."""
    existing_principal(session, subject)
    revocation = TokenRevocation(
        subject=subject, issued_up_to=session.now, reason=reason, revoked_at=session.now, revoked_by=by
    )
    _revoke(session, revocation)


def _revoke(session: RegistrySession, revocation: TokenRevocation) -> None:
    session.add(revocation)
    told = {"subject": revocation.subject, "by": revocation.revoked_by, "reason": revocation.reason}
    record_event(session, "token.revoked", revocation.subject, told)
