"""The files of `tests/`: what each gives a product, and what it expects of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from governance.documents import Document, Shape, read_document
from governance.findings import Finding, has_errors

__all__ = ["MOST_ROWS", "Example", "Lists", "read_example"]

MOST_ROWS = 1_000
"""How many rows a list of an example may have, and a transform may make of it: more than anybody can look at."""

Lists = Mapping[str, Sequence[Mapping[str, Any]]]

_ROW = {"type": "object"}
_QUARANTINED = {
    "type": "object",
    "additionalProperties": False,
    "required": ["reasons"],
    "properties": {
        "row": _ROW,
        "reasons": {"type": "array", "minItems": 1, "uniqueItems": True, "items": {"type": "string"}},
    },
}


def _lists(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": {"type": "array", "maxItems": MOST_ROWS, "items": entry}}


_KEYS = {
    "description": {"type": "string"},
    "now": {"type": "string"},
    "given": _lists(_ROW),
    "references": _lists(_ROW),
    "expect": _lists(_ROW),
    "quarantine": _lists(_QUARANTINED),
}
_SHAPE = Shape(
    {
        "$schema": "https://json-schema.org/draft/2019-09/schema",
        "type": "object",
        "additionalProperties": False,
        "required": ["given", "expect"],
        "properties": _KEYS,
    },
    hints={
        "now": 'write it as in `now: "2026-01-31T12:00:00Z"`',
        "given": "write `given: {<input>: [{<column>: <value>}]}`",
        "references": "write `references: {<domain.port>: [{<key>: <value>}]}`",
        "expect": "write `expect: {<port>: [{<column>: <value>}]}`",
        "quarantine": "write `quarantine: {<port>: [{row: {<column>: <value>}, reasons: [<rule>]}]}`",
        "reasons": "write the ids of the rules that the row breaks, as in `reasons: [carrier.required]`",
    },
)


@dataclass(frozen=True, kw_only=True)
class Example:
    """One file. `given` are rows by input port, `references` the keys of ports that foreign keys lead to, `expect` the
    rows that are published by output table, `quarantine` those that are set aside (`row` in part, `reasons` in full).

    `now` is the moment that the rows are judged at.
    """

    document: Document
    given: Lists
    references: Lists
    expect: Lists
    quarantine: Lists
    now: datetime

    @property
    def tables(self) -> tuple[str, ...]:
        """The output tables that something is expected of."""
        return tuple(dict.fromkeys((*self.expect, *self.quarantine)))


def read_example(text: str, file: str) -> tuple[Example | None, list[Finding]]:
    """Return the example that a text holds, or None, and everything that is wrong with it as a text and in its shape."""
    reading = read_document(text, file)
    findings = list(reading.findings)
    if reading.document:
        findings += _SHAPE.findings(reading.document)
    now = _moment(reading.document, findings) if reading.document and not has_errors(findings) else None
    findings = [replace(one, fix=_cure(one)) for one in findings]
    if reading.document is None or now is None or has_errors(findings):
        return None, findings
    lists = {name: reading.document.data.get(name, {}) for name in ("given", "references", "expect", "quarantine")}
    return Example(document=reading.document, now=now, **lists), findings


def _cure(finding: Finding) -> str:
    """Put in what suits an example where the reader and the shape have a word for authors of contracts, or none."""
    if "apiVersion" in finding.fix:
        return "begin it with `given:` and `expect:`"
    if "customProperties" in finding.fix:
        return f"remove it; what belongs here is {', '.join(f'`{key}`' for key in _KEYS)}"
    return finding.fix or _SHAPE.hints.get(str(finding.path[0]) if finding.path else "", "")


def _moment(document: Document, findings: list[Finding]) -> datetime | None:
    """Return the moment that `now` names, or this one; None, with a finding, for anything else."""
    given = document.data.get("now")
    if given is None:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        findings.append(document.finding("TRL115", "`now` is no moment with a zone", ("now",)))
        return None
    return moment
