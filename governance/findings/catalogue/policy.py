"""TRL401 to TRL404: policies."""

from governance.findings.model import Severity
from governance.findings.rule import Rule

__all__ = ["POLICY"]

POLICY = (
    Rule(
        code="TRL401",
        title="A policy refuses",
        why="The mesh's common rules, or the domain's, do not allow it; the message names the policy and the smallest change.",
        cure="Make the change, or ask the policy's owners for a waiver.",
        before="team: {name: flight_ops}",
        after="team: {name: flight_ops, members: [{username: ana, role: owner}]}",
    ),
    Rule(
        code="TRL402",
        title="A policy warns",
        why="A rule that is being introduced says what it will refuse later.",
        cure="Make the change before the rule is enforced.",
        before="slaProperties: []",
        after="slaProperties: [{property: freshness, value: 24, unit: h}]",
        severity=Severity.WARNING,
    ),
    Rule(
        code="TRL403",
        title="A local policy that cannot be combined",
        why="A product's policies stand in the package `local`, or below it, where they can only tighten what the mesh "
        "allows.",
        cure="Begin the file with `package local.read`.",
        before="package access",
        after="package local.read",
    ),
    Rule(
        code="TRL404",
        title="A local policy without a test",
        why="A rule that was never seen to refuse may refuse nothing.",
        cure="Write `<policy>_test.rego` beside it.",
        before="policies/own.rego",
        after="policies/own.rego\npolicies/own_test.rego",
        severity=Severity.WARNING,
    ),
)
