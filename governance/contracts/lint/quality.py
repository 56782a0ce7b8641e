"""Quality rules: that they measure something here, compare it with something possible, and contradict nothing."""

from collections.abc import Iterator
from typing import Any

from governance.contracts.lint.check import of_contract, of_each_rule
from governance.contracts.lint.subject import Complaint, Rule, Subject
from governance.contracts.rules import OPERATORS, SEVERITIES, UNITS, operator_of, rule_name
from governance.documents import shown, suggestion

__all__ = ["QUALITY"]

_LEVELS = {
    "nullValues": "column",
    "missingValues": "column",
    "invalidValues": "column",
    "duplicateValues": "",
    "rowCount": "table",
}
_ARGUMENTS = {
    "missingValues": {"missingValues"},
    "invalidValues": {"validValues", "pattern"},
    "duplicateValues": {"properties"},
}
_BETWEEN = {"mustBeBetween", "mustNotBeBetween"}


@of_each_rule("TRL252")
def a_threshold_can_be_reached(rule: Rule) -> Iterator[Complaint]:
    operator, threshold = operator_of(rule.data)
    if not operator or rule.kind not in {"library", "sql"}:
        return
    numbers = threshold if operator in _BETWEEN and isinstance(threshold, list) else [threshold]
    for number in numbers:
        problem = _impossible(rule, operator, number)
        if problem:
            yield rule.complain(f"`{operator}: {str(threshold)[:30]}` {problem[0]}", operator, fix=problem[1])
            return
    if len(numbers) == 2 and numbers[0] > numbers[1]:
        fix = f"write `{operator}: [{numbers[1]}, {numbers[0]}]`"
        yield rule.complain(f"Nothing is between {numbers[0]} and {numbers[1]}", operator, fix=fix)


def _impossible(rule: Rule, operator: str, number: Any) -> tuple[str, str] | None:
    """Say why no measure can be held against `number`: a count is a whole number from 0, a share is 0 to 100."""
    is_sql = rule.kind == "sql"
    if isinstance(number, bool) and is_sql and operator in {"mustBe", "mustNotBe"}:
        return None
    if isinstance(number, bool) or not isinstance(number, int | float):
        return "is no number", "write a number, as in `mustBe: 0`"
    if is_sql:
        return None
    percent = rule.data.get("unit") == "percent"
    if number < 0 or (number == 0 and operator == "mustBeLessThan"):
        return "asks for less than nothing", "counts start at 0; write `mustBe: 0` for none"
    if percent and (number > 100 or (number == 100 and operator == "mustBeGreaterThan")):
        return "asks for more than all", "a percentage ends at 100"
    if not percent and operator in {"mustBe", "mustNotBe"} and not float(number).is_integer():
        return "is no count", "write a whole number, or add `unit: percent`"
    return None


@of_each_rule("TRL253")
def a_metric_stands_where_it_can_be_measured(rule: Rule) -> Iterator[Complaint]:
    level = _LEVELS.get(str(rule.data.get("metric")), "")
    here = "column" if rule.field else "table"
    if rule.kind == "library" and level and level != here:
        fix = f"move it to the `quality` of the {level}"
        yield rule.complain(f"`{rule.data['metric']}` is measured on a {level}, not on a {here}", "metric", fix=fix)


@of_each_rule("TRL254")
def arguments_belong_to_the_metric(rule: Rule) -> Iterator[Complaint]:
    metric, arguments = str(rule.data.get("metric")), rule.data.get("arguments") or {}
    if rule.kind != "library" or metric not in _LEVELS:
        return
    known = _ARGUMENTS.get(metric, set())
    for name in sorted(set(arguments) - known):
        fix = suggestion(name, known, otherwise="remove it")
        yield rule.complain(f"`{metric}` has no argument `{name[:40]}`", "arguments", name, fix=fix)


@of_contract("TRL254")
def a_metric_has_the_arguments_it_needs(subject: Subject) -> Iterator[Complaint]:
    for rule in subject.rules:
        problem = _missing(rule, subject) if rule.kind == "library" else None
        if problem:
            message, steps, fix = problem
            yield rule.complain(message, *steps, fix=fix)


def _missing(rule: Rule, subject: Subject) -> tuple[str, tuple[str | int, ...], str] | None:
    metric, arguments = rule.data.get("metric"), rule.data.get("arguments") or {}
    if metric == "invalidValues" and not {"validValues", "pattern"} & set(arguments):
        fix = "add `arguments: {validValues: […]}` or `arguments: {pattern: …}`"
        return "`invalidValues` does not say what is valid", ("metric",), fix
    if metric != "duplicateValues" or rule.field:
        return _not_a_list(arguments)
    properties = arguments.get("properties")
    if not isinstance(properties, list) or not properties:
        return "`duplicateValues` on a table does not name columns", ("metric",), "add `arguments: {properties: […]}`"
    for at, name in enumerate(properties):
        if name not in subject.names:
            fix = suggestion(str(name), subject.names, otherwise="name a column of the table")
            return f"There is no column {shown(name)}", ("arguments", "properties", at), fix
    return None


def _not_a_list(arguments: Any) -> tuple[str, tuple[str | int, ...], str] | None:
    for name in ("validValues", "missingValues"):
        if name in arguments and not (isinstance(arguments[name], list) and arguments[name]):
            return f"`{name}` is no list of values", ("arguments", name), "write a list, as in `[kg, lb]`"
    pattern = arguments.get("pattern", "")
    return None if isinstance(pattern, str) else ("`pattern` is no text", ("arguments", "pattern"), "put it in quotes")


@of_each_rule("TRL255")
def a_rule_agrees_with_its_column(rule: Rule) -> Iterator[Complaint]:
    if rule.field is None or rule.kind != "library":
        return
    never = {"nullValues": "required", "duplicateValues": "unique"}.get(str(rule.data.get("metric")))
    promised = bool(never) and (bool(rule.field.data.get(str(never))) or (never == "required" and rule.field.is_key))
    operator, threshold = operator_of(rule.data)
    if promised and not _holds_for_zero(operator, threshold):
        message = f"`{rule.field.label}` is {never}, and this rule asks for rows that break it"
        yield rule.complain(message, operator or "metric", fix=f"write `mustBe: 0`, or remove `{never}: true`")
    elif promised and (operator, threshold) != ("mustBe", 0):
        message = f"`{rule.field.label}` is {never}, so there are none to tolerate"
        yield rule.complain(message, operator, fix=f"remove the rule, or `{never}: true`")


def _holds_for_zero(operator: str, threshold: Any) -> bool:
    if operator not in OPERATORS:
        return True
    try:
        return OPERATORS[operator](0, threshold)
    except (TypeError, IndexError):
        return True


@of_each_rule("TRL256")
def severity_and_unit_are_known(rule: Rule) -> Iterator[Complaint]:
    for key, known in (("severity", SEVERITIES), ("unit", UNITS)):
        word = rule.data.get(key)
        if isinstance(word, str) and word not in known and rule.kind in {"library", "sql"}:
            fix = suggestion(word, known)
            yield rule.complain(f"The {key} `{word[:40]}` is unknown", key, fix=fix)


@of_contract("TRL257")
def rules_have_names_of_their_own(subject: Subject) -> Iterator[Complaint]:
    seen: set[str] = set()
    for rule in subject.rules:
        given = rule.data.get("name") or rule.data.get("id")
        name = f"{rule.field.label if rule.field else 'table'}.{rule_name(rule.data)}"
        if given and name in seen:
            key = "name" if rule.data.get("name") else "id"
            yield rule.complain(f"Another rule is called `{name}`", key, fix="give each rule its own name")
        seen.add(name)


@of_each_rule("TRL258")
def a_rule_is_enforced_here(rule: Rule) -> Iterator[Complaint]:
    if rule.kind == "text":
        yield rule.complain(
            "A rule in words is shown to readers, and enforced by nobody", fix="add an SQL rule beside it"
        )
    elif rule.kind == "custom":
        engine = str(rule.data.get("engine"))[:40]
        yield rule.complain(
            f"Rules for `{engine}` are not enforced here", "engine", fix="write it as a metric or SQL rule"
        )


@of_each_rule("TRL258")
def a_schedule_is_kept_here(rule: Rule) -> Iterator[Complaint]:
    if "schedule" in rule.data:
        message = "Rules run with every write; the schedule has no effect"
        yield rule.complain(message, "schedule", fix="remove `schedule` and `scheduler`")


QUALITY = (
    a_threshold_can_be_reached,
    a_metric_stands_where_it_can_be_measured,
    arguments_belong_to_the_metric,
    a_metric_has_the_arguments_it_needs,
    a_rule_agrees_with_its_column,
    severity_and_unit_are_known,
    rules_have_names_of_their_own,
    a_rule_is_enforced_here,
    a_schedule_is_kept_here,
)
