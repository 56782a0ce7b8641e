"""A document as it is sent to an engine: JSON in UTF-8, bounded in size and depth, the same for every engine."""

import json
from typing import Any

from governance.errors import Invalid
from governance.policy.limits import Limits

__all__ = ["encoded"]

_HINT = "ask with facts of the mesh; nothing in it is that large"


def encoded(document: dict[str, Any], *, limits: Limits) -> bytes:
    """Return `document` as compact JSON; raise `Invalid` when it is not JSON, too large or too deep."""
    try:
        text = json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except (TypeError, ValueError, RecursionError) as failure:
        raise Invalid("The question is not JSON", hint="ask with texts, numbers, truths and lists of them") from failure
    if len(text) > limits.document:
        raise Invalid(f"The question has {len(text)} bytes, more than {limits.document}", hint=_HINT)
    # Counting brackets bounds the depth at a thousandth of the cost of measuring it.
    if text.count(b"[") + text.count(b"{") > limits.depth and _depth(document) > limits.depth:
        raise Invalid(f"The question is nested deeper than {limits.depth}", hint=_HINT)
    return text


def _depth(value: Any) -> int:
    deepest, level = 0, [value]
    while level:
        deepest += 1
        level = [inner for outer in level for inner in _inside(outer)]
    return deepest


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return list(value) if isinstance(value, list | tuple) else []
