"""For test reports: one suite for each file, one failed case for each error or warning."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from governance.findings.model import Finding, Severity
from governance.findings.render.plain import printable

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

__all__ = ["as_junit"]


def as_junit(findings: list[Finding], sources: Mapping[str, str]) -> str:
    """Return JUnit XML; errors are failures, warnings and infos are passed cases that carry their text."""
    from xml.etree.ElementTree import Element, indent, tostring

    root = Element("testsuites", name="trellis check")
    for file in sorted({*sources, *(finding.file for finding in findings)}):
        own = [finding for finding in findings if finding.file == file]
        root.append(_suite(file, own))
    indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _suite(file: str, findings: list[Finding]) -> "Element":
    from xml.etree.ElementTree import Element, SubElement

    failures = sum(finding.severity is Severity.ERROR for finding in findings)
    counts: dict[str, str] = {
        "tests": str(max(len(findings), 1)),
        "failures": str(failures),
        "errors": "0",
        "skipped": "0",
    }
    suite = Element("testsuite", {"name": printable(file) or "trellis", **counts})
    for finding in findings:
        case = SubElement(
            suite, "testcase", classname=printable(file), name=f"{finding.code} {finding.line}:{finding.column}"
        )
        text = printable(f"{finding.where}: {finding.message}" + (f"\nhelp: {finding.fix}" if finding.fix else ""))
        if finding.severity is Severity.ERROR:
            SubElement(case, "failure", type=finding.code, message=printable(finding.message)).text = text
        else:
            SubElement(case, "system-out").text = f"{finding.severity}: {text}"
    if not findings:
        SubElement(suite, "testcase", classname=printable(file), name="no findings")
    return suite
