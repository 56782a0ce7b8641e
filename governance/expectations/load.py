"""From the text of expectations to their model, or to everything that is wrong with them."""

import functools
from dataclasses import dataclass
from typing import Any

from governance.contracts.build import build_service_levels, build_table
from governance.contracts.lint import Subject, lint
from governance.contracts.lint.linter import EXPECTATION_CHECKS
from governance.contracts.modern import modernised, with_some_type
from governance.contracts.standard import API_VERSIONS, odcs, too_large
from governance.contracts.version import Version
from governance.documents import Document, Shape, read_document
from governance.expectations.model import Expectations
from governance.findings import Finding, has_errors, ordered, suppressed

__all__ = ["LoadedExpectations", "load_expectations"]


@dataclass(frozen=True, kw_only=True)
class LoadedExpectations:
    """Expectations and what there is to say about them; the model is None as soon as one finding is an error."""

    expectations: Expectations | None
    findings: tuple[Finding, ...]


@functools.cache
def _shape() -> Shape:
    """Return the shape of expectations: a few top-level keys over the definitions of ODCS."""
    standard = odcs()
    kept = ("apiVersion", "id", "version", "name", "description", "tags", "schema", "slaProperties", "customProperties")
    properties: dict[str, Any] = {key: standard.schema["properties"][key] for key in kept}
    schema = {
        "$schema": standard.schema["$schema"],
        "type": "object",
        "additionalProperties": False,
        "required": ["apiVersion", "kind", "id", "version", "schema"],
        "properties": properties | {"kind": {"type": "string", "enum": ["Expectations"]}},
        "$defs": standard.schema["$defs"],
    }
    hints = {
        **standard.hints,
        "kind": "add `kind: Expectations`",
        "schema": "add `schema: [{name: …, properties: […]}]`",
    }
    return Shape(schema, hints=hints, synonyms=standard.synonyms)


def load_expectations(text: str | bytes, file: str = "") -> LoadedExpectations:
    """Read expectations (`kind: Expectations`, otherwise a subset of ODCS) from text that anybody may have written.

    Nothing is raised, and nothing read from disk.
    """
    reading = read_document(text, file)
    findings = list(reading.findings)
    expectations = None
    if reading.document:
        data = modernised(reading.document.data)
        findings += _judged(reading.document, data)
        findings = suppressed(findings, reading.document.text, file)
        if not has_errors(findings):
            expectations = _build(reading.document, data)
    return LoadedExpectations(expectations=expectations, findings=tuple(ordered(findings)))


def _judged(document: Document, data: dict[str, Any]) -> list[Finding]:
    if header := _check_header(document) or too_large(document):
        return [header]
    found = _shape().findings(document, with_some_type(data))
    if all(finding.code == "TRL111" for finding in found):
        found += lint(Subject(document, data), EXPECTATION_CHECKS)
    return found


def _check_header(document: Document) -> Finding | None:
    kind, version = document.data.get("kind"), document.data.get("apiVersion")
    if kind is not None and kind != "Expectations":
        message = f"`{str(kind)[:40]}` is not a set of expectations"
        return document.finding("TRL117", message, ("kind",), fix="write `kind: Expectations`")
    if version is not None and version not in API_VERSIONS:
        message = f"Expectations are written in ODCS v3.0.0 to v3.2.0, not in `{str(version)[:40]}`"
        return document.finding("TRL117", message, ("apiVersion",), fix="write `apiVersion: v3.2.0`")
    return None


def _build(document: Document, data: dict[str, Any]) -> Expectations:
    table = build_table(data)
    return Expectations(
        id=data["id"],
        version=Version.parse(data["version"]),
        table=table,
        digest=document.digest,
        text=document.text,
        document=document.data,
        service_levels=build_service_levels(data, table.name),
        file=document.file,
    )
