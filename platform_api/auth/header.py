"""A token's outside, read strictly before any key is looked for."""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from governance.errors import SignInNeeded
from platform_api.strict_json import parse_json

__all__ = ["LONGEST", "Opened", "open_token", "refused"]

LONGEST = 8 * 1024
"""The most bytes a token may have; ours have some 500."""

_SEGMENT = re.compile(r"[A-Za-z0-9_-]+\Z")
_KID = re.compile(r"[A-Za-z0-9_-]{1,128}\Z")
_KNOWN = frozenset({"alg", "kid", "typ"})  # so `crit`, `b64`, `jku`, `jwk`, `x5u` and whatever comes next are refused


@dataclass(frozen=True)
class Opened:
    """What a token says of itself, before it is known to be true."""

    algorithm: str
    kid: str
    type: str
    claims: Mapping[str, Any]


def refused(reason: str) -> SignInNeeded:
    """Return the one failure for every token that is not accepted; `reason` is a word from a closed list."""
    return SignInNeeded(
        f"The token is not accepted: {reason}",
        hint="`trellis login` signs in again",
        slug="token-refused",
        reason=reason,
    )


def open_token(token: str) -> Opened:
    """Return a token's header and claims; raises `SignInNeeded` unless it is one JWS of the one form that is issued."""
    if len(token) > LONGEST:
        raise refused("too long")
    parts = token.split(".")
    if len(parts) != 3 or not all(_SEGMENT.match(part) for part in parts):
        raise refused("malformed")
    header, claims = _object(parts[0]), _object(parts[1])
    if set(header) != _KNOWN or not all(type(value) is str for value in header.values()):
        raise refused("header")
    if not _KID.match(header["kid"]):
        raise refused("header")
    return Opened(header["alg"], header["kid"], header["typ"], claims)


def _object(segment: str) -> dict[str, Any]:
    try:
        text = base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
        found = parse_json(text, depth=8)
    except (ValueError, json.JSONDecodeError) as error:
        raise refused("malformed") from error
    if not isinstance(found, dict) or base64.urlsafe_b64encode(text).rstrip(b"=").decode() != segment:
        raise refused("malformed")
    return found
