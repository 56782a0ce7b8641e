"""Values and names as messages show them, and the known word that was probably meant."""

import difflib
from collections.abc import Collection, Mapping
from typing import Any

__all__ = ["TYPES", "closest", "shown", "suggestion"]

TYPES = {
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "empty",
}
"""What people call the types of JSON schema."""

_MOST_COMPARED = 300  # comparing one word with 2,000 takes 20 ms


def shown(value: Any) -> str:
    """Return a value as a message shows it: what a document would say, at most 40 characters of it."""
    if isinstance(value, dict | list):
        return TYPES["object" if isinstance(value, dict) else "array"]
    text = (
        {True: "true", False: "false", None: "null"}[value] if value is None or isinstance(value, bool) else str(value)
    )
    return f"`{text[:40]}…`" if len(text) > 40 else f"`{text}`"


def closest(word: str, known: Collection[str], synonyms: Mapping[str, str] | None = None) -> str:
    """Return the known word that was probably meant, or ""."""
    plain = {_plain(name): name for name in sorted(known)}
    asked = _plain(word)
    if asked in plain:
        return plain[asked]
    synonym = (synonyms or {}).get(asked, "")
    if synonym:
        return synonym if synonym in known or " " in synonym else ""
    if len(plain) > _MOST_COMPARED:
        return ""
    near = difflib.get_close_matches(asked[:60], plain, n=1, cutoff=0.7)
    return plain[near[0]] if near else ""


def suggestion(
    word: str, known: Collection[str], *, synonyms: Mapping[str, str] | None = None, otherwise: str = ""
) -> str:
    """Return what to write instead of `word`: the known word that was meant, or else `otherwise`, or else all of them."""
    meant = closest(word, known, synonyms)
    if meant:
        return f"write `{meant}`"
    return otherwise or "write one of " + ", ".join(f"`{one}`" for one in known)


def _plain(word: str) -> str:
    return "".join(filter(str.isalnum, word.lower()))
