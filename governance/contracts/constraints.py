"""Whether one value keeps the rules of its column, as far as that can be told from the document alone."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from governance.contracts.ranges import range_of, size_of
from governance.contracts.regex import BadPattern, matches, parse
from governance.contracts.types import DataType
from governance.contracts.values import STRING_FORMATS, read_value

__all__ = ["broken_rules"]


def broken_rules(data_type: DataType, options: Mapping[str, Any], value: Any) -> Iterator[str]:
    """Yield, in words, each rule that `value` breaks: type, range, length, multiple, pattern, format."""
    try:
        known = read_value(data_type, value)
    except ValueError as fault:
        yield str(fault)
        return
    if known not in range_of(data_type, options):
        yield f"the column's values are {range_of(data_type, options)}"
    if isinstance(known, str | list) and len(known) not in size_of(data_type.kind, options):
        yield f"the column's lengths are {size_of(data_type.kind, options)}"
    if isinstance(known, str):
        yield from _broken_text_rules(options, known)
    multiple = options.get("multipleOf")
    if multiple and isinstance(known, Decimal) and (Fraction(known) / Fraction(repr(multiple))).denominator != 1:
        yield f"the column's values are multiples of {multiple}"


def _broken_text_rules(options: Mapping[str, Any], text: str) -> Iterator[str]:
    pattern = options.get("pattern")
    if isinstance(pattern, str) and _misses(pattern, text):
        yield f"the column's pattern is `{pattern[:60]}`"
    form = options.get("format")
    test = STRING_FORMATS.get(str(form))
    if test and not _passes(test, text):
        yield f"the column's format is {form}"


def _misses(pattern: str, text: str) -> bool:
    try:
        return matches(parse(pattern), text) is False
    except BadPattern:
        return False


def _passes(test: Any, text: str) -> bool:
    try:
        return bool(test(text))
    except ValueError:
        return False
