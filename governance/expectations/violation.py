"""One thing that is relied on and not promised, before it has a place in the text."""

from dataclasses import dataclass, replace

from governance.documents import Path, read_document
from governance.expectations.model import Expectations
from governance.findings import Finding, Severity, ordered, severity_of

__all__ = ["Violation", "as_findings"]


@dataclass(frozen=True)
class Violation:
    """`path` leads into the expectations; `severity` None is the catalogue's."""

    code: str
    message: str
    path: Path
    fix: str = ""
    severity: Severity | None = None


def as_findings(violations: list[Violation], expectations: Expectations) -> list[Finding]:
    """Return the violations as findings in the expectations' file; its text is read again for the places only then."""
    if not violations:
        return []
    document = read_document(expectations.text, expectations.file).document
    return ordered(_finding(one, expectations.file, document) for one in violations)


def _finding(violation: Violation, file: str, document: object) -> Finding:
    found = Finding(
        code=violation.code,
        message=violation.message,
        fix=violation.fix,
        severity=violation.severity or severity_of(violation.code),
        file=file,
        path=violation.path,
    )
    place = getattr(document, "place", None)
    if place is None:
        return found
    line, column = place(violation.path)
    return replace(found, line=line, column=column)
