"""Columns: promised at all, readable as the expected type, and within the expected values."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from governance.contracts.constraints import broken_rules
from governance.contracts.model import Column
from governance.contracts.ranges import Range, range_of, size_of
from governance.contracts.types import Kind
from governance.contracts.values import integer_range
from governance.documents import suggestion
from governance.expectations.types import is_readable_as
from governance.expectations.violation import Violation
from governance.findings import Severity

__all__ = ["column_violations"]


def column_violations(
    promised: tuple[Column, ...], expected: tuple[Column, ...], above: str = ""
) -> Iterator[Violation]:
    """Yield where the promised columns fall short of the expected ones; `above` is the label of what holds them."""
    by_name = {column.name: column for column in promised}
    for column in expected:
        label = f"{above}{column.name}"
        if column.name in by_name:
            yield from _violations(by_name[column.name], column, label)
        else:
            fix = suggestion(column.name, by_name, otherwise="ask the producer for it, or stop using it")
            yield Violation("TRL331", f"No column `{label}` is promised", (*column.path, "name"), fix)


def _violations(promised: Column, expected: Column, label: str) -> Iterator[Violation]:
    if promised.deprecated:
        fix = "look in the contract for what replaces it"
        message = f"`{label}` is on its way out"
        yield Violation("TRL331", message, (*expected.path, "name"), fix, Severity.WARNING)
    if not is_readable_as(promised.type, expected.type):
        message = f"`{label}` is promised as `{promised.type}`, and expected as `{expected.type}`"
        yield Violation("TRL332", message, (*expected.path, "logicalType"), "expect the type that is promised")
        return
    if expected.unit and expected.unit != promised.unit:
        message = f"`{label}` is promised in {promised.unit or 'no unit'}, and expected in {expected.unit}"
        yield Violation("TRL332", message, expected.path, "convert it in the transform")
    if expected.required and not promised.required:
        fix = "handle nulls in the transform and drop `required`, or ask the producer to promise it"
        yield Violation("TRL333", f"`{label}` may be null", (*expected.path, "required"), fix)
    yield from _value_violations(promised, expected, label)
    yield from _nested(promised, expected, label)


def _value_violations(promised: Column, expected: Column, label: str) -> Iterator[Violation]:
    fix = "expect what is promised, or ask the producer for the tighter promise"
    options = (*expected.path, "logicalTypeOptions")
    if extra := _unlisted(promised, expected):
        yield Violation("TRL334", f"`{label}` may be {extra}", (*expected.path, "enum"), fix)
    if promised.enum and not any(_breaks(expected, value) for value in promised.enum):
        return
    within, beyond = _range(promised), range_of(expected.type, expected.options)
    if not beyond.covers(within):
        yield Violation("TRL334", f"`{label}` is promised {within}, and expected {beyond}", options, fix)
    sizes = size_of(promised.type.kind, promised.options), size_of(expected.type.kind, expected.options)
    if not sizes[1].covers(sizes[0]):
        yield Violation(
            "TRL334", f"The size of `{label}` is promised {sizes[0]}, and expected {sizes[1]}", options, fix
        )
    for key in ("pattern", "format", "multipleOf"):
        wanted, given = expected.options.get(key), promised.options.get(key)
        if wanted is not None and not _keeps(key, given, wanted, promised):
            message = f"The {key} `{str(wanted)[:40]}` of `{label}` is not promised"
            yield Violation("TRL334", message, options, fix)


def _breaks(expected: Column, value: Any) -> bool:
    return any(broken_rules(expected.type, expected.options, value))


def _unlisted(promised: Column, expected: Column) -> str:
    """Say which values may come that the expected list does not hold, or ""."""
    if not expected.enum:
        return ""
    if not promised.enum:
        return "any value: no list is promised"
    extra = [value for value in promised.enum if value not in expected.enum]
    return ", ".join(f"`{value}`" for value in extra[:5])


def _range(promised: Column) -> Range:
    """Return the promised range; a whole number without bounds still has those of its type."""
    declared = range_of(promised.type, promised.options)
    if promised.type.kind is not Kind.INTEGER:
        return declared
    least, greatest = map(Decimal, integer_range(promised.type.bits))
    low = (least, False) if declared.low is None else (declared.low, declared.low_open)
    high = (greatest, False) if declared.high is None else (declared.high, declared.high_open)
    return Range(low=low[0], low_open=low[1], high=high[0], high_open=high[1])


def _keeps(key: str, given: Any, wanted: Any, promised: Column) -> bool:
    if key != "multipleOf":
        return bool(given == wanted)
    if wanted == 1 and promised.type.kind is Kind.INTEGER:
        return True
    return given is not None and given % wanted == 0


def _nested(promised: Column, expected: Column, label: str) -> Iterator[Violation]:
    if expected.type.fields:
        yield from column_violations(promised.type.fields, expected.type.fields, f"{label}.")
    inner = (("[]", "item"), (".key", "key"), (".value", "value"))
    for mark, side in inner:
        given, wanted = getattr(promised.type, side), getattr(expected.type, side)
        if given and wanted and expected.type.kind is not Kind.VECTOR:
            yield from _violations(given, wanted, f"{label}{mark}")
