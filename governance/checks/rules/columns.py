"""What a column asks of each row: its type, its presence, and the options of its type, nested ones included."""

from collections.abc import Iterator
from typing import Any

from governance.checks.model import Check, Path, Rule, Step
from governance.checks.rules.draft import Draft, Gap, Spot, askable
from governance.contracts.model import Column
from governance.contracts.types import Kind

__all__ = ["column_drafts", "spots"]

_NUMBERS = frozenset({Kind.INTEGER, Kind.FLOAT, Kind.DECIMAL})
_BOUNDED = _NUMBERS | {Kind.DATE, Kind.TIMESTAMP, Kind.TIME}
_LISTS = frozenset({Kind.ARRAY})
_OPTIONS: dict[str, tuple[frozenset[Kind], str, str]] = {
    "minimum": (_BOUNDED, "accuracy", "is at least {}"),
    "exclusiveMinimum": (_BOUNDED, "accuracy", "is above {}"),
    "maximum": (_BOUNDED, "accuracy", "is at most {}"),
    "exclusiveMaximum": (_BOUNDED, "accuracy", "is below {}"),
    "multipleOf": (_NUMBERS, "accuracy", "is a multiple of {}"),
    "minLength": (frozenset({Kind.STRING}), "conformity", "has a length of at least {}"),
    "maxLength": (frozenset({Kind.STRING}), "conformity", "has a length of at most {}"),
    "pattern": (frozenset({Kind.STRING}), "conformity", "matches `{}` as a whole"),
    "minItems": (_LISTS, "completeness", "has a size of at least {}"),
    "maxItems": (_LISTS, "conformity", "has a size of at most {}"),
    "uniqueItems": (_LISTS, "uniqueness", "has no item twice"),
    "minProperties": (frozenset({Kind.OBJECT}), "completeness", "has a size of at least {}"),
    "maxProperties": (frozenset({Kind.OBJECT}), "conformity", "has a size of at most {}"),
    "dimensions": (frozenset({Kind.VECTOR}), "conformity", "has a size of {}"),
    "normalized": (frozenset({Kind.VECTOR}), "conformity", "has a Euclidean length of 1"),
}
"""Per option: the kinds that it means something for, its quality dimension, and how it reads."""

_ELEMENTS: dict[str, tuple[str, Any]] = {
    "int8": ("number_format", "i8"),
    "uint8": ("number_format", "u8"),
    "binary": ("enum", (0, 1)),
}


def spots(columns: tuple[Column, ...]) -> Iterator[Spot]:
    """Yield every column and what is nested in it, outermost first."""
    waiting = [Spot.of(column) for column in reversed(columns)]
    while waiting:
        spot = waiting.pop()
        yield spot
        waiting += reversed(list(spot.inside()))


def column_drafts(spot: Spot) -> Iterator[Draft]:
    """Yield what a column asks of each row, quality rules aside."""
    yield _type(spot)
    if spot.column.required and spot.steps[-1:] != (Step("keys"),):
        yield _required(spot)
    if spot.column.type.kind is Kind.FLOAT and not spot.column.options.get("allowNonFinite"):
        check = Check(kind="finite", steps=spot.steps)
        yield _rule(spot, "finite", check, ("logicalType",), title="is a finite number", dimension="accuracy")
    if spot.column.enum:
        check = Check(kind="enum", operand=spot.column.enum, steps=spot.steps)
        shown = ", ".join(f"`{value}`" for value in spot.column.enum[:5]) + (", …" if len(spot.column.enum) > 5 else "")
        yield askable(_rule(spot, "enum", check, ("enum",), title=f"is one of {shown}", dimension="conformity"), spot)
    for key, value in spot.column.options.items():
        yield from _option(spot, key, value)
    if spot.column.type.kind is Kind.VECTOR:
        yield from _elements(spot)


def _rule(spot: Spot, clause: str, check: Check, key: Path, *, title: str, dimension: str) -> Rule:
    return Rule(
        id=f"{spot.label}.{clause}",
        path=(*spot.column.path, *key),
        title=f"`{spot.label}` {title}",
        scope="row",
        check=check,
        dimension=dimension,
        column=spot.top.name,
    )


def _type(spot: Spot) -> Rule:
    own = spot.column.path
    keys = ("timezone", "defaultTimezone", "elementType")
    return Rule(
        id=f"{spot.label}.type",
        path=(*own, "logicalType"),
        covers=((*own, "physicalType"), *((*own, "logicalTypeOptions", key) for key in keys)),
        title=f"`{spot.label}` is {spot.column.type}, converted without loss",
        scope="row",
        check=Check(kind="type", steps=spot.steps),
        dimension="conformity",
        column=spot.top.name,
    )


def _required(spot: Spot) -> Rule:
    """A field of an object is required where the object is there."""
    own, above = spot.column.path, spot.column.path[:-2]
    if spot.steps and spot.steps[-1].kind == "field":
        check = Check(kind="required_field", steps=spot.steps[:-1], operand=spot.steps[-1].name)
    else:
        check = Check(kind="required", steps=spot.steps)
    return Rule(
        id=f"{spot.label}.required",
        path=(*own, "required"),
        covers=((*own, "primaryKey"), (*above, "logicalTypeOptions", "required")),
        title=f"`{spot.label}` is never null",
        scope="row",
        check=check,
        dimension="completeness",
        column=spot.top.name,
    )


def _option(spot: Spot, key: str, value: Any) -> Iterator[Draft]:
    kind = spot.column.type.kind
    lenient = bool(spot.column.options.get("allowNonFinite"))
    path: Path = ("logicalTypeOptions", key)
    if value is None or value is False or key in {"required", "allowNonFinite"}:
        return
    if key == "format":
        yield from _format(spot, value)
    elif key in _OPTIONS and kind not in _OPTIONS[key][0]:
        yield Gap((*spot.column.path, *path), f"`{key}` means nothing for the type `{spot.column.type}`")
    elif key in _OPTIONS:
        _, dimension, title = _OPTIONS[key]
        check = Check(kind=key, operand=value, steps=spot.steps, non_finite=lenient)
        yield askable(_rule(spot, key, check, path, title=title.format(value), dimension=dimension), spot)


def _format(spot: Spot, form: Any) -> Iterator[Draft]:
    kinds = {Kind.STRING: "text_format", **dict.fromkeys(_NUMBERS, "number_format")}
    kind = kinds.get(spot.column.type.kind)
    if kind is None or (kind == "text_format" and form in {"binary", "password"}):
        return
    check = Check(kind=kind, operand=form, steps=spot.steps)
    path: Path = ("logicalTypeOptions", "format")
    yield askable(_rule(spot, "format", check, path, title=f"is in the format {form}", dimension="conformity"), spot)


def _elements(spot: Spot) -> Iterator[Draft]:
    check = Check(kind="elements", steps=spot.steps)
    path: Path = ("logicalType",)
    yield _rule(spot, "elements", check, path, title="has only finite elements", dimension="completeness")
    named = str(spot.column.options.get("elementType"))
    if named in _ELEMENTS:
        kind, operand = _ELEMENTS[named]
        check = Check(kind=kind, operand=operand, steps=(*spot.steps, Step("items")))
        title = f"has elements of the type {named}"
        yield _rule(
            spot, "element_type", check, ("logicalTypeOptions", "elementType"), title=title, dimension="conformity"
        )
