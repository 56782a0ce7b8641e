"""Access tokens: issued with the home's key, verified against the issuers that are configured and no others."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from jwt import PyJWTError
from jwt.api_jws import PyJWS

from governance.digests import canonical_json
from platform_api.auth.header import Opened, open_token, refused
from platform_api.auth.keys import SigningKeys

__all__ = ["ALGORITHM", "Claims", "Issuer", "TrustedKey", "issue_token", "verify_token"]

ALGORITHM = "EdDSA"
LEEWAY = 30
"""Seconds that two clocks may be apart."""

_SUBJECT = re.compile(r"[a-z0-9][a-z0-9_.@+-]{0,127}(/[a-z0-9_]{1,63})?\Z")
_JTI = re.compile(r"[A-Za-z0-9_.:-]{1,128}\Z")


@dataclass(frozen=True)
class TrustedKey:
    """A public key with the one algorithm it is for."""

    algorithm: str
    key: Any


@dataclass(frozen=True, kw_only=True)
class Issuer:
    """Someone whose tokens are accepted, and what they must look like.

    `longest` is the most seconds between `iat` and `exp`, `find_key` returns the key of an id if the issuer has it.
    """

    name: str
    audience: str
    longest: int
    find_key: Callable[[str], TrustedKey | None]
    subject_claim: str = "sub"
    types: frozenset[str] = frozenset({"at+jwt"})  # RFC 9068: an id or refresh token is not an access token
    needs_nbf: bool = True


@dataclass(frozen=True)
class Claims:
    """What a verified token says."""

    issuer: str
    subject: str
    token: str
    issued: int
    expires: int


def issue_token(keys: SigningKeys, claims: Mapping[str, Any]) -> str:
    """Return a signed token; `claims` are complete (`iss`, `aud`, `sub`, `iat`, `nbf`, `exp`, `jti`)."""
    header = {"typ": "at+jwt", "kid": keys.kid}
    return PyJWS(algorithms=[ALGORITHM]).encode(
        canonical_json(dict(claims)).encode(), keys.current, algorithm=ALGORITHM, headers=header
    )


def verify_token(token: str, *, issuers: Mapping[str, Issuer], now: int) -> Claims:
    """Return what a token says once it is known to be true, for this platform and for now; raises `SignInNeeded`.

    The checks are ours, PyJWT adds the signature's arithmetic: past libraries took a partial or array `iss`, ignored
    `crit`, or let the token choose its algorithm or key (PyJWT CVE-2024-53861, 2026-32597, 2026-48523).
    """
    opened = open_token(token)
    name = opened.claims.get("iss")
    issuer = issuers.get(name) if type(name) is str else None
    if issuer is None:
        raise refused("issuer")
    if opened.type not in issuer.types:
        raise refused("not an access token")
    _check_signature(token, opened, issuer)
    issued, expires = _check_times(opened.claims, issuer=issuer, now=now)
    audience = opened.claims.get("aud")
    if type(audience) is not str or audience != issuer.audience:
        raise refused("audience")
    subject = _text(opened.claims, issuer.subject_claim, _SUBJECT)
    return Claims(issuer.name, subject, _text(opened.claims, "jti", _JTI), issued, expires)


def _check_signature(token: str, opened: Opened, issuer: Issuer) -> None:
    trusted = issuer.find_key(opened.kid)
    if trusted is None:
        raise refused("key")
    if opened.algorithm != trusted.algorithm:
        raise refused("algorithm")
    try:
        PyJWS(algorithms=[trusted.algorithm]).decode(token, trusted.key, algorithms=[trusted.algorithm])
    except (PyJWTError, ValueError, TypeError) as error:
        raise refused("signature") from error


def _check_times(claims: Mapping[str, Any], *, issuer: Issuer, now: int) -> tuple[int, int]:
    issued, expires = _seconds(claims, "iat"), _seconds(claims, "exp")
    starts = _seconds(claims, "nbf") if issuer.needs_nbf or "nbf" in claims else issued
    if now >= expires + LEEWAY:
        raise refused("expired")
    if now < starts - LEEWAY or now < issued - LEEWAY:
        raise refused("not valid yet")
    if not issued < expires <= issued + issuer.longest:
        raise refused("lifetime")
    return issued, expires


def _seconds(claims: Mapping[str, Any], name: str) -> int:
    value = claims.get(name)
    if type(value) is not int or not 0 <= value < 2**40:
        raise refused("times")
    return value


def _text(claims: Mapping[str, Any], name: str, form: re.Pattern[str]) -> str:
    value = claims.get(name)
    if type(value) is not str or not form.match(value):
        raise refused("subject" if form is _SUBJECT else "token id")
    return value
