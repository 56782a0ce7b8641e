"""Tokens put together by hand, so that a test can get every single part of one wrong."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.factories.mesh import NOON

__all__ = ["b64", "claims", "forge"]


def b64(value: bytes | str | Mapping[str, Any]) -> str:
    """Return base64url without padding, of bytes, text or JSON."""
    text = json.dumps(value) if isinstance(value, Mapping) else value
    raw = text if isinstance(text, bytes) else text.encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def claims(**changes: Any) -> dict[str, Any]:
    """Return the claims of a good token at noon; None takes one away."""
    found = {
        "iss": "trellis",
        "aud": "trellis-api",
        "sub": "olga",
        "iat": NOON,
        "nbf": NOON,
        "exp": NOON + 3600,
        "jti": "token_1",
        **changes,
    }
    return {name: value for name, value in found.items() if value is not None}


def forge(
    key: Ed25519PrivateKey, header: bytes | str | Mapping[str, Any], payload: bytes | str | Mapping[str, Any]
) -> str:
    """Return a token with just this header and payload, and a signature of `key` that fits them."""
    signed = f"{b64(header)}.{b64(payload)}"
    return f"{signed}.{b64(key.sign(signed.encode()))}"
