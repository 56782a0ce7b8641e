"""Identifiers: a word that says what of, the time in milliseconds, and 80 random bits, sortable by age."""

import secrets
import time
from typing import Protocol

__all__ = ["Ids", "random_ids"]

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's: no i, l, o, u to misread


class Ids(Protocol):
    """Makes identifiers; injected, so that a test can say which come next."""

    def __call__(self, kind: str) -> str:
        """Return a new identifier that starts with `kind` and an underscore."""
        ...


def random_ids(kind: str) -> str:
    """Return an identifier nobody can guess, such as `grant_01k9zq3v8tw5…` (26 digits of a ULID)."""
    number = (time.time_ns() // 1_000_000) << 80 | secrets.randbits(80)
    return f"{kind}_" + "".join(_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))
