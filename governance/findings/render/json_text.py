"""For scripts: a JSON array of flat objects."""

import json
from collections.abc import Mapping

from governance.findings.model import Finding

__all__ = ["as_json"]


def as_json(findings: list[Finding], _sources: Mapping[str, str]) -> str:
    """Return an array of `{code, severity, message, fix, file, line, column, path}`."""
    return json.dumps([_flat(finding) for finding in findings], indent=2, ensure_ascii=False) + "\n"


def _flat(finding: Finding) -> dict[str, object]:
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "fix": finding.fix,
        "file": finding.file,
        "line": finding.line,
        "column": finding.column,
        "path": list(finding.path),
    }
