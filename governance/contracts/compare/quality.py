"""Quality rules: gone, new, looser, stricter."""

from collections.abc import Iterator
from typing import Any

from governance.contracts.compare.change import Change
from governance.contracts.compare.constraints import covering
from governance.contracts.compare.differ import Place, breaking, pairs, safe, warning
from governance.contracts.model import Contract, QualityRule
from governance.contracts.ranges import Range

__all__ = ["allowed_measures", "quality_changes"]

_ENFORCED = {"library", "sql"}
_RANGES = {
    "mustBe": lambda limit: Range(low=limit, high=limit),
    "mustBeGreaterThan": lambda limit: Range(low=limit, low_open=True),
    "mustBeGreaterOrEqualTo": lambda limit: Range(low=limit),
    "mustBeLessThan": lambda limit: Range(high=limit, high_open=True),
    "mustBeLessOrEqualTo": lambda limit: Range(high=limit),
    "mustBeBetween": lambda limit: Range(low=limit[0], high=limit[1]),
}


def quality_changes(old: Contract, new: Contract) -> Iterator[Change]:
    """Yield what changed in the quality rules of the table and of the columns that are still there."""
    yield from _rules_changes(old.table.quality, new.table.quality, "")
    for label, before, after in pairs(old, new):
        yield from _rules_changes(before.quality, after.quality, label)


def _rules_changes(old: tuple[QualityRule, ...], new: tuple[QualityRule, ...], column: str) -> Iterator[Change]:
    before, after = {rule.name: rule for rule in old}, {rule.name: rule for rule in new}
    for name, rule in before.items():
        label = f"{column or 'table'}.{name}"
        if name in after:
            yield from _rule_changes(rule, after[name], label, column)
        elif rule.kind in _ENFORCED and rule.severity == "error":
            yield breaking("quality-loosened", Place(rule.path, column), (name, None), f"The rule `{label}` is gone")
        else:
            yield warning("quality-loosened", Place(rule.path, column), (name, None), f"The rule `{label}` is gone")
    for name, rule in after.items():
        if name not in before:
            label = f"{column or 'table'}.{name}"
            yield safe("quality-tightened", Place(rule.path, column), (None, name), f"The rule `{label}` is new")


def _rule_changes(old: QualityRule, new: QualityRule, label: str, column: str) -> Iterator[Change]:
    place = Place(new.path, column)
    measured = ("kind", "metric", "query", "unit")
    if any(getattr(old, key) != getattr(new, key) for key in measured) or dict(old.arguments) != dict(new.arguments):
        values = (old.query or old.metric, new.query or new.metric)
        yield warning("quality-changed", place, values, f"The rule `{label}` measures something else")
    elif (old.operator, old.threshold) != (new.operator, new.threshold):
        yield _threshold_change(old, new, label, place)
    if old.severity != new.severity:
        values = (old.severity, new.severity)
        if new.severity == "warning":
            message = f"Breaking the rule `{label}` no longer stops anything"
            yield breaking("quality-loosened", place.within("severity"), values, message)
        else:
            yield safe(
                "quality-tightened", place.within("severity"), values, f"Breaking the rule `{label}` stops it now"
            )
    if (old.description, old.dimension) != (new.description, new.dimension):
        values = (old.description, new.description)
        yield safe("documentation-changed", place, values, f"The rule `{label}` is described otherwise")


def _threshold_change(old: QualityRule, new: QualityRule, label: str, place: Place) -> Change:
    values: tuple[Any, Any] = (f"{old.operator} {old.threshold}", f"{new.operator} {new.threshold}")
    message = f"The rule `{label}` asked for `{values[0]}` and asks for `{values[1]}`"
    before, after = allowed_measures(old), allowed_measures(new)
    if before is None or after is None:
        return warning("quality-changed", place, values, message)
    kind, wider = covering(before, after)
    if wider:
        return breaking("quality-loosened", place, values, message)
    return safe(f"quality-{kind}", place, values, message)


def allowed_measures(rule: QualityRule) -> Range | None:
    """Return the measures that a rule allows, None when they are no interval of numbers."""
    limits = rule.threshold if isinstance(rule.threshold, list) else [rule.threshold]
    if rule.operator not in _RANGES or not all(isinstance(limit, int | float) for limit in limits):
        return None
    return _RANGES[rule.operator](rule.threshold)
