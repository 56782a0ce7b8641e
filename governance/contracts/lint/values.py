"""Lists of allowed values and examples, held against the column's own rules."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from governance.contracts.constraints import broken_rules
from governance.contracts.lint.check import of_contract, of_each_field
from governance.contracts.lint.subject import Complaint, Field, Subject
from governance.contracts.types import Kind
from governance.contracts.values import read_value
from governance.documents import shown

__all__ = ["VALUES"]

_MOST_VALUES = 1_000  # a pattern may take 6 ms for each
_NESTED = {Kind.OBJECT, Kind.ARRAY, Kind.MAP, Kind.VECTOR}


def _unreadable(field: Field, value: Any) -> str:
    try:
        read_value(field.type, value) if field.type else None
    except ValueError as fault:
        return str(fault)
    return ""


@of_each_field("TRL227")
def an_enum_value_has_the_columns_type(field: Field) -> Iterator[Complaint]:
    if field.enum and field.kind in _NESTED:
        message = f"A column of the type `{field.kind}` cannot list its values"
        yield field.complain(message, "enum", fix="list them at the column inside it")
        return
    for at, value in enumerate(field.enum):
        if value is None:
            fix = "remove it; `required: false` allows nulls"
            yield field.complain("A null is no value", "enum", at, "value", fix=fix)
        elif problem := _unreadable(field, value):
            yield field.complain(f"{shown(value)} is no value of this column", "enum", at, "value", fix=problem)


@of_each_field("TRL227")
def an_enum_value_is_listed_once(field: Field) -> Iterator[Complaint]:
    seen: set[str] = set()
    for at, value in enumerate(field.enum):
        if repr(value) in seen:
            yield field.complain(f"{shown(value)} is listed twice", "enum", at, "value", fix="remove one of them")
        seen.add(repr(value))


@of_contract("TRL228")
def an_enum_value_keeps_the_other_rules(subject: Subject) -> Iterator[Complaint]:
    listed = ((field, at, value) for field in subject.fields for at, value in enumerate(field.enum))
    for field, at, value in islice(listed, _MOST_VALUES):
        if field.type and value is not None and field.kind not in _NESTED and not _unreadable(field, value):
            for reason in broken_rules(field.type, field.options, value):
                message = f"{shown(value)} is listed, and yet {reason}"
                yield field.complain(message, "enum", at, "value", fix="make the two agree")


@of_contract("TRL229")
def an_example_keeps_the_rules(subject: Subject) -> Iterator[Complaint]:
    given = ((one, at, value) for one in subject.fields for at, value in enumerate(one.data.get("examples") or ()))
    for field, at, value in islice(given, _MOST_VALUES):
        if field.type and value is not None and field.kind not in _NESTED:
            for reason in _reasons(field, value):
                message = f"The example {shown(value)} breaks a rule: {reason}"
                yield field.complain(message, "examples", at, fix="correct it")


def _reasons(field: Field, value: Any) -> Iterator[str]:
    if field.type:
        yield from broken_rules(field.type, field.options, value)
    if field.enum and value not in field.enum:
        yield "it is not in `enum`"


VALUES = (
    an_enum_value_has_the_columns_type,
    an_enum_value_is_listed_once,
    an_enum_value_keeps_the_other_rules,
    an_example_keeps_the_rules,
)
