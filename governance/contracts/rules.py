"""The words of quality rules: operators, units, severities, and the names that rules go by."""

import re
from collections.abc import Callable, Mapping
from typing import Any

__all__ = ["OPERATORS", "SEVERITIES", "UNITS", "limit_in_words", "operator_of", "rule_name"]

OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "mustBe": lambda measure, limit: bool(measure == limit),
    "mustNotBe": lambda measure, limit: bool(measure != limit),
    "mustBeGreaterThan": lambda measure, limit: bool(measure > limit),
    "mustBeGreaterOrEqualTo": lambda measure, limit: bool(measure >= limit),
    "mustBeLessThan": lambda measure, limit: bool(measure < limit),
    "mustBeLessOrEqualTo": lambda measure, limit: bool(measure <= limit),
    "mustBeBetween": lambda measure, limit: bool(limit[0] <= measure <= limit[1]),
    "mustNotBeBetween": lambda measure, limit: not limit[0] <= measure <= limit[1],
}
"""The eight operators of ODCS. Both ends of a between count as inside, as in SQL; the standard's text is of two minds."""

_WORDS = {
    "mustBe": "be {}",
    "mustNotBe": "not be {}",
    "mustBeGreaterThan": "be more than {}",
    "mustBeGreaterOrEqualTo": "be at least {}",
    "mustBeLessThan": "be less than {}",
    "mustBeLessOrEqualTo": "be at most {}",
    "mustBeBetween": "be from {} to {}",
    "mustNotBeBetween": "not be from {} to {}",
}

UNITS = ("rows", "percent")

SEVERITIES = {
    "error": "error",
    "critical": "error",
    "high": "error",
    "major": "error",
    "warning": "warning",
    "warn": "warning",
    "medium": "warning",
    "minor": "warning",
    "low": "warning",
    "info": "warning",
}
"""The severities that are understood, and what they come to here; the standard leaves the words open."""


def operator_of(rule: Mapping[str, Any]) -> tuple[str, Any]:
    """Return the operator of a quality rule and its threshold, or `("", None)`."""
    return next(((operator, rule[operator]) for operator in OPERATORS if operator in rule), ("", None))


def limit_in_words(operator: str, threshold: Any) -> str:
    """Return what follows `must`, as in `be at least 5`."""
    bounds = threshold if isinstance(threshold, list | tuple) else [threshold]
    return _WORDS.get(operator, "be {}").format(*bounds, *[""] * (2 - len(bounds)))


def rule_name(rule: Mapping[str, Any]) -> str:
    """Return what a rule is called in reports: its name, id or metric, in snake case."""
    text = str(rule.get("name") or rule.get("id") or rule.get("metric") or rule.get("type") or "rule")
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text).lower()
    return re.sub(r"[^a-z0-9]+", "_", snake).strip("_")[:63] or "rule"
