"""Foreign keys: their own columns exist, their targets are names that can be looked up."""

from collections.abc import Iterator

from governance.contracts.lint.check import of_contract
from governance.contracts.lint.subject import Complaint, Subject
from governance.contracts.references import Reference, Relationship, read_reference, relationships_of
from governance.documents import closest

__all__ = ["RELATIONSHIPS"]


def _relationships(subject: Subject) -> Iterator[Relationship]:
    if subject.tables:
        yield from relationships_of(subject.table, [(one.label, one.data, one.path) for one in subject.fields])


def _read(subject: Subject, text: str) -> Reference | None:
    try:
        return read_reference(text, data=subject.data)
    except ValueError:
        return None


def _side(relationship: Relationship, side: str, at: int) -> tuple[str | int, ...]:
    several = len(relationship.sources if side == "from" else relationship.targets) > 1
    return (*relationship.path, side, at) if several else (*relationship.path, side)


@of_contract("TRL241")
def own_columns_exist(subject: Subject) -> Iterator[Complaint]:
    known = {field.label for field in subject.fields}
    for relationship in _relationships(subject):
        sides = (
            [("to", relationship.targets)]
            if relationship.at_column
            else [
                ("from", relationship.sources),
                ("to", relationship.targets),
            ]
        )
        for side, texts in sides:
            for at, text in enumerate(texts):
                found = _read(subject, text)
                if found and not found.table and found.column not in known:
                    meant = closest(found.column, known)
                    fix = f"write `{subject.table.get('name')}.{meant}`" if meant else "name a column of this table"
                    yield Complaint(f"There is no column `{found.column[:60]}`", _side(relationship, side, at), fix)


@of_contract("TRL242")
def references_can_be_followed(subject: Subject) -> Iterator[Complaint]:
    for relationship in _relationships(subject):
        for side, texts in (("from", relationship.sources), ("to", relationship.targets)):
            for at, text in enumerate(texts):
                try:
                    read_reference(text, data=subject.data)
                except ValueError as fault:
                    yield Complaint(f"`{text[:60]}` leads nowhere", _side(relationship, side, at), str(fault))


@of_contract("TRL242")
def a_key_starts_here_and_ends_in_one_table(subject: Subject) -> Iterator[Complaint]:
    for relationship in _relationships(subject):
        sources = [_read(subject, text) for text in relationship.sources]
        if any(source and source.table for source in sources):
            fix = f"begin it with `{subject.table.get('name')}.`"
            yield Complaint("A foreign key starts at a column of this table", (*relationship.path, "from"), fix)
        if len({target.table for text in relationship.targets if (target := _read(subject, text))}) > 1:
            fix = "write one relationship for each table"
            yield Complaint("A foreign key ends in one table", (*relationship.path, "to"), fix)


@of_contract("TRL243")
def both_sides_are_as_long(subject: Subject) -> Iterator[Complaint]:
    for relationship in _relationships(subject):
        here, there = len(relationship.sources), len(relationship.targets)
        if here != there:
            message = f"{here} column{'s' * (here > 1)} cannot refer to {there}"
            yield Complaint(message, (*relationship.path, "to"), "list as many on both sides, in the same order")


@of_contract("TRL244")
def columns_that_meet_have_one_type(subject: Subject) -> Iterator[Complaint]:
    """Only keys into the table itself can be judged from one contract."""
    kinds = {field.label: field.kind for field in subject.fields}
    for relationship in _relationships(subject):
        for at, (source, target) in enumerate(zip(relationship.sources, relationship.targets, strict=False)):
            here, there = _read(subject, source), _read(subject, target)
            if not here or not there or there.table or here.column not in kinds or there.column not in kinds:
                continue
            if kinds[here.column] is not kinds[there.column]:
                message = (
                    f"`{here.column}` ({kinds[here.column]}) cannot refer to `{there.column}` ({kinds[there.column]})"
                )
                yield Complaint(message, _side(relationship, "to", at), "give both the same type")


RELATIONSHIPS = (
    own_columns_exist,
    references_can_be_followed,
    a_key_starts_here_and_ends_in_one_table,
    both_sides_are_as_long,
    columns_that_meet_have_one_type,
)
