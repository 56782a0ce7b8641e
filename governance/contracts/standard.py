"""The Open Data Contract Standard: which versions of it are read, and by which schema."""

import functools
import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path as File
from typing import Any

from governance.documents import Document, Path, Shape
from governance.errors import Unavailable
from governance.findings import Finding

__all__ = ["API_VERSIONS", "check_header", "newer_keys", "odcs", "too_large"]

API_VERSIONS = ("v3.2.0", "v3.1.0", "v3.0.2", "v3.0.1", "v3.0.0")
_DEEPEST_COLUMNS = 10  # validation doubles with each list of objects inside another
_MOST_PARTS = 2_000  # and takes up to a millisecond for each

_HINTS = {
    "enum": "write each value as `- value: …`",
    "to": "write `domain.port.column`, or `table.column` for this table itself",
    "from": "write `table.column`",
    "relationships": "write `from` and `to` both as one reference, or both as lists of the same length",
    "apiVersion": "add `apiVersion: v3.2.0`",
    "kind": "add `kind: DataContract`",
    "id": "add `id: domain.port`",
    "version": 'add `version: "1.0.0"`',
    "metric": "add `metric: nullValues` (or missingValues, invalidValues, duplicateValues, rowCount)",
    "tags": "write a list, as in `[finance, daily]`",
    "map": "add `map: {key: {logicalType: string}, value: {logicalType: …}}`",
}
_UNDER_OPTIONS = (
    "minimum maximum exclusiveMinimum exclusiveMaximum minLength maxLength pattern format multipleOf minItems maxItems "
    "uniqueItems timezone dimensions"
)
_SYNONYMS = {
    "type": "logicalType",
    "datatype": "physicalType",
    "nullable": "write `required: false` (or `true`)",
    "notnull": "required",
    "mandatory": "required",
    "columns": "properties",
    "fields": "properties",
    "pk": "primaryKey",
    "key": "primaryKey",
    "pii": "classification",
    "sensitivity": "classification",
    "comment": "description",
    "title": "businessName",
    "owner": "write it as `team: {members: [{username: …, role: owner}]}`",
    "contact": "support",
    "sla": "slaProperties",
    "servicelevels": "slaProperties",
    "checks": "quality",
    "tests": "quality",
    "rules": "quality",
    "foreignkey": "relationships",
    "references": "relationships",
    "mustbegreaterthanorequalto": "mustBeGreaterOrEqualTo",
    "mustbelessthanorequalto": "mustBeLessOrEqualTo",
    "enumvalues": "enum",
    "allowedvalues": "enum",
    "mask": "move it to `customProperties` with `vendor: trellis`",
    "unit": "move it to `customProperties` with `vendor: trellis`",
    "purposes": "move it to `customProperties` with `vendor: trellis`",
    **{name.lower(): f"move it under `logicalTypeOptions`: `{name}`" for name in _UNDER_OPTIONS.split()},
}


@functools.cache
def odcs() -> Shape:
    """Return the shape of ODCS 3.2.0, from the schema that `open-data-contract-standard` ships (its model, which takes
    0.3 s to import, is left alone).
    """
    found = importlib.util.find_spec("open_data_contract_standard")
    if found is None or not found.submodule_search_locations:
        hint = "install it with `pip install open-data-contract-standard==3.2.0`"
        raise Unavailable("The schema of ODCS is not installed", hint=hint)
    text = File(found.submodule_search_locations[0], "schema.json").read_text(encoding="utf-8")
    return Shape(json.loads(text), hints=_HINTS, synonyms=_SYNONYMS)


def check_header(document: Document) -> Finding | None:
    """Return what is wrong when the document does not say that it is a contract in a version that is read here."""
    kind, version = document.data.get("kind"), document.data.get("apiVersion")
    if kind is not None and kind != "DataContract":
        message = f"`{str(kind)[:40]}` is not a contract"
        return document.finding("TRL117", message, ("kind",), fix="write `kind: DataContract`")
    if version is None or version in API_VERSIONS:
        return None
    known = f"v{version}" in API_VERSIONS
    fix = f"write `apiVersion: v{version}`" if known else "write `apiVersion: v3.2.0` and adapt what changed since"
    message = f"ODCS `{str(version)[:40]}` is not read here; v3.0.0 to v3.2.0 are"
    return document.finding("TRL117", message, ("apiVersion",), fix=fix)


def too_large(document: Document) -> Finding | None:
    """Return a finding when columns are nested deeper, or are more, than those of any table should be."""
    waiting: list[tuple[Any, Path, int]] = [(document.data.get("schema"), ("schema",), 0)]
    seen = 0
    while waiting:
        value, path, depth = waiting.pop()
        seen += isinstance(value, dict)
        if depth > _DEEPEST_COLUMNS + 1:
            message = f"Columns are nested deeper than {_DEEPEST_COLUMNS} levels"
            return document.finding("TRL102", message, path, fix="flatten them, or keep the rest as JSON in a text")
        if seen > _MOST_PARTS:
            message = f"The table has more than {_MOST_PARTS:,} columns, rules and relationships"
            return document.finding("TRL102", message, path, fix="split the table")
        waiting.extend(_parts(value, path, depth))
    return None


def _parts(value: Any, path: Path, depth: int) -> Iterator[tuple[Any, Path, int]]:
    if isinstance(value, list):
        yield from ((entry, (*path, at), depth) for at, entry in enumerate(value))
    elif isinstance(value, dict):
        for key in ("properties", "items", "map", "key", "value"):
            if key in value:
                yield value[key], (*path, key), depth + (key != "map")
        for key in ("quality", "relationships"):
            if key in value:
                yield value[key], (*path, key), depth


_SINCE = {
    "v3.1.0": frozenset({"metric", "arguments", "relationships"}),
    "v3.2.0": frozenset({"enum", "map", "semanticType", "deprecated", "synonyms", "vendor", "context"}),
}


def newer_keys(document: Document) -> Iterator[Finding]:
    """Yield a finding for the first use of each key that came with a later version than the document states."""
    stated = str(document.data.get("apiVersion"))
    newer = {key: since for since, keys in _SINCE.items() for key in keys if since > stated}
    waiting: list[tuple[Any, tuple[str | int, ...]]] = [(document.data, ())]
    while waiting and newer:
        value, path = waiting.pop()
        children = list(value.items() if isinstance(value, dict) else enumerate(value))
        for key in [key for key, _ in children if key in newer]:
            since = newer.pop(key)
            fix = f"write `apiVersion: {since}`"
            yield document.finding("TRL118", f"`{key}` came with {since}", (*path, key), fix=fix, of_key=True)
        waiting.extend((child, (*path, key)) for key, child in reversed(children) if isinstance(child, dict | list))
