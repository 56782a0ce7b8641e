"""A comparison as findings, at their places in the new document."""

from collections.abc import Iterator

from governance.contracts.compare.bump import check_bump
from governance.contracts.compare.change import Change, Comparison, Grade
from governance.contracts.model import Contract
from governance.documents import Document, Path, read_document
from governance.findings import Finding, Severity, ordered, severity_of

__all__ = ["STEPS", "comparison_findings"]

STEPS: dict[str, tuple[str, ...]] = {
    "proposed": ("draft", "active", "retired"),
    "draft": ("proposed", "active", "retired"),
    "active": ("deprecated", "retired"),
    "deprecated": ("active", "retired"),
    "retired": (),
}
"""Where a contract's life can go from each status."""

_SEVERITIES = {Grade.BREAKING: Severity.ERROR, Grade.WARNING: Severity.WARNING, Grade.SAFE: Severity.INFO}


def comparison_findings(old: Contract, new: Contract, comparison: Comparison) -> list[Finding]:
    """Return each change, the step of the version and the step of the status as findings on the new contract.

    Under a version that rose enough, breaking changes are warnings: they are announced, and the old major stays.
    """
    document = read_document(new.text, new.file).document
    bump = check_bump(old.version, new.version, comparison)
    found = [_of_change(change, announced=bump is None) for change in comparison.changes]
    found += [bump] if bump else []
    found += _of_status(old, new)
    return ordered(_placed(finding, document, new.file) for finding in found)


def _of_change(change: Change, *, announced: bool) -> Finding:
    severity = _SEVERITIES[change.grade]
    if announced and severity is Severity.ERROR:
        severity = Severity.WARNING
    message = f"{change.message}: {change.why}"
    gone = change.after is None or change.kind == "column-renamed"  # stands where the old document had it
    path = change.path[:-1] if gone else change.path
    return Finding(code=change.code, message=message, severity=severity, path=path)


def _of_status(old: Contract, new: Contract) -> Iterator[Finding]:
    if new.version.major != old.version.major or new.status == old.status or new.status in STEPS[old.status]:
        return
    allowed = " or ".join(f"`{status}`" for status in STEPS[old.status]) or "nothing"
    message = f"From {old.status} a contract does not become {new.status}"
    fix = f"after {old.status} comes {allowed}"
    yield Finding(code="TRL305", message=message, fix=fix, severity=severity_of("TRL305"), path=("status",))


def _placed(finding: Finding, document: Document | None, file: str) -> Finding:
    line, column = document.place(finding.path, of_key=_is_value_of_key(finding.path)) if document else (0, 0)
    return Finding(**{**finding.__dict__, "file": file, "line": line, "column": column})


def _is_value_of_key(path: Path) -> bool:
    return bool(path) and isinstance(path[-1], str)
