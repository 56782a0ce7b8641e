"""How a hidden column is shown: the expression that stands in its place, below everything that a reader writes."""

import hashlib

from governance.sql.quoting import blob
from governance.sql.relations import GovernedTable
from governance.sql.types import VARCHAR, Type, family, type_of_column

__all__ = ["HIDDEN", "mask_of", "masked_text", "masked_type"]

HIDDEN = "***"
"""What a redacted string reads; also for a null, so that not even its absence shows."""

_BLOCK = 64  # bytes, of SHA-256
_STRICTEST = ("null", "redact", "hash", "last4", "year")


def mask_of(table: GovernedTable, column: str) -> str:
    """The kind of mask on a column, "" for none. Of several the strictest; one on a nested field hides the column."""
    kinds = {
        mask.kind if mask.column.lower() == column.lower() else "null"
        for mask in table.masks
        if mask.column.lower() == column.lower() or mask.column.lower().startswith(f"{column.lower()}.")
    }
    return min(kinds, key=lambda kind: _STRICTEST.index(kind) if kind in _STRICTEST else -1) if kinds else ""


def _declared(table: GovernedTable, column: str) -> str:
    return next(kind for name, kind in table.relation.columns if name.lower() == column.lower())


def masked_type(table: GovernedTable, column: str) -> Type:
    """The type of a column as the reader sees it: its own, masked or not."""
    return type_of_column(_declared(table, column))


def masked_text(table: GovernedTable, column: str, text: str, key: bytes) -> str:
    """What the reader gets instead of the column `text`; a mask that does not fit the column's type gives null.

    A mask keeps the column's type, as Trino demands of its own: so `hash` and `last4` are for strings, `year` for
    dates and timestamps, and `redact` gives `***` for strings and null for the rest.
    """
    declared = _declared(table, column)
    kind, nothing = type_of_column(declared), f"CAST(NULL AS {declared})"
    match mask_of(table, column):
        case "":
            return text
        case "redact" if kind == VARCHAR:
            return f"'{HIDDEN}'"
        case "hash" if kind == VARCHAR:
            return _keyed_hash(text, key)
        case "last4" if kind == VARCHAR:
            return f"CASE WHEN length({text}) > 4 THEN '{HIDDEN}' || right({text}, 4) ELSE '{HIDDEN}' END"
        case "year" if family(kind) == "temporal":
            return f"TRY(CAST(date_trunc('year', {text}) AS {declared}))"  # a day can be too far away
        case _:
            return nothing


def _keyed_hash(text: str, key: bytes) -> str:
    """HMAC-SHA256 of the UTF-8 bytes, in hex (RFC 2104): two hashes, over the key's two paddings."""
    block = (hashlib.sha256(key).digest() if len(key) > _BLOCK else key).ljust(_BLOCK, b"\0")
    inner, outer = (blob(bytes(byte ^ pad for byte in block)) for pad in (0x36, 0x5C))
    return f"sha256({outer} || unhex(sha256({inner} || encode({text}))))"
