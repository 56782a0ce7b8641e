"""Types: that there is one, that it can be stored, and that nested ones are complete."""

from collections.abc import Iterator

from governance.contracts.lint.check import of_each_field
from governance.contracts.lint.subject import Complaint, Field
from governance.contracts.types import Kind

__all__ = ["EXPECTED_TYPES", "TYPES"]

_HOLDERS = {"properties": Kind.OBJECT, "items": Kind.ARRAY, "map": Kind.MAP}
_EXAMPLES = {
    "properties": "properties: [{name: …, logicalType: …}]",
    "items": "items: {logicalType: …}",
    "map": "map: {key: {logicalType: string}, value: {logicalType: …}}",
}


@of_each_field("TRL211", "TRL212", "TRL213", "TRL215", "TRL216")
def a_type_can_be_told(field: Field) -> Iterator[Complaint]:
    for fault in field.resolved.faults:
        yield Complaint(fault.message, field.at(*_steps(field, fault.key)), fault.fix, code=fault.code)


def _steps(field: Field, key: str) -> tuple[str, ...]:
    return ("logicalTypeOptions", key) if key in field.options else (key,)


@of_each_field("TRL214")
def what_holds_others_says_what(field: Field) -> Iterator[Complaint]:
    for key, kind in _HOLDERS.items():
        if field.kind is kind and not field.data.get(key):
            yield field.complain(f"`{field.label}` does not say what it holds", fix=f"add `{_EXAMPLES[key]}`")


@of_each_field("TRL214")
def a_vector_says_how_long_it_is(field: Field) -> Iterator[Complaint]:
    if field.kind is Kind.VECTOR and not field.options.get("dimensions"):
        fix = "add `logicalTypeOptions: {dimensions: 384}`"
        yield field.complain(f"The vector `{field.label}` does not say how many numbers it holds", fix=fix)


@of_each_field("TRL214")
def items_carry_no_name(field: Field) -> Iterator[Complaint]:
    if field.path[-1] in {"items", "key", "value"} and "name" in field.data:
        yield field.complain("What is in a list or map has no name of its own", "name", fix="remove `name`")


@of_each_field("TRL217")
def a_map_is_looked_up_by_simple_keys(field: Field) -> Iterator[Complaint]:
    simple = {Kind.STRING, Kind.INTEGER, Kind.DATE, Kind.BOOLEAN, Kind.DECIMAL, Kind.TIMESTAMP}
    if field.path[-2:] == ("map", "key") and field.kind not in {*simple, None}:
        yield field.complain(f"A map cannot have keys of the type `{field.type}`", fix="use a text or a whole number")


@of_each_field("TRL218")
def options_belong_to_the_type(field: Field) -> Iterator[Complaint]:
    """The schema closes the options of every `logicalType` but boolean, and of none when there is no such key."""
    known = _options_of(field.kind) if field.kind else set(field.options)
    for option in sorted(set(field.options) - known):
        message = f"The option `{option[:40]}` does not belong to the type `{field.type}`"
        yield field.complain(message, "logicalTypeOptions", option, fix="remove it, or change the type")


def _options_of(kind: Kind) -> set[str]:
    moments = "format minimum maximum exclusiveMinimum exclusiveMaximum"
    numbers = f"{moments} multipleOf"
    listed = {
        Kind.STRING: "minLength maxLength pattern format",
        Kind.INTEGER: numbers,
        Kind.FLOAT: numbers,
        Kind.DECIMAL: numbers,
        Kind.DATE: moments,
        Kind.TIMESTAMP: f"{moments} timezone defaultTimezone",
        Kind.TIME: f"{moments} timezone defaultTimezone",
        Kind.OBJECT: "minProperties maxProperties required",
        Kind.ARRAY: "minItems maxItems uniqueItems",
        Kind.VECTOR: "dimensions elementType distanceMetric embeddingModel embeddingModelVersion normalized",
    }
    return set(listed.get(kind, "").split())


EXPECTED_TYPES = (
    a_type_can_be_told,
    items_carry_no_name,
    a_map_is_looked_up_by_simple_keys,
    options_belong_to_the_type,
)
"""What holds for the types that a consumer expects, too; what is nested in them may be left open."""

TYPES = (
    a_type_can_be_told,
    what_holds_others_says_what,
    a_vector_says_how_long_it_is,
    items_carry_no_name,
    a_map_is_looked_up_by_simple_keys,
    options_belong_to_the_type,
)
