"""From measures to outcomes: what was found, what was asked, and a sentence that says both."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from governance.checks.aggregate import ROWS, is_counted
from governance.checks.model import CheckPlan, Limit, Outcome, Rule
from governance.contracts.rules import OPERATORS, limit_in_words
from governance.contracts.types import Kind

__all__ = ["judge"]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NONE = Limit("mustBe", 0)


def judge(
    plan: CheckPlan, measures: Mapping[str, Any], now: datetime, *, failures: Mapping[str, str] | None = None
) -> list[Outcome]:
    """Return the outcome of every rule that is counted, and of every rule in SQL on the whole table, in the plan's order.

    `measures` are by rule id, as `aggregate` and `sql_measures` yield them, `failures` the messages of queries that
    ended without a number: a rule that could not be measured is not kept.
    """
    asked = [rule for rule in plan.rules if is_counted(rule) or (rule.check.kind == "sql" and rule.scope == "table")]
    return [_judged(plan, rule, measures, now, (failures or {}).get(rule.id, "")) for rule in asked]


def _judged(plan: CheckPlan, rule: Rule, measures: Mapping[str, Any], now: datetime, failure: str) -> Outcome:
    if rule.id not in measures:
        return _outcome(rule, passed=False, measured=None, found=f"it could not be measured: {failure or 'no answer'}")
    measured, rows = measures[rule.id], int(measures.get(ROWS) or 0)
    if rule.check.kind == "freshness":
        return _fresh(plan, rule, measured, now)
    limit = rule.check.limit or _NONE
    if limit.unit == "percent" and rule.check.kind not in {"sql", "row_count"}:
        share = 100 * measured / rows if rows else 0.0
        return _outcome(
            rule, passed=_keeps(limit, share), measured=share, found=f"it is {share:.4g} % of {rows:,} rows"
        )
    return _outcome(rule, passed=_keeps(limit, measured), measured=measured, found=_found(rule, measured, rows))


def _found(rule: Rule, measured: Any, rows: int) -> str:
    if rule.check.kind == "sql":
        limit = rule.check.limit or _NONE
        return f"its query gives {measured}, which must {limit_in_words(limit.operator, limit.threshold)}"
    if rule.check.kind == "row_count":
        return f"there are {measured:,}"
    return f"{measured:,} of {rows:,} rows do not keep it"


def _keeps(limit: Limit, measured: Any) -> bool:
    try:
        return OPERATORS[limit.operator](measured, limit.threshold)
    except (TypeError, KeyError, IndexError):
        return False


def _outcome(rule: Rule, *, passed: bool, measured: Any, found: str) -> Outcome:
    return Outcome(
        rule=rule.id,
        passed=passed,
        severity=rule.severity,
        measured=measured,
        expected=rule.title,
        message=f"{rule.title}; {found}",
        is_sql=rule.check.kind == "sql",
    )


def _fresh(plan: CheckPlan, rule: Rule, newest: int | None, now: datetime) -> Outcome:
    """A date counts until its end."""
    if newest is None:
        return _outcome(rule, passed=False, measured=None, found=f"no row has a `{rule.column}`")
    column = next(column for column in plan.columns if column.name == rule.column)
    moment = _EPOCH + timedelta(microseconds=newest) + timedelta(days=column.type.kind is Kind.DATE)
    age = max(now.astimezone(UTC) - moment, timedelta())
    passed = age.total_seconds() <= rule.check.operand
    shown = f"the newest is {_spoken(age)} old"
    return _outcome(rule, passed=passed, measured=moment.isoformat(), found=shown)


def _spoken(age: timedelta) -> str:
    seconds = int(age.total_seconds())
    for size, word in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            return f"{seconds // size} {word}{'s' * (seconds >= 2 * size)}"
    return f"{seconds} second{'s' * (seconds != 1)}"
