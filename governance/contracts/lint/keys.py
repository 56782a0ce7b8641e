"""Primary keys, uniqueness and partitions."""

from collections.abc import Iterator

from governance.contracts.lint.check import of_contract, of_each_field
from governance.contracts.lint.subject import Complaint, Field, Subject
from governance.contracts.types import Kind

__all__ = ["KEYS"]

_NESTED = {Kind.OBJECT, Kind.ARRAY, Kind.MAP, Kind.VECTOR}


def _positions(subject: Subject, flag: str, position: str) -> Iterator[Complaint]:
    """Complain where the positions of the flagged columns are not 1, 2, … each once."""
    flagged = [field for field in subject.columns if field.data.get(flag)]
    given = [field for field in flagged if position in field.data]
    for field in subject.fields:
        if field.data.get(position, -1) > 0 and not field.data.get(flag):
            yield field.complain(f"`{position}` is given, but not `{flag}`", position, fix=f"add `{flag}: true`")
    if len(flagged) > 1 and len(given) < len(flagged):
        missing = next(field for field in flagged if position not in field.data)
        yield missing.complain(
            f"`{missing.label}` has no place among {len(flagged)} columns", flag, fix=f"add `{position}`"
        )
        return
    expected = list(range(1, len(given) + 1))
    if sorted(field.data[position] for field in given) != expected:
        numbers = ", ".join(map(str, expected))
        message = f"The positions are {', '.join(str(field.data[position]) for field in given)}"
        yield given[-1].complain(message, position, fix=f"number them {numbers}, each once")


@of_contract("TRL231")
def key_columns_are_numbered(subject: Subject) -> Iterator[Complaint]:
    yield from _positions(subject, "primaryKey", "primaryKeyPosition")


@of_contract("TRL233")
def partition_columns_are_numbered(subject: Subject) -> Iterator[Complaint]:
    yield from _positions(subject, "partitioned", "partitionKeyPosition")


@of_each_field("TRL232")
def a_key_can_be_compared(field: Field) -> Iterator[Complaint]:
    for flag in ("primaryKey", "unique"):
        if not field.data.get(flag):
            continue
        if field.kind in _NESTED or field.kind is Kind.FLOAT:
            message = f"Values of the type `{field.type}` cannot tell rows apart"
            yield field.complain(message, flag, fix="use a text, a whole number, a decimal or a date")
        elif field.depth:
            yield field.complain(f"`{field.label}` is not a column of the table", flag, fix="use a top-level column")


@of_each_field("TRL234")
def a_partition_can_be_named(field: Field) -> Iterator[Complaint]:
    if not field.data.get("partitioned"):
        return
    if field.kind in _NESTED or field.kind is Kind.FLOAT:
        message = f"A table cannot be partitioned by values of the type `{field.type}`"
        yield field.complain(message, "partitioned", fix="use a date, a text or a whole number of few values")
    elif field.depth:
        yield field.complain(
            f"`{field.label}` is not a column of the table", "partitioned", fix="use a top-level column"
        )


@of_each_field("TRL235")
def a_key_is_required(field: Field) -> Iterator[Complaint]:
    if field.is_key and field.data.get("required") is False:
        message = "A column of the primary key is never null, whatever `required` says"
        yield field.complain(message, "required", fix="write `required: true`")


@of_contract("TRL236")
def rows_can_be_told_apart(subject: Subject) -> Iterator[Complaint]:
    distinct = any(field.is_key or field.data.get("unique") for field in subject.columns)
    compared = any(rule.data.get("metric") == "duplicateValues" for rule in subject.rules)
    if subject.columns and not distinct and not compared:
        fix = "add `primaryKey: true` to the column, or columns, that name a row"
        yield Complaint("Nothing tells one row from another", ("schema", 0, "name"), fix)


KEYS = (
    key_columns_are_numbered,
    partition_columns_are_numbered,
    a_key_can_be_compared,
    a_partition_can_be_named,
    a_key_is_required,
    rows_can_be_told_apart,
)
