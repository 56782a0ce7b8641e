"""From a contract's text to its model, or to everything that is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass

from governance.contracts.build import build_contract
from governance.contracts.lint import Subject, lint
from governance.contracts.model import Contract
from governance.contracts.modern import modernised, with_some_type
from governance.contracts.standard import check_header, newer_keys, odcs, too_large
from governance.documents import Document, read_document
from governance.findings import Finding, has_errors, ordered, suppressed

__all__ = ["Loaded", "load_contract"]


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """A contract and what there is to say about it; `contract` is None as soon as one finding is an error."""

    contract: Contract | None
    findings: tuple[Finding, ...]


def load_contract(text: str | bytes, file: str = "") -> Loaded:
    """Read a contract (ODCS v3.0.0 to v3.2.0) from text that anybody may have written.

    First the text, then the shape, then the meaning is judged; a document that fails at one stage is not judged by the
    next, but for unknown keys. `file` is what findings call it; nothing is read from disk, and nothing is raised.
    """
    reading = read_document(text, file)
    findings = list(reading.findings)
    contract = None
    if reading.document:
        data = modernised(reading.document.data)
        findings += shape_findings(reading.document, data)
        if all(finding.code == "TRL111" for finding in findings if finding.severity == "error"):
            findings += lint(Subject(reading.document, data))
        findings = suppressed(findings, reading.document.text, file)
        if not has_errors(findings):
            contract = build_contract(reading.document, data)
    return Loaded(contract=contract, findings=tuple(ordered(findings)))


def shape_findings(document: Document, data: dict[str, object]) -> Iterator[Finding]:
    """Yield what the standard's schema says, once it is clear that the document is in a version that is read here."""
    if header := check_header(document):
        yield header
        return
    if large := too_large(document):
        yield large
        return
    yield from odcs().findings(document, with_some_type(data))
    yield from newer_keys(document)
