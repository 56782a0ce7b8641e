"""`# trellis: ignore[TRL109] the reason` on a line takes back the warnings of that line."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from governance.findings.explain import severity_of
from governance.findings.model import Finding, Severity

__all__ = ["suppressed"]

_COMMENT = re.compile(r"(?:^|\s)(?:#|--)\s*trellis:\s*ignore\s*\[([^\]\n]*)\]([^\n]*)")
_CODE = re.compile(r"TRL\d{3}\Z")


@dataclass(frozen=True)
class _Ignore:
    line: int
    column: int
    codes: tuple[str, ...]
    reason: str


def suppressed(findings: Iterable[Finding], text: str, file: str) -> list[Finding]:
    """Return the findings without the warnings that a comment on their own line ignores.

    Added are findings on the comments themselves: without a reason (TRL191, it ignores nothing then), without a
    finding to ignore (TRL192), or for an error, which cannot be ignored (TRL193).
    """
    given = list(findings)
    if "trellis:" not in text:
        return given
    kept = given
    for ignore in _ignores(text):
        kept = [finding for finding in kept if not _is_ignored(finding, ignore)]
        kept.extend(_on_comment(ignore, given, file))
    return kept


def _ignores(text: str) -> Iterator[_Ignore]:
    for number, line in enumerate(text.split("\n"), 1):
        if "trellis:" in line and (found := _COMMENT.search(line)):
            codes = tuple(code.strip().upper() for code in found[1].split(","))
            yield _Ignore(number, found.start() + (1 if found[0][0].isspace() else 0) + 1, codes, found[2].strip())


def _is_ignored(finding: Finding, ignore: _Ignore) -> bool:
    same = finding.line == ignore.line and finding.code in ignore.codes
    return same and finding.severity is not Severity.ERROR and bool(ignore.reason)


def _on_comment(ignore: _Ignore, findings: list[Finding], file: str) -> Iterator[Finding]:
    if not ignore.reason:
        yield _finding("TRL191", "The comment gives no reason", "write it behind the bracket", ignore, file)
        return
    for code in ignore.codes:
        matching = [finding for finding in findings if finding.line == ignore.line and finding.code == code]
        if not _CODE.match(code) or not matching:
            message = f"`{code[:20] or '[]'}` is not found on this line"
            yield _finding("TRL192", message, "delete the comment, or move it to the finding's line", ignore, file)
        elif any(finding.severity is Severity.ERROR for finding in matching):
            yield _finding("TRL193", f"`{code}` is an error and cannot be ignored", "correct it", ignore, file)


def _finding(code: str, message: str, fix: str, ignore: _Ignore, file: str) -> Finding:
    return Finding(
        code=code,
        message=message,
        fix=fix,
        severity=severity_of(code),
        file=file,
        line=ignore.line,
        column=ignore.column,
    )
