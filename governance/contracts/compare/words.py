"""Descriptions and everything else that people read: whether the words or the meaning changed."""

import difflib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from governance.contracts.compare.change import Change
from governance.contracts.compare.differ import Place, at_path, pairs, safe, warning
from governance.contracts.model import Contract
from governance.documents import Path

__all__ = ["word_changes"]

_WORD = re.compile(r"\w+")
_LOGIC = ("transformLogic", "transformSourceObjects", "encryptedName", "semanticType", "physicalName")
_JUDGED = {
    *_LOGIC,
    *[
        "name",
        "logicalType",
        "logicalTypeOptions",
        "physicalType",
        "required",
        "unique",
        "primaryKey",
        "primaryKeyPosition",
        "partitioned",
    ],
    *[
        "partitionKeyPosition",
        "classification",
        "deprecated",
        "enum",
        "quality",
        "relationships",
        "properties",
        "items",
        "map",
        "description",
    ],
    "customProperties",
}
_JUDGED_ABOVE = {
    *[
        "version",
        "apiVersion",
        "kind",
        "id",
        "status",
        "domain",
        "description",
        "schema",
        "team",
        "roles",
        "servers",
        "price",
        "slaProperties",
    ],
    "customProperties",
}
_JUDGED_AT_TABLE = {
    *[
        "name",
        "physicalName",
        "description",
        "properties",
        "quality",
        "relationships",
        "dataGranularityDescription",
        "customProperties",
    ]
}


def word_changes(old: Contract, new: Contract) -> Iterator[Change]:
    """Yield what changed in descriptions, in how columns are said to be made, and in keys that no machine reads."""
    yield from _description(old.purpose, new.purpose, Place(("description", "purpose")), "The purpose")
    place = Place((*new.table.path, "description"))
    yield from _description(old.table.description, new.table.description, place, f"`{new.table.name}`")
    yield from _rest(old.document, new.document, (), _JUDGED_ABOVE)
    yield from _rest(at_path(old, old.table.path), at_path(new, new.table.path), new.table.path, _JUDGED_AT_TABLE)
    for label, before, after in pairs(old, new):
        place = Place((*after.path, "description"), label)
        yield from _description(before.description, after.description, place, f"`{label}`")
        yield from _made(at_path(old, before.path), at_path(new, after.path), Place(after.path, label))
        yield from _rest(at_path(old, before.path), at_path(new, after.path), after.path, _JUDGED)


def _description(before: str, after: str, place: Place, what: str) -> Iterator[Change]:
    if before == after:
        return
    if lost := _lost_words(before, after):
        message = f"{what} is described without `{lost[0]}` now; look whether it still means the same"
        yield warning("meaning-changed", place, (before, after), message)
    else:
        yield safe("documentation-changed", place, (before, after), f"{what} is described otherwise")


def _lost_words(before: str, after: str) -> list[str]:
    """Return the words that are gone for good: neither kept nor merely spelt better."""
    old, new = _WORD.findall(before.lower()), _WORD.findall(after.lower())
    return [word for word in old if word not in new and not difflib.get_close_matches(word, new, n=1, cutoff=0.75)]


def _made(old: Mapping[str, Any], new: Mapping[str, Any], place: Place) -> Iterator[Change]:
    for key in _LOGIC:
        before, after = old.get(key), new.get(key)
        if before != after:
            message = f"`{key}` of `{place.column}` changed"
            yield warning("meaning-changed", place.within(key), (before, after), message)


def _rest(old: Mapping[str, Any], new: Mapping[str, Any], path: Path, judged: set[str]) -> Iterator[Change]:
    for key in sorted({*old, *new} - judged):
        if old.get(key) != new.get(key):
            values = (old.get(key), new.get(key))
            yield safe("metadata-changed", Place((*path, key)), values, f"`{key}` changed")
