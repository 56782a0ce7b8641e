"""Findings: what is wrong with a document, where, and what to write instead; and their catalogue."""

from governance.findings.catalogue import CATALOGUE
from governance.findings.explain import catalogue_page, explain, severity_of
from governance.findings.model import Finding, Severity, has_errors, ordered
from governance.findings.render import FORMATS, render
from governance.findings.rule import Rule
from governance.findings.suppress import suppressed

__all__ = [
    "CATALOGUE",
    "FORMATS",
    "Finding",
    "Rule",
    "Severity",
    "catalogue_page",
    "explain",
    "has_errors",
    "ordered",
    "render",
    "severity_of",
    "suppressed",
]
