"""Names and values written as SQL text that can only be read back as themselves."""

import re
from decimal import Decimal

from governance.errors import Invalid

__all__ = ["blob", "identifier", "number", "string"]

_NUMBER = re.compile(r"[0-9]{1,60}(\.[0-9]{0,60})?([eE][+-]?[0-9]{1,3})?\Z|\.[0-9]{1,60}([eE][+-]?[0-9]{1,3})?\Z")


def identifier(name: str) -> str:
    """Return `name` quoted; raise `Invalid` when it is empty, too long, or holds what no engine keeps."""
    if not name or "\0" in name or len(name) > 255 or _has_surrogates(name):
        raise Invalid(
            "A name is empty, longer than 255 characters, or holds a character that cannot be stored",
            hint="use letters, digits and underscores",
            slug="bad-name",
        )
    return '"' + name.replace('"', '""') + '"'


def string(value: str) -> str:
    """Return `value` as a string literal.

    DuckDB's parser ends a text at its first NUL, so that character is put in by `chr(0)`. Raises `Invalid` for a
    lone surrogate, which no UTF-8 text can hold.
    """
    if _has_surrogates(value):
        raise Invalid("A text holds half of a surrogate pair", hint="send it as UTF-8", slug="bad-text")
    quoted = ["'" + part.replace("'", "''") + "'" for part in value.split("\0")]
    return quoted[0] if len(quoted) == 1 else "(" + " || chr(0) || ".join(quoted) + ")"


def blob(value: bytes) -> str:
    """Return `value` as a blob literal, every byte escaped."""
    return "'" + "".join(f"\\x{byte:02X}" for byte in value) + "'::BLOB"


def number(text: str) -> str:
    """Return a numeric literal as it stands if it is one; raise `Invalid` otherwise."""
    if not _NUMBER.match(text):
        raise Invalid(f"`{text[:40]}` is not a number", hint="write it as in `12`, `1.5` or `1e3`", slug="bad-number")
    return str(Decimal(text)) if text.startswith(".") else text


def _has_surrogates(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)
