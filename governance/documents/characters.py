"""Characters that no document may hold, because they hide from the eye or break terminals and logs."""

import re
import unicodedata

__all__ = ["BIDI", "unacceptable"]

BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Marks that reorder what a reader sees ("Trojan Source", CVE-2021-42574)."""

_TAGS = "\U000e0000-\U000e007f"  # invisible copies of ASCII: text for language models that no reviewer sees
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029"
_NOT_TEXT = "\ud800-\udfff\ufffe\uffff"
_REFUSED = re.compile(f"[{_CONTROL}{BIDI}{_TAGS}{_NOT_TEXT}]|(?<!^)\ufeff")


def unacceptable(text: str) -> tuple[int, str] | None:
    """Return the offset and the name of the first character that is refused, or None.

    A byte order mark may start the text.
    """
    found = _REFUSED.search(text)
    if not found:
        return None
    character = found.group()
    name = unicodedata.name(character, "a control character")
    return found.start(), f"U+{ord(character):04X} ({name.lower()})"
