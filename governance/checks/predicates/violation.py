"""One question, asked of every row: SQL that is true where a value breaks a check, false or NULL where it does not."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from governance.checks.convert import Place, converted, each_of, field_of, inner_column, opened
from governance.checks.model import Check, Step
from governance.checks.predicates import collections, limits, texts, values
from governance.contracts.model import Column

__all__ = ["NEVER", "violation"]

NEVER = "false"
_ON_SOURCE = frozenset({"type", "required", "required_field", "null"})


def violation(check: Check, column: Column, *, source: Place, value: Place, now: datetime) -> str:
    """Return SQL that is true where the row breaks `check`, and `NEVER` when none can.

    `source` is the column as it came, `value` the same in the contract's type. `ValueError` says why it cannot be asked.
    """
    if check.kind == "missing":
        null = _inside(source, column, check.steps, _is_null)
        listed = _inside(value, column, check.steps, _asker(check, now))
        return null if listed == NEVER else f"({null} OR {listed})"
    if check.kind == "type" and not check.steps:
        never = converted(source, column).always
        return NEVER if never else f"({source.sql} IS NOT NULL AND {value.sql} IS NULL)"
    if check.kind in _ON_SOURCE:
        return _inside(source, column, check.steps, _SOURCE[check.kind](check.operand))
    return _inside(value, column, check.steps, _asker(check, now))


_Ask = Callable[[Place, Column], str]


def _inside(place: Place, column: Column, steps: tuple[Step, ...], ask: _Ask) -> str:
    """Ask at the end of `steps`; of lists and maps, whether any member breaks the check."""
    if not steps:
        return ask(place, column)
    step, inner = steps[0], inner_column(column, steps[0])
    place = opened(place)
    if step.kind == "field":
        inside = field_of(place, step.name) if place.type.name in {"STRUCT", "JSON"} else None
        return _inside(inside, inner, steps[1:], ask) if inside else NEVER
    each = each_of(place, step)
    asked = _inside(each.member, inner, steps[1:], ask) if each else NEVER
    if each is None or asked == NEVER:
        return NEVER
    return f"len(list_filter({each.sql}, lambda {each.member.sql}: {asked})) > 0"


def _is_null(place: Place, _column: Column) -> str:
    return f"{place.sql} IS NULL"


def _is_not_of_type(place: Place, column: Column) -> str:
    made = converted(place, column)
    return NEVER if made.always else f"({place.sql} IS NOT NULL AND {made.sql} IS NULL)"


def _lacks(name: str) -> _Ask:
    def ask(place: Place, _column: Column) -> str:
        place = opened(place)
        if place.type.name not in {"STRUCT", "JSON"}:
            return NEVER
        return f"({place.sql} IS NOT NULL AND {field_of(place, name).sql} IS NULL)"

    return ask


_SOURCE: Mapping[str, Callable[[Any], _Ask]] = {
    "type": lambda _: _is_not_of_type,
    "required": lambda _: _is_null,
    "null": lambda _: _is_null,
    "required_field": _lacks,
}


def _asker(check: Check, now: datetime) -> _Ask:
    make = _MAKERS[check.kind]
    return lambda place, column: make(place.sql, column, check, now)


def _bound(x: str, column: Column, check: Check, _now: datetime) -> str:
    return limits.beyond(x, column.type, check.kind, check.operand, non_finite=check.non_finite)


def _number_format(x: str, column: Column, check: Check, _now: datetime) -> str:
    if str(check.operand).startswith("f"):
        return limits.beyond_format(x, check.operand, column.type)
    least, greatest = limits.integer_format(check.operand)
    asked = [
        limits.beyond(x, column.type, "minimum", least, non_finite=check.non_finite),
        limits.beyond(x, column.type, "maximum", greatest, non_finite=check.non_finite),
    ]
    broken = [sql for sql in asked if sql != NEVER]
    return f"({' OR '.join(broken)})" if broken else NEVER


def _invalid(x: str, column: Column, check: Check, _now: datetime) -> str:
    broken = []
    if (valid := check.operand.get("validValues")) is not None:
        broken.append(values.not_one_of(x, column.type, valid))
    if (pattern := check.operand.get("pattern")) is not None:
        broken.append(texts.mismatch(x, pattern))
    if not broken:
        raise ValueError("it does not say what is valid: give `validValues` or `pattern`")
    return f"({' OR '.join(broken)})"


_Maker = Callable[[str, Column, Check, datetime], str]
_MAKERS: Mapping[str, _Maker] = {
    **dict.fromkeys(("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"), _bound),
    "finite": lambda x, _column, _check, _now: limits.not_finite(x),
    "number_format": _number_format,
    "multipleOf": lambda x, column, check, _now: limits.not_multiple(
        x, column.type, check.operand, non_finite=check.non_finite
    ),
    "minLength": lambda x, _column, check, _now: f"length({x}) < {int(check.operand)}",
    "maxLength": lambda x, _column, check, _now: f"length({x}) > {int(check.operand)}",
    "pattern": lambda x, _column, check, _now: texts.mismatch(x, check.operand),
    "text_format": lambda x, _column, check, _now: texts.not_formatted(x, check.operand),
    "enum": lambda x, column, check, _now: values.not_one_of(x, column.type, check.operand),
    "minItems": lambda x, _column, check, _now: collections.item_count(x, "<", check.operand),
    "maxItems": lambda x, _column, check, _now: collections.item_count(x, ">", check.operand),
    "dimensions": lambda x, _column, check, _now: collections.item_count(x, "<>", check.operand),
    "uniqueItems": lambda x, _column, _check, _now: collections.repeated_items(x),
    "elements": lambda x, _column, _check, _now: collections.vector_gap(x),
    "normalized": lambda x, _column, _check, _now: collections.not_normalized(x),
    "minProperties": lambda x, column, check, _now: collections.property_count(
        x, [field.name for field in column.type.fields], "<", check.operand
    ),
    "maxProperties": lambda x, column, check, _now: collections.property_count(
        x, [field.name for field in column.type.fields], ">", check.operand
    ),
    "missing": lambda x, column, check, _now: values.one_of(x, column.type, check.operand),
    "invalid": _invalid,
    "future": lambda x, column, _check, now: values.in_future(x, column.type, now),
}
