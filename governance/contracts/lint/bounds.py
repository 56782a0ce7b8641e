"""Ranges, lengths and multiples: that they can be read, that something fits, that they say something."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

from governance.contracts.lint.check import of_each_field
from governance.contracts.lint.subject import Complaint, Field
from governance.contracts.ranges import BOUNDS, SIZES, Range, range_of, size_of
from governance.contracts.types import DataType, Kind
from governance.contracts.values import integer_range, read_value

__all__ = ["BOUNDS_CHECKS"]

_NUMBERS = {Kind.INTEGER, Kind.DECIMAL, Kind.FLOAT}


@of_each_field("TRL222")
def a_bound_is_a_value_of_the_type(field: Field) -> Iterator[Complaint]:
    if field.type is None or field.kind not in {*_NUMBERS, Kind.DATE, Kind.TIMESTAMP, Kind.TIME}:
        return
    for key in BOUNDS:
        problem = _misread(field.type, field.options.get(key))
        if problem:
            message = f"The {key} `{str(field.options[key])[:40]}` cannot be compared with the column"
            yield field.complain(message, "logicalTypeOptions", key, fix=problem)


def _misread(data_type: DataType, value: Any) -> str:
    if value is None:
        return ""
    if data_type.kind is Kind.INTEGER:
        return "" if isinstance(value, int) or float(value).is_integer() else "a whole number is wanted"
    try:
        read_value(DataType(kind=Kind.FLOAT) if data_type.kind is Kind.DECIMAL else data_type, value)
    except ValueError as fault:
        return str(fault)
    return ""


@of_each_field("TRL221")
def some_value_fits_the_range(field: Field) -> Iterator[Complaint]:
    if field.type is None:
        return
    left = range_of(field.type, field.options)
    if left.is_empty or _between_steps(field, left):
        key = next(key for key in reversed(BOUNDS) if key in field.options)
        yield field.complain(f"No value is {left}", "logicalTypeOptions", key, fix="correct one of the bounds")
    elif key := _never_reached(field.type, left):
        message = f"No `{field.type}` is {left}"
        given = next(name for name in (key, f"exclusive{key.title()}") if name in field.options)
        yield field.complain(message, "logicalTypeOptions", given, fix="correct the bound, or widen the type")


def _between_steps(field: Field, left: Range) -> bool:
    """Tell whether the range is so narrow that no multiple, or no whole number, lies inside."""
    step = field.options.get("multipleOf") or (1 if field.kind is Kind.INTEGER else None)
    if not step or not isinstance(left.low, Decimal) or not isinstance(left.high, Decimal):
        return False
    size = Fraction(repr(step))
    first = -(-Fraction(left.low) // size) * size
    first += size if left.low_open and first == Fraction(left.low) else 0
    return first > Fraction(left.high) or (left.high_open and first == Fraction(left.high))


def _never_reached(data_type: DataType, left: Range) -> str:
    """Name the bound that lies beyond every value of the type, or ""."""
    if data_type.kind is not Kind.INTEGER:
        return ""
    least, greatest = integer_range(data_type.bits)
    if left.low is not None and left.low > greatest:
        return "minimum"
    return "maximum" if left.high is not None and left.high < least else ""


@of_each_field("TRL221")
def some_size_fits(field: Field) -> Iterator[Complaint]:
    if field.kind in SIZES and size_of(field.kind, field.options).is_empty:
        least, most = SIZES[field.kind]
        message = f"`{least}` {field.options[least]} is more than `{most}` {field.options[most]}; nothing fits"
        yield field.complain(message, "logicalTypeOptions", most, fix="correct one of them")


@of_each_field("TRL223")
def a_bound_excludes_something(field: Field) -> Iterator[Complaint]:
    for pair in (BOUNDS[:2], BOUNDS[2:]):
        if all(key in field.options for key in pair):
            message = f"`{pair[0]}` and `{pair[1]}` bound the same side; only the tighter has an effect"
            yield field.complain(message, "logicalTypeOptions", pair[1], fix="keep one of them")
    if field.kind is Kind.INTEGER and field.type:
        yield from _bounds_of_the_type(field, *integer_range(field.type.bits))


def _bounds_of_the_type(field: Field, least: int, greatest: int) -> Iterator[Complaint]:
    for key in BOUNDS:
        value = field.options.get(key)
        if isinstance(value, int | float) and (value < least if "inimum" in key else value > greatest):
            message = f"Every `{field.type}` is within this {key}"
            yield field.complain(message, "logicalTypeOptions", key, fix="remove it, or write the bound that is meant")


@of_each_field("TRL223")
def a_physical_length_is_promised_too(field: Field) -> Iterator[Complaint]:
    """Tables hold texts of any length: `VARCHAR(20)` bounds nothing, `maxLength` does."""
    physical = field.data.get("physicalType")
    if field.kind is not Kind.STRING or not isinstance(physical, str) or "(" not in physical:
        return
    length = physical.partition("(")[2].partition(")")[0].strip()
    if length.isdigit() and field.options.get("maxLength", 10**9) > int(length):
        fix = f"add `logicalTypeOptions: {{maxLength: {int(length)}}}`, or write `VARCHAR`"
        message = f"The length in `{physical[:40]}` holds nobody to it"
        yield field.complain(message, "physicalType", fix=fix)


BOUNDS_CHECKS = (
    a_bound_is_a_value_of_the_type,
    some_value_fits_the_range,
    some_size_fits,
    a_bound_excludes_something,
    a_physical_length_is_promised_too,
)
