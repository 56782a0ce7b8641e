"""For code scanning: SARIF 2.1.0 (docs.oasis-open.org/sarif/sarif/v2.1.0)."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from governance.digests import digest_of
from governance.findings.catalogue import CATALOGUE
from governance.findings.model import Finding, Severity

__all__ = ["as_sarif"]

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_MOST = 5_000  # GitHub shows no more


def as_sarif(findings: list[Finding], _sources: Mapping[str, str]) -> str:
    """Return one run with the rules that were broken and up to 5,000 results.

    A result's fingerprint is made of its code, file, path in the document and message, not of its line, so that a line
    inserted above does not make an old finding new.
    """
    shown = findings[:_MOST]
    codes = sorted({finding.code for finding in shown})
    seen: dict[str, int] = {}
    run = {
        "tool": {"driver": {"name": "trellis", "rules": [_rule(code) for code in codes]}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, codes, seen) for finding in shown],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _rule(code: str) -> dict[str, Any]:
    rule = CATALOGUE[code]
    return {
        "id": code,
        "name": rule.title.title().replace(" ", ""),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.why},
        "help": {"text": rule.cure},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(finding: Finding, codes: list[str], seen: dict[str, int]) -> dict[str, Any]:
    artifact = {"artifactLocation": {"uri": quote(finding.file.replace("\\", "/"), safe="/:")}}
    region = {"region": {"startLine": finding.line, "startColumn": finding.column}} if finding.line else {}
    fix = f" ({finding.fix})" if finding.fix else ""
    return {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.message}{fix}"},
        "locations": [{"physicalLocation": artifact | region}],
        "partialFingerprints": {"trellis/v1": _fingerprint(finding, seen)},
    }


def _fingerprint(finding: Finding, seen: dict[str, int]) -> str:
    digest = digest_of([finding.code, finding.file, list(finding.path), finding.message])[:32]
    seen[digest] = seen.get(digest, 0) + 1
    return f"{digest}:{seen[digest]}"
