"""What is wrong with policies, as findings: for terminals, editors, and the machines that review changes."""

from collections.abc import Iterator, Mapping

from governance.findings import Finding
from governance.policy.authoring import PolicyTestReport, complaints_about, formatted_policies
from governance.policy.pitfalls import pitfalls
from governance.policy.tools import RegoTools

__all__ = ["failure_findings", "policy_findings", "silent_findings"]


def policy_findings(files: Mapping[str, str], opa: RegoTools) -> list[Finding]:
    """Return all that is wrong with policies before any test of them runs."""
    complaints = complaints_about(files, opa)
    found = [
        Finding(
            code="TRL405",
            message=f"{complaint.code}: {complaint.message}".removeprefix(": "),
            fix="mend the Rego",
            file=complaint.file,
            line=complaint.line,
            column=complaint.column,
        )
        for complaint in complaints
    ]
    return [*found, *([] if complaints else _unformatted(files, opa)), *silent_findings(files)]


def failure_findings(report: PolicyTestReport) -> list[Finding]:
    """Return what the tests of policies did not hold, each with its place and what it printed."""
    return [
        Finding(
            code="TRL408",
            message=f"{failure.name} failed"
            + "".join(f": {said}" for said in (failure.message, failure.output) if said),
            fix="mend the rule, or the test",
            file=failure.file,
            line=failure.line,
            column=1,
        )
        for failure in report.failures
    ]


def _unformatted(files: Mapping[str, str], opa: RegoTools) -> Iterator[Finding]:
    for name, text in formatted_policies(files, opa).items():
        line = _first_difference(files[name], text)
        message = "OPA would write it differently"
        yield Finding(code="TRL406", message=message, fix="trellis policy fmt", file=name, line=line, column=1)


def _first_difference(one: str, other: str) -> int:
    lines, others = one.splitlines(), other.splitlines()
    same = (number for number, pair in enumerate(zip(lines, others, strict=False), start=1) if pair[0] != pair[1])
    return next(same, min(len(lines), len(others)) or 1)


def silent_findings(files: Mapping[str, str]) -> Iterator[Finding]:
    """Yield the negations that are silent when something in them is missing."""
    for name, text in files.items():
        for found in pitfalls(name, text):
            message = f"`{found.text}` is silent when something in it is missing"
            yield Finding(code="TRL407", message=message, fix="negate a rule", file=name, line=found.line, column=1)
