"""Answers that describe the columns of a table."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from governance.contracts.lint.names import RESERVED
from governance.contracts.model import CLASSIFICATIONS
from product_templates.faults.types import type_faults
from product_templates.faults.words import line, sentence

__all__ = ["column_name", "columns", "list_of_mappings"]

_COLUMN = re.compile(r"[a-z_][a-z0-9_]{0,62}\Z")
_OURS = ("_trellis", "__")
_MOST = 1000
_DEEPEST = 8
_LONGEST_SOURCE = 255
_FLAGS = ("required", "unique", "key", "zoned")
_INSIDE = {"object": ("properties",), "array": ("items",), "map": ("keys", "values")}
_KEYS = frozenset({
    "name", "source", "type", "physical", "zoned", "properties", "items", "keys", "values", "enum", "example",
    "required", "unique", "key", "classification", "description", "seen",
})  # fmt: skip


def columns(values: Any, depth: int = 0) -> str:
    """The columns of a table, or the fields of an object."""
    if depth > _DEEPEST:
        return f"Columns are nested deeper than {_DEEPEST}; flatten them in the transform"
    return list_of_mappings(values, "columns", "name") or next(_in_columns(values, depth), "")


def column_name(text: str) -> str:
    """The name of one column."""
    if text in RESERVED:
        return f"`{text}` is a word of SQL's own; write `{text}_code`, or what it is"
    if _COLUMN.match(text) and not text.startswith(_OURS):
        return ""
    return f"`{text[:60]}` cannot name a column; use lower case letters, digits and `_`, a letter first"


def list_of_mappings(values: Any, what: str, key: str) -> str:
    """A list of mappings that each have a text under `key`."""
    if not isinstance(values, list) or not 1 <= len(values) <= _MOST:
        return f"Write a list of 1 to {_MOST:,} {what}"
    if not all(isinstance(value, Mapping) and isinstance(value.get(key), str) for value in values):
        return f"Each of the {what} is a mapping with a `{key}` that is a text"
    return ""


def _in_columns(values: list[Mapping[str, Any]], depth: int) -> Iterator[str]:
    seen: set[str] = set()
    for value in values:
        label = value["name"]
        if problem := column_name(label):
            yield problem
        if label in seen:
            yield f"There are two columns `{label}`; rename one of them"
        seen.add(label)
        yield from _in_column(value, label, depth)


def _in_column(value: Mapping[str, Any], label: str, depth: int) -> Iterator[str]:
    unknown = sorted(str(key) for key in set(value) - _KEYS)
    if unknown:
        yield f"`{label}` has `{unknown[0][:40]}`; a column has {', '.join(sorted(_KEYS))}"
    yield from type_faults(value, label)
    if value.get("classification", "internal") not in CLASSIFICATIONS:
        yield f"`{label}` has no known classification; use {', '.join(CLASSIFICATIONS)}"
    for key in ("description", "seen", "source"):
        if not isinstance(value.get(key, ""), str):
            yield f"`{key}` of `{label}` is no text; put it in quotes"
            return
    yield from _simple(value, label)
    yield from _inside(value, label, depth)


def _simple(value: Mapping[str, Any], label: str) -> Iterator[str]:
    if problem := sentence(value.get("description", "Something"), f"description of `{label}`"):
        yield problem
    if problem := line(value.get("seen", "-"), f"note on `{label}`"):
        yield problem
    if not 0 < len(value.get("source", "-")) <= _LONGEST_SOURCE:
        yield f"The source of `{label}` is what the file calls it, in at most {_LONGEST_SOURCE} characters"
    for key in _FLAGS:
        if not isinstance(value.get(key, False), bool):
            yield f"`{key}` of `{label}` is true or false"
    if not isinstance(value.get("enum", []), list):
        yield f"`enum` of `{label}` is a list of the values that are allowed"


def _inside(value: Mapping[str, Any], label: str, depth: int) -> Iterator[str]:
    for key in _INSIDE.get(value.get("type", "string"), ()):
        if key not in value:
            yield f"`{label}` does not say what it holds; add `{key}`"
    if "properties" in value and (problem := columns(value["properties"], depth + 1)):
        yield f"In `{label}`: {problem}"
    for key in ("items", "keys", "values"):
        inner = value.get(key, {})
        if not isinstance(inner, Mapping) or depth > _DEEPEST:
            yield f"`{key}` of `{label}` is a mapping with a `type`, at most {_DEEPEST} deep"
        elif inner:
            yield from _in_column(inner, f"{label}.{key}", depth + 1)
