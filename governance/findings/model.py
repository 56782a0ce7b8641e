"""A finding: one complaint about a document, with the place and the cure."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Finding", "Severity", "has_errors", "ordered"]


class Severity(StrEnum):
    """How much a finding weighs: an error stops a publish, a warning does not, info never counts."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What is wrong, where, and what to write instead.

    `code` is a `TRL###` of the catalogue, `path` the way into the document (`("schema", 0, "properties", 2)`),
    `line` and `column` count from 1 and are 0 when the place is the whole file.
    """

    code: str
    message: str
    fix: str = ""
    severity: Severity = Severity.ERROR
    file: str = ""
    line: int = 0
    column: int = 0
    path: tuple[str | int, ...] = ()

    @property
    def where(self) -> str:
        """`file:line:column`, as editors and terminals make it a link."""
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Sort by file, then place, so that output does not depend on the order of the rules."""
    return sorted(findings, key=lambda f: (f.file, f.line, f.column, f.code, f.message))


def has_errors(findings: Iterable[Finding]) -> bool:
    """Tell whether any of them stops a publish."""
    return any(finding.severity is Severity.ERROR for finding in findings)
