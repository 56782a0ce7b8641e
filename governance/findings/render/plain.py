"""Text that is safe to print: no control characters, no marks that reorder a line, no endless lines."""

import re
from collections.abc import Iterable

from governance.findings.model import Finding, Severity

__all__ = ["printable", "summary"]

_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def printable(text: str) -> str:
    r"""Return `text` with what could steer a terminal or hide from the eye written out (`\\x1b`)."""
    return _UNPRINTABLE.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def summary(findings: Iterable[Finding]) -> str:
    """Return `2 errors, 1 warning`, or "" when there is nothing."""
    weights = [finding.severity for finding in findings]
    counts = [(weights.count(severity), severity.value) for severity in Severity]
    named = [f"{n} {name}{'s' if n > 1 and name != 'info' else ''}" for n, name in counts if n]
    return ", ".join(named)
