"""Columns: added, removed, renamed, retyped, and what is nested in them."""

import difflib
from collections.abc import Iterator

from governance.contracts.compare.change import Change
from governance.contracts.compare.constraints import constraint_changes
from governance.contracts.compare.differ import Place, breaking, safe, warning
from governance.contracts.compare.types import is_promotion, same_type
from governance.contracts.model import Column
from governance.contracts.types import DataType, Kind

__all__ = ["column_changes"]


def column_changes(old: tuple[Column, ...], new: tuple[Column, ...], above: str = "") -> Iterator[Change]:
    """Yield what changed from the old columns to the new ones; `above` is the label of the column that holds them."""
    before, after = {column.name: column for column in old}, {column.name: column for column in new}
    renamed = _renames(
        [before[name] for name in before if name not in after], [after[n] for n in after if n not in before]
    )
    for name, column in before.items():
        label = f"{above}{name}"
        if name in after:
            yield from _changed(column, after[name], label)
        elif name in renamed:
            message = f"`{label}` is gone; it looks renamed to `{renamed[name]}`"
            yield breaking("column-renamed", Place.of(column, label), (name, renamed[name]), message)
        else:
            yield breaking("column-removed", Place.of(column, label), (str(column.type), None), f"`{label}` is gone")
    for name, column in after.items():
        if name not in before:
            yield safe(
                "column-added", Place.of(column, f"{above}{name}"), (None, str(column.type)), f"`{above}{name}` is new"
            )
    if list(before) != list(after) and set(before) == set(after):
        yield safe("columns-reordered", Place(new[0].path[:-1], above), (list(before), list(after)), "Columns moved")


def _renames(gone: list[Column], come: list[Column]) -> dict[str, str]:
    """Pair what is gone with what has come when type and description, or type and much of the name, are the same."""
    pairs: dict[str, str] = {}
    for column in gone:
        for other in come:
            if other.name not in pairs.values() and _alike(column, other):
                pairs[column.name] = other.name
                break
    return pairs


def _alike(one: Column, other: Column) -> bool:
    if str(one.type) != str(other.type):
        return False
    described = bool(one.description) and one.description == other.description
    return described or difflib.SequenceMatcher(None, one.name, other.name).ratio() >= 0.6


def _changed(old: Column, new: Column, label: str) -> Iterator[Change]:
    yield from _type_changes(old, new, label)
    if old.required and not new.required:
        place = Place.of(new, label, "required")
        yield breaking("nullability-loosened", place, (True, False), f"`{label}` may be null now")
    elif new.required and not old.required:
        place = Place.of(new, label, "required")
        yield safe("nullability-tightened", place, (False, True), f"`{label}` is never null any more")
    yield from constraint_changes(old, new, label)
    yield from _deprecation(old, new, label)
    yield from _nested(old.type, new.type, label)


def _type_changes(old: Column, new: Column, label: str) -> Iterator[Change]:
    place = Place.of(new, label, "logicalType")
    values = (str(old.type), str(new.type))
    if is_promotion(old.type, new.type):
        yield safe("type-widened", place, values, f"`{label}` grew from `{old.type}` to `{new.type}`")
    elif not same_type(old.type, new.type):
        yield breaking("type-changed", place, values, f"`{label}` changed from `{old.type}` to `{new.type}`")
    zones = (old.options.get("defaultTimezone"), new.options.get("defaultTimezone"))
    if zones[0] != zones[1]:
        message = f"`{label}` is read in another time zone: {zones[0] or 'UTC'} became {zones[1] or 'UTC'}"
        yield breaking("type-changed", Place.of(new, label, "logicalTypeOptions"), zones, message)
    if old.unit != new.unit:
        place, units = Place.of(new, label, "customProperties"), (old.unit, new.unit)
        if not old.unit:
            yield safe("documentation-changed", place, units, f"`{label}` says its unit now: {new.unit}")
        elif not new.unit:
            yield warning("meaning-changed", place, units, f"`{label}` no longer says its unit, {old.unit}")
        else:
            yield breaking("unit-changed", place, units, f"`{label}` is in {new.unit} now, not in {old.unit}")


def _deprecation(old: Column, new: Column, label: str) -> Iterator[Change]:
    place = Place.of(new, label, "deprecated")
    if new.deprecated and not old.deprecated:
        yield warning("column-deprecated", place, (False, True), f"`{label}` is on its way out")
    elif old.deprecated and not new.deprecated:
        yield safe("column-reinstated", place, (True, False), f"`{label}` stays after all")


def _nested(old: DataType, new: DataType, label: str) -> Iterator[Change]:
    if old.kind is not new.kind:
        return
    if old.kind is Kind.OBJECT:
        yield from column_changes(old.fields, new.fields, f"{label}.")
    for mark, before, after in (
        ("[]", old.item, new.item),
        (".key", old.key, new.key),
        (".value", old.value, new.value),
    ):
        if before and after:
            yield from _changed(before, after, f"{label}{mark}")
