"""The values a column may have: lists, ranges, sizes, patterns, and its uniqueness."""

from collections.abc import Iterator
from typing import Any

from governance.contracts.compare.change import Change
from governance.contracts.compare.differ import Place, breaking, safe, warning
from governance.contracts.model import Column
from governance.contracts.ranges import Range, range_of, size_of
from governance.contracts.types import Kind

__all__ = ["constraint_changes", "covering"]

_WORDS = {"pattern": "pattern", "format": "format", "multipleOf": "step"}


def constraint_changes(old: Column, new: Column, label: str) -> Iterator[Change]:
    """Yield how the allowed values of one column changed."""
    yield from _enum_changes(old, new, label)
    if _comparable(old.type.kind, new.type.kind):
        ranges = range_of(old.type, old.options), range_of(new.type, new.options)
        yield from _range_changes(*ranges, "range", (new, label))
        sizes = size_of(old.type.kind, old.options), size_of(new.type.kind, new.options)
        yield from _range_changes(*sizes, "size", (new, label))
    for option, word in _WORDS.items():
        yield from _option_changes(old, new, label, (option, word))
    yield from _flag_changes(old, new, label)


def _comparable(old: Kind, new: Kind) -> bool:
    return old is new or {old, new} <= {Kind.INTEGER, Kind.FLOAT, Kind.DECIMAL}


def _enum_changes(old: Column, new: Column, label: str) -> Iterator[Change]:
    place, values = Place.of(new, label, "enum"), (list(old.enum), list(new.enum))
    if not old.enum and new.enum:
        yield safe("values-tightened", place, values, f"`{label}` has a list of values now")
    elif old.enum and not new.enum:
        yield warning("values-loosened", place, values, f"`{label}` has no list of values any more")
    elif more := [value for value in new.enum if value not in old.enum]:
        yield warning("values-loosened", place, values, f"`{label}` may be {_listed(more)} now")
    elif fewer := [value for value in old.enum if value not in new.enum]:
        yield safe("values-tightened", place, values, f"`{label}` is never {_listed(fewer)} any more")


def _listed(values: list[Any]) -> str:
    shown = ", ".join(f"`{value}`" for value in values[:5])
    return shown if len(values) <= 5 else f"{shown} and {len(values) - 5} more"


def _range_changes(old: Range, new: Range, word: str, where: tuple[Column, str]) -> Iterator[Change]:
    column, label = where
    if old == new:
        return
    kind, wider = covering(old, new)
    message = f"The {word} of `{label}` was {old} and is {new}"
    make = warning if wider else safe
    yield make(f"values-{kind}", Place.of(column, label, "logicalTypeOptions"), (str(old), str(new)), message)


def covering(old: Range, new: Range) -> tuple[str, bool]:
    """Return `tightened`, `loosened` or `changed`, and whether values outside the old range are inside the new one."""
    if old.covers(new):
        return "tightened", False
    return ("loosened", True) if new.covers(old) else ("changed", True)


def _option_changes(old: Column, new: Column, label: str, option: tuple[str, str]) -> Iterator[Change]:
    key, word = option
    before, after = old.options.get(key), new.options.get(key)
    if before == after:
        return
    place = Place.of(new, label, "logicalTypeOptions")
    if before is None:
        yield safe("values-tightened", place, (before, after), f"`{label}` has the {word} `{after}` now")
    elif after is None:
        yield warning("values-loosened", place, (before, after), f"`{label}` no longer has the {word} `{before}`")
    elif key == "multipleOf" and after % before == 0:
        yield safe("values-tightened", place, (before, after), f"`{label}` moves in steps of {after} now, not {before}")
    else:
        yield warning(
            "values-changed", place, (before, after), f"The {word} of `{label}` was `{before}` and is `{after}`"
        )


def _flag_changes(old: Column, new: Column, label: str) -> Iterator[Change]:
    if old.unique != new.unique:
        place = Place.of(new, label, "unique")
        if old.unique:
            yield breaking("uniqueness-loosened", place, (True, False), f"`{label}` may hold a value twice now")
        else:
            yield safe("uniqueness-tightened", place, (False, True), f"`{label}` holds each value once now")
    for key, loose, message in (
        ("uniqueItems", False, "`{}` may list a value twice now"),
        ("allowNonFinite", True, "`{}` may be NaN or infinite now"),
    ):
        before, after = bool(old.options.get(key)), bool(new.options.get(key))
        if before != after:
            place = Place.of(new, label, "logicalTypeOptions")
            if after is loose:
                yield warning("values-loosened", place, (before, after), message.format(label))
            else:
                tightened = f"`{label}` is stricter in `{key}`"
                yield safe("values-tightened", place, (before, after), tightened)
