"""Content addresses: the sha256 of a text's bytes, or of a value's canonical JSON."""

import hashlib
import json
from typing import Any

__all__ = ["canonical_json", "digest_of", "digest_of_text"]


def canonical_json(value: Any) -> str:
    """Return one spelling of `value`: sorted keys, no blanks, no NaN, UTF-8 kept as it is."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest_of(value: Any) -> str:
    """Return the 64 hexadecimal digits that address a JSON value, whatever the order of its keys."""
    return digest_of_text(canonical_json(value))


def digest_of_text(text: str) -> str:
    """Return the 64 hexadecimal digits that address a document's bytes as they stand."""
    return hashlib.sha256(text.encode()).hexdigest()
