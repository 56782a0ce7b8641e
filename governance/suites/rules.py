"""From one rule to expectations that count the same rows, or to the reason why none does."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from governance.checks import Rule
from governance.contracts.model import Column
from governance.contracts.types import Kind
from governance.suites.expectation import Expectation
from governance.suites.measures import non_null_share, row_count

__all__ = ["expectations_of"]

Made = list[Expectation] | str
"""Expectations, or the reason why there are none."""

_MOMENTS = frozenset({Kind.DATE, Kind.TIMESTAMP})
_EXACT = frozenset({Kind.INTEGER, Kind.FLOAT, *_MOMENTS})
_NO_EXPECTATION: Mapping[str, str] = {
    "type": "it sees what pandas made of a value, and not what stood in the source",
    "finite": "pandas takes NaN for a missing value",
    "multipleOf": "it has no expectation about multiples",
    "references": "it looks at one table at a time",
    "sql": "its own SQL is for other engines than the one that holds these rows",
    "future": "a suite is written down once, and has no clock",
    "freshness": "a suite is written down once, and has no clock",
    "retention": "a suite is written down once, and has no clock",
}
_NESTED = "it looks at whole columns, not into them"
_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_BYTE = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_FORMATS = {"uuid": _UUID, "ipv4": rf"{_BYTE}(?:\.{_BYTE}){{3}}"}


def expectations_of(rule: Rule, columns: Mapping[str, Column]) -> Made:
    """Return the expectations that a rule becomes: together they count the rows that break it."""
    check = rule.check
    if check.kind in _NO_EXPECTATION:
        return _NO_EXPECTATION[check.kind]
    if check.steps or any(len(way) > 1 for way in check.columns):
        return _NESTED
    if rule.scope == "table" and check.kind not in {"row_count", "null", "missing_columns", "undeclared_columns"}:
        return "it has no expectation for such a count over all rows"
    make = _MAKERS.get(check.kind)
    return make(rule, columns) if make else _NESTED


def _one(rule: Rule, kind: str, *, moments: tuple[str, ...] = (), **kwargs: Any) -> list[Expectation]:
    about = {"column": rule.column} if rule.column and "column_list" not in kwargs else {}
    return [Expectation(rule=rule, type=kind, kwargs={**about, **kwargs}, moments=moments)]


def _not_null(rule: Rule, _columns: Mapping[str, Column]) -> Made:
    if rule.scope == "table":
        found = non_null_share(rule.check.limit)
        if isinstance(found, str):
            return found
        return _one(rule, "expect_column_proportion_of_non_null_values_to_be_between", **found)
    return _one(rule, "expect_column_values_to_not_be_null")


def _missing(rule: Rule, _columns: Mapping[str, Column]) -> Made:
    others = [value for value in rule.check.operand if value is not None]
    made = _one(rule, "expect_column_values_to_not_be_null")
    return made + (_one(rule, "expect_column_values_to_not_be_in_set", value_set=others) if others else [])


def _invalid(rule: Rule, columns: Mapping[str, Column]) -> Made:
    arguments = rule.check.operand
    if set(arguments) == {"validValues"}:
        return _in_set(rule, columns, list(arguments["validValues"]))
    if set(arguments) == {"pattern"} and columns[rule.column].type.kind is Kind.STRING:
        return _matching(rule, str(arguments["pattern"]))
    return "it cannot say of one value that it keeps a list and a pattern"


def _enum(rule: Rule, columns: Mapping[str, Column]) -> Made:
    return _in_set(rule, columns, list(rule.check.operand))


def _in_set(rule: Rule, columns: Mapping[str, Column], values: list[Any]) -> Made:
    kind = columns[rule.column].type.kind
    if kind not in {Kind.STRING, Kind.INTEGER, Kind.BOOLEAN}:
        return f"its lists are JSON, which has no {kind.value}s that compare exactly"
    return _one(rule, "expect_column_values_to_be_in_set", value_set=values)


def _bound(rule: Rule, columns: Mapping[str, Column]) -> Made:
    column, limit = columns[rule.column], rule.check.operand
    if column.type.kind not in _EXACT and not (column.type.kind is Kind.DECIMAL and _is_exact(limit)):
        return f"it compares a {column.type.kind.value} with such a limit inexactly"
    if column.type.kind in _MOMENTS and column.options.get("defaultTimezone"):
        return "it knows no zone for moments that have none"
    side = "min" if rule.check.kind in {"minimum", "exclusiveMinimum"} else "max"
    strict = {f"strict_{side}": True} if rule.check.kind.startswith("exclusive") else {}
    moments = (f"{side}_value",) if column.type.kind in _MOMENTS else ()
    return _one(rule, "expect_column_values_to_be_between", moments=moments, **{f"{side}_value": limit}, **strict)


def _is_exact(limit: Any) -> bool:
    return isinstance(limit, int | float) and Fraction(str(limit)) == Fraction(limit)


def _length(rule: Rule, _columns: Mapping[str, Column]) -> Made:
    side = "min" if rule.check.kind == "minLength" else "max"
    return _one(
        rule, "expect_column_value_lengths_to_be_between", **dict[str, Any]({f"{side}_value": rule.check.operand})
    )


def _pattern(rule: Rule, _columns: Mapping[str, Column]) -> Made:
    return _matching(rule, str(rule.check.operand))


def _matching(rule: Rule, pattern: str) -> Made:
    return _one(rule, "expect_column_values_to_match_regex", regex=f"^(?:{pattern})$")


def _text_format(rule: Rule, _columns: Mapping[str, Column]) -> Made:
    known = _FORMATS.get(str(rule.check.operand))
    return _matching(rule, known) if known else f"it has no expectation for the format {rule.check.operand}"


def _number_format(rule: Rule, columns: Mapping[str, Column]) -> Made:
    form = str(rule.check.operand)
    if columns[rule.column].type.kind is not Kind.INTEGER or form[0] not in "iu":
        return f"it has no expectation for the format {form}"
    bits = int(form[1:])
    least, most = (0, 2**bits - 1) if form[0] == "u" else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    return _one(rule, "expect_column_values_to_be_between", min_value=least, max_value=most)


def _unique(rule: Rule, columns: Mapping[str, Column]) -> Made:
    names = [way[0].name for way in rule.check.columns]
    if any(columns[name].type.kind in {Kind.OBJECT, Kind.ARRAY, Kind.MAP, Kind.VECTOR} for name in names):
        return _NESTED
    if len(names) == 1:
        return _one(rule, "expect_column_values_to_be_unique", column=names[0])
    return _one(rule, "expect_compound_columns_to_be_unique", column_list=names, ignore_row_if="any_value_is_missing")


def _rows(rule: Rule, _columns: Mapping[str, Column]) -> Made:
    found = row_count(rule.check.limit)
    return found if isinstance(found, str) else _one(rule, "expect_table_row_count_to_be_between", **found)


def _columns(rule: Rule, columns: Mapping[str, Column]) -> Made:
    exact = rule.check.kind == "undeclared_columns"
    return _one(rule, "expect_table_columns_to_match_set", column_set=list(columns), exact_match=exact)


_MAKERS: Mapping[str, Callable[[Rule, Mapping[str, Column]], Made]] = {
    "required": _not_null,
    "null": _not_null,
    "missing": _missing,
    "invalid": _invalid,
    "enum": _enum,
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), _bound),
    **dict.fromkeys(("minLength", "maxLength"), _length),
    "pattern": _pattern,
    "text_format": _text_format,
    "number_format": _number_format,
    "unique": _unique,
    "row_count": _rows,
    **dict.fromkeys(("missing_columns", "undeclared_columns"), _columns),
}
