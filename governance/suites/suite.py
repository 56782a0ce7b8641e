"""From a contract to a suite that leaves no clause of it without a word."""

from collections.abc import Iterator

from governance.checks import CheckPlan, State, compile_checks
from governance.contracts import Contract
from governance.documents import Path
from governance.suites.expectation import Expectation, Suite, Unsaid
from governance.suites.rules import expectations_of

__all__ = ["suite_of"]

_CHECKS = frozenset({"row check", "key check", "table check"})


def suite_of(contract: Contract) -> Suite:
    """Return the suite of a contract: what Great Expectations can judge of it, and why it cannot judge the rest."""
    plan = compile_checks(contract)
    columns = {column.name: column for column in plan.columns}
    expectations: list[Expectation] = []
    reasons: dict[str, str] = {}
    for rule in plan.rules:
        made = expectations_of(rule, columns)
        if isinstance(made, str):
            reasons[rule.id] = made
        else:
            expectations += made
    unsaid = tuple(_unsaid(plan, {one.rule.id for one in expectations}, reasons))
    return Suite(name=contract.id, digest=contract.digest, expectations=tuple(expectations), unsaid=unsaid)


def _unsaid(plan: CheckPlan, said: set[str], reasons: dict[str, str]) -> Iterator[Unsaid]:
    rules: dict[Path, list[str]] = {}
    for rule in plan.rules:
        for path in (rule.path, *rule.covers):
            rules.setdefault(path, []).append(rule.id)
    for clause in plan.clauses:
        asked = rules.get(clause.path, [])
        if clause.state is not State.ENFORCED:
            yield Unsaid(clause=clause, reason=clause.reason or "it asks for nothing")
        elif clause.by in _CHECKS and not asked:
            continue  # a column's name, which the expectation about the set of columns says
        elif clause.by not in _CHECKS:
            yield Unsaid(clause=clause, reason=f"it is enforced by {clause.by}, and not by looking at rows")
        elif missing := [reasons[one] for one in asked if one not in said]:
            yield Unsaid(clause=clause, reason="; ".join(dict.fromkeys(missing)))
