"""Keys, quality rules and service levels: whether the contract promises what is relied on."""

from collections.abc import Iterator

from governance.contracts.compare.promises import worth
from governance.contracts.compare.quality import allowed_measures
from governance.contracts.model import Column, Contract, QualityRule, ServiceLevel, Table
from governance.contracts.promises import MORE_IS_BETTER
from governance.expectations.violation import Violation
from governance.findings import Severity

__all__ = ["key_violations", "promise_violations", "quality_violations"]


def key_violations(promised: Table, expected: Table) -> Iterator[Violation]:
    """Yield keys and unique columns that are relied on and not promised."""
    if expected.primary_key and set(expected.primary_key) != set(promised.primary_key):
        named = ", ".join(f"`{name}`" for name in promised.primary_key) or "no key"
        message = f"The primary key is relied on, and {named} is promised"
        yield Violation("TRL335", message, expected.path, "expect the key that is promised")
    for column in expected.columns:
        if column.unique and not _is_unique(promised, column.name):
            fix = "remove duplicates in the transform, or ask the producer to promise it"
            yield Violation("TRL335", f"`{column.name}` may hold a value twice", (*column.path, "unique"), fix)


def _is_unique(promised: Table, name: str) -> bool:
    column = promised.column(name)
    return promised.primary_key == (name,) or bool(column and column.unique)


def quality_violations(promised: Table, expected: Table) -> Iterator[Violation]:
    """Yield quality rules that are relied on and not promised: warnings, as a run checks them in any case."""
    pairs: list[tuple[Column | None, Column | None, tuple[QualityRule, ...]]] = [(None, None, expected.quality)]
    pairs += [(column, promised.column(column.name), column.quality) for column in expected.columns]
    for column, other, rules in pairs:
        for rule in rules:
            given = other.quality if other else () if column else promised.quality
            if not _is_promised(rule, given, promised, other):
                message = f"The rule `{rule.name}` is not promised; it is checked with every run"
                fix = "ask the producer to promise it"
                yield Violation("TRL335", message, rule.path, fix, Severity.WARNING)


def _is_promised(rule: QualityRule, given: tuple[QualityRule, ...], table: Table, column: Column | None) -> bool:
    if rule.kind not in {"library", "sql"}:
        return True
    if column and (rule.operator, rule.threshold) == ("mustBe", 0):
        if rule.metric == "nullValues" and column.required:
            return True
        if rule.metric == "duplicateValues" and _is_unique(table, column.name):
            return True
    return any(_covers(rule, other) for other in given if other.severity in {"error", rule.severity})


def _covers(rule: QualityRule, promised: QualityRule) -> bool:
    """Tell whether whatever `promised` allows `rule` allows too, the same thing being measured."""
    measured = (rule.metric, rule.unit, dict(rule.arguments), " ".join(rule.query.split()))
    other = (promised.metric, promised.unit, dict(promised.arguments), " ".join(promised.query.split()))
    if measured != other:
        return False
    if (rule.operator, rule.threshold) == (promised.operator, promised.threshold):
        return True
    wanted, given = allowed_measures(rule), allowed_measures(promised)
    return wanted is not None and given is not None and wanted.covers(given)


def promise_violations(contract: Contract, expected: tuple[ServiceLevel, ...]) -> Iterator[Violation]:
    """Yield service levels that are relied on and not promised as well."""
    for level in expected:
        given = [one for one in contract.service_levels if one.property == level.property]
        if level.element:
            given = [one for one in given if one.element in {"", level.element}] or given
        if not given:
            message = f"No `{level.property}` is promised"
            yield Violation("TRL336", message, level.path, "ask the producer for it, or do without")
        elif not any(_is_as_good(one, level) for one in given):
            message = f"`{level.property}` is promised as {_spoken(given[0])}, and expected as {_spoken(level)}"
            yield Violation("TRL336", message, (*level.path, "value"), "expect what is promised, or ask for more")


def _is_as_good(promised: ServiceLevel, expected: ServiceLevel) -> bool:
    given, wanted = worth(promised), worth(expected)
    if given is None or wanted is None or type(given) is not type(wanted):
        return bool(promised.value == expected.value)
    return bool(given >= wanted if expected.property in MORE_IS_BETTER else given <= wanted)


def _spoken(level: ServiceLevel) -> str:
    return f"{level.value} {level.unit}".strip()
