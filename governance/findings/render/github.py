"""For GitHub Actions: annotations at the lines of a pull request."""

from collections.abc import Mapping

from governance.findings.model import Finding, Severity
from governance.findings.render.plain import printable

__all__ = ["as_github"]

_MOST = 10  # GitHub shows ten of each kind for a step, and drops the rest in silence (actions/toolkit 734)
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning"}


def as_github(findings: list[Finding], _sources: Mapping[str, str]) -> str:
    """Return at most ten `::error` and ten `::warning` lines, and one that says how many more there are.

    Infos are left out: they ask nobody to act.
    """
    lines: list[str] = []
    for severity, command in _COMMANDS.items():
        chosen = [finding for finding in findings if finding.severity is severity]
        lines += [_annotation(command, finding) for finding in chosen[:_MOST]]
        if len(chosen) > _MOST:
            lines.append(f"::notice title=Trellis::{len(chosen) - _MOST} more {severity.value}s are in the log")
    return "".join(f"{line}\n" for line in lines)


def _annotation(command: str, finding: Finding) -> str:
    message = finding.message + (f"\nhelp: {finding.fix}" if finding.fix else "")
    place = f"file={_property(finding.file)}" + (f",line={finding.line},col={finding.column}" if finding.line else "")
    return f"::{command} {place},title={finding.code}::{_data(message)}"


def _data(text: str) -> str:
    return printable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
