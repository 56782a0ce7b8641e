"""Measures that can be carried from run to run, so that the whole table is judged by looking at what changes in it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from governance.checks.aggregate import ROWS, is_counted
from governance.checks.model import CheckPlan, Rule

__all__ = ["Carried", "carried_plan", "carry", "rest_of"]

# A key stands twice in two halves that each have it once; how many rows are old or in the future depends on the hour.
_ANEW = frozenset({"unique", "references", "retention", "future", "sql"})


@dataclass(frozen=True, kw_only=True)
class Carried:
    """`measures` of the whole table by rule id, as far as they can be told; the ids in `unknown` are to be measured."""

    measures: Mapping[str, Any]
    unknown: frozenset[str]


def _is_carried(rule: Rule) -> bool:
    return is_counted(rule) and rule.check.kind not in _ANEW


def carried_plan(plan: CheckPlan) -> CheckPlan:
    """Return the plan of the measures that can be carried: counts of rows, and the newest moment."""
    return replace(plan, rules=tuple(rule for rule in plan.rules if _is_carried(rule)), clauses=())


def rest_of(plan: CheckPlan, unknown: frozenset[str]) -> CheckPlan:
    """Return the plan of the measures that are to be taken on the whole table."""
    kept = (rule for rule in plan.rules if not _is_carried(rule) or rule.id in unknown)
    return replace(plan, rules=tuple(kept), clauses=())


def carry(
    plan: CheckPlan, before: Mapping[str, Any], added: Mapping[str, Any], removed: Mapping[str, Any] | None = None
) -> Carried | None:
    """Return the measures of a table that had `before`, was given rows that measure `added`, and lost those of `removed`.

    All are by rule id and have `rows`. The newest moment is unknown when it may have been among what was lost. None when
    `before` lacks a measure, or a count would come out below zero: it is then of another table.
    """
    found: dict[str, Any] = {}
    unknown = set[str]()
    counted = [rule.id for rule in carried_plan(plan).rules if rule.check.kind != "freshness"]
    for name in (ROWS, *counted):
        if not isinstance(before.get(name), int):
            return None
        found[name] = before[name] + added[name] - (removed[name] if removed else 0)
        if found[name] < 0:
            return None
    for rule in carried_plan(plan).rules:
        if rule.check.kind == "freshness":
            if rule.id not in before:
                return None
            newest, lost = before[rule.id], removed[rule.id] if removed else None
            if lost is not None and (newest is None or lost >= newest):
                unknown.add(rule.id)
                continue
            found[rule.id] = max((one for one in (newest, added[rule.id]) if one is not None), default=None)
    return Carried(measures=found, unknown=frozenset(unknown))
