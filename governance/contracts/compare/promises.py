"""Service levels: which way is better depends on the property."""

from collections.abc import Iterator
from typing import Any

from governance.contracts.compare.change import Change
from governance.contracts.compare.differ import Place, breaking, safe, warning
from governance.contracts.model import Contract, ServiceLevel
from governance.contracts.promises import MORE_IS_BETTER, PROPERTIES, duration_seconds

__all__ = ["promise_changes", "worth"]


def promise_changes(old: Contract, new: Contract) -> Iterator[Change]:
    """Yield what changed in the service levels."""
    before, after = _by_key(old.service_levels), _by_key(new.service_levels)
    for key, level in before.items():
        if key not in after:
            message = f"{_named(level)} is not promised any more"
            yield breaking("service-level-loosened", _place(level), (level.value, None), message)
        else:
            yield from _changed(level, after[key])
    for key, level in after.items():
        if key not in before:
            message = f"{_named(level)} is promised now"
            yield safe("service-level-tightened", _place(level), (None, level.value), message)


def _by_key(levels: tuple[ServiceLevel, ...]) -> dict[tuple[str, str, str], ServiceLevel]:
    """Key the levels by property, driver and column; a lone one keeps its key when it moves to another column."""
    properties = [(level.property, level.driver) for level in levels]
    return {
        (
            level.property,
            level.driver,
            level.element if properties.count((level.property, level.driver)) > 1 else "",
        ): level
        for level in levels
    }


def _place(level: ServiceLevel) -> Place:
    return Place(level.path, level.element)


def _named(level: ServiceLevel) -> str:
    return f"`{level.property}` of {level.value} {level.unit}".rstrip()


def _changed(old: ServiceLevel, new: ServiceLevel) -> Iterator[Change]:
    values = (f"{old.value} {old.unit}".strip(), f"{new.value} {new.unit}".strip())
    before, after = worth(old), worth(new)
    message = f"`{new.property}` was {values[0]} and is {values[1]}"
    if before is not None and after is not None and type(before) is type(after):
        if before != after:
            better = (after > before) is (new.property in MORE_IS_BETTER)
            make, kind = (safe, "service-level-tightened") if better else (breaking, "service-level-loosened")
            yield make(kind, _place(new).within("value"), values, message)
    elif values[0] != values[1]:
        yield warning("service-level-changed", _place(new).within("value"), values, message)
    if old.element != new.element:
        columns = (old.element, new.element)
        text = (
            f"`{new.property}` is measured on `{new.element or 'the table'}` now, not on `{old.element or 'the table'}`"
        )
        yield warning("service-level-changed", _place(new).within("element"), columns, text)


def worth(level: ServiceLevel) -> Any:
    """Return the value of a service level as something that compares (seconds, a number, an ISO text), or None."""
    if PROPERTIES.get(level.property) == "duration":
        return duration_seconds(level.value, level.unit)
    text = str(level.value).rstrip("% ")
    try:
        return float(text)
    except ValueError:
        return text or None
