"""Values as an example would write them, cut only where that hides no difference."""

import json
import math
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

__all__ = ["beside", "in_short", "row_spelled", "spelled"]

_LONGEST = 100  # characters of a value
_BEFORE = 20  # of them before the first difference
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def spelled(value: Any, *, ascii_only: bool = False) -> str:
    """Return a value in YAML's flow style, whole; with `ascii_only` every other character is an escape."""
    match value:
        case None | bool():
            return {None: "null", True: "true", False: "false"}[value]
        case float() if not math.isfinite(value):
            return f'"{value}"'
        case int() | float():
            return repr(value)
        case Decimal():
            return format(value, "f")
        case datetime():
            return f'"{_moment(value)}"'
        case date() | time():
            return f'"{value.isoformat()}"'
        case dict():
            return _mapping(value.items(), ascii_only=ascii_only)
        case [(_, _), *_] if all(isinstance(one, tuple) for one in value):
            return _mapping(sorted(value, key=lambda one: spelled(one[0])), ascii_only=ascii_only)
        case list():
            return f"[{', '.join(spelled(one, ascii_only=ascii_only) for one in value)}]"
        case _:
            return json.dumps(str(value), ensure_ascii=ascii_only)


def _moment(value: datetime) -> str:
    if value.tzinfo is None:
        return value.isoformat()
    return value.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def _mapping(items: Iterable[tuple[Any, Any]], *, ascii_only: bool) -> str:
    pairs = (f"{_key(name)}: {spelled(value, ascii_only=ascii_only)}" for name, value in items)
    return f"{{{', '.join(pairs)}}}"


def _key(name: Any) -> str:
    if isinstance(name, str) and _PLAIN_KEY.match(name):
        return name
    return spelled(name) if isinstance(name, str) else json.dumps(spelled(name).strip('"'))


def in_short(value: Any) -> str:
    """Return a value spelled; of a long one the beginning, and how long it is."""
    whole = spelled(value)
    return whole if len(whole) <= _LONGEST else f"{whole[:_LONGEST]}… ({len(whole):,} characters)"


def row_spelled(row: Mapping[str, Any]) -> str:
    """Return a row in YAML's flow style, its long values in short."""
    return "{" + ", ".join(f"{_key(name)}: {in_short(value)}" for name, value in row.items()) + "}"


def beside(one: Any, other: Any) -> tuple[str, str]:
    """Return two different values so that the difference shows: of long ones the part where it begins, and characters
    that may look alike as escapes.
    """
    first, second = spelled(one), spelled(other)
    at = _parting(first, second)
    if any(character > "~" for character in first[at : at + 1] + second[at : at + 1]):
        first, second = spelled(one, ascii_only=True), spelled(other, ascii_only=True)
        at = _parting(first, second)
    return _around(first, at), _around(second, at)


def _parting(one: str, other: str) -> int:
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


def _around(text: str, at: int) -> str:
    if len(text) <= _LONGEST:
        return text
    start = max(0, at - _BEFORE)
    end = start + _LONGEST
    return f"{'…' * (start > 0)}{text[start:end]}{'…' * (end < len(text))} ({len(text):,} characters)"
