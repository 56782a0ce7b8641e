"""Rows out of their texts again: with the columns and types that they came with, or not at all."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from governance.checks.duck_types import DuckType, read_type
from governance.checks.layers import as_text
from governance.errors import Invalid
from governance.sql.quoting import identifier, string

__all__ = ["NUMBER", "Rebuilt", "read_types", "rebuilt"]

NUMBER = "_taken"
"""The column that tells the rows apart; no contract can have one of that name."""

_SIMPLE = re.compile(r"[A-Z][A-Z0-9_]*( [A-Z]+)*\Z")
_NESTED = frozenset({"STRUCT", "LIST", "ARRAY", "MAP"})


@dataclass(frozen=True)
class Rebuilt:
    """`relation` has the row's columns and `NUMBER`, `legible` is true where every text is what its value is written as."""

    relation: str
    legible: str


def read_types(text: str | None) -> Mapping[str, str] | None:
    """Return the columns of a row by name, with DuckDB's names for their types; None when nobody wrote them down."""
    try:
        found = json.loads(text or "null")
        return {str(name): str(_plain(read_type(kind))) for name, kind in found.items()}
    except (ValueError, AttributeError, TypeError, Invalid):
        return None


def _plain(kind: DuckType) -> DuckType:
    """Refuse a name that would be more than a name in a statement; an enum's values are texts like others."""
    if not _SIMPLE.match(kind.name):
        raise Invalid(f"`{kind.name[:80]}` is not a column type", hint="run the product again")
    for inner in (kind.item, kind.key, kind.value, *(field for _, field in kind.fields)):
        if inner is not None:
            _plain(inner)
    return DuckType("VARCHAR") if kind.name == "ENUM" else kind


def rebuilt(taken: str, types: Mapping[str, str]) -> Rebuilt:
    """Return the rows of `taken` (with `row`, the JSON object of texts, and `NUMBER`) as they came."""
    values, same = [], ["row IS NOT NULL"]
    for name, kind in types.items():
        text = f"json_extract_string(row, {string('/' + name.replace('~', '~0').replace('/', '~1'))})"
        value = _value(text, read_type(kind))
        values.append(f"{value} AS {identifier(name)}")
        same.append(f"{as_text(value, read_type(kind))} IS NOT DISTINCT FROM {text}")
    return Rebuilt(f"(SELECT {', '.join([*values, NUMBER])} FROM {taken})", " AND ".join(f"({one})" for one in same))


def _value(text: str, kind: DuckType) -> str:
    if kind.name == "VARCHAR":
        return text
    inside = f"TRY_CAST({text} AS JSON)" if kind.name in _NESTED else text
    return f"TRY_CAST({inside} AS {kind})"
