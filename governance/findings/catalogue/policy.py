"""TRL401 to TRL408: policies."""

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
    Rule(
        code="TRL405",
        title="Rego that is not sound",
        why="It does not parse or compile, names something twice or never uses it, or calls a builtin that depends on more "
        "than its arguments; a decision could then not be made again.",
        cure="Mend what OPA complains about.",
        before="deny contains x if true",
        after='deny contains "closed" if true',
    ),
    Rule(
        code="TRL406",
        title="Rego that is not formatted",
        why="One form lets a review show what a change of the law means, and nothing else.",
        cure="Run `trellis policy fmt` on it.",
        before="deny contains 1   if   input.now<5",
        after="deny contains 1 if input.now < 5",
    ),
    Rule(
        code="TRL407",
        title="A negation that is silent when something is missing",
        why="`not f(input.x)` is undefined, not true, when there is no `input.x`, so a denial that is guarded by it does not fire.",
        cure="Give the condition a rule of its own and negate that.",
        before='deny contains 1 if not startswith(input.purpose, "x")',
        after='deny contains 1 if not _known\n\n_known if startswith(input.purpose, "x")',
    ),
    Rule(
        code="TRL408",
        title="A policy's test fails",
        why="The rule does not do what its test says it does.",
        cure="Mend the rule, or the test.",
        before="test_weekend if count(read.deny) == 2",
        after="test_weekend if count(read.deny) == 1",
    ),
)
