"""For people: place, code, message, the line with a caret below it, and what to write instead."""

from collections.abc import Mapping

from governance.findings.model import Finding
from governance.findings.render.plain import printable, summary

__all__ = ["as_text"]

_WIDEST = 120


def as_text(findings: list[Finding], sources: Mapping[str, str]) -> str:
    """Return one paragraph for each finding, as ruff and rustc write them, and a line that sums up."""
    lines = {file: text.split("\n") for file, text in sources.items()}
    paragraphs = [_paragraph(finding, lines.get(finding.file, [])) for finding in findings]
    total = summary(findings)
    if not total:
        return f"All good: {len(sources)} file{'s' * (len(sources) != 1)} checked\n"
    return "\n".join([*paragraphs, f"Found {total}\n"])


def _paragraph(finding: Finding, lines: list[str]) -> str:
    severity = "" if finding.severity == "error" else f" ({finding.severity})"
    where = f"{printable(finding.where)}: " if finding.where else ""
    parts = [f"{where}{finding.code}{severity} {printable(finding.message)}"]
    if 0 < finding.line <= len(lines):
        parts += _excerpt(finding, lines)
    if finding.fix:
        parts.append(f"  = help: {printable(finding.fix)}")
    return "\n".join(parts) + "\n"


def _excerpt(finding: Finding, lines: list[str]) -> list[str]:
    """Return the line before, for its context, the line itself and a caret; long lines are cut around the caret."""
    margin = len(str(finding.line))
    start = max(0, finding.column - _WIDEST // 2) if finding.column > _WIDEST - 20 else 0
    shown = [number for number in (finding.line - 1, finding.line) if number and lines[number - 1].strip()]
    excerpt = [f"{number:>{margin}} | {_cut(lines[number - 1], start)}".rstrip() for number in shown]
    before = _cut(lines[finding.line - 1], start)[: max(0, finding.column - 1 - start)]
    pad = "".join("\t" if character == "\t" else " " for character in before)
    return [f"{'':>{margin}} |", *excerpt, f"{'':>{margin}} | {pad}^"]


def _cut(line: str, start: int) -> str:
    return printable(line.rstrip("\r")[start : start + _WIDEST])
