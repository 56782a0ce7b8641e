"""Classification, masks, purposes: what consumers lose, and what others gain."""

from collections.abc import Iterator

from governance.contracts.compare.change import Change
from governance.contracts.compare.differ import Place, breaking, pairs, safe, warning
from governance.contracts.model import CLASSIFICATIONS, Column, Contract

__all__ = ["protection_changes"]

_MASKED = {"confidential", "restricted"}


def protection_changes(old: Contract, new: Contract) -> Iterator[Change]:
    """Yield what changed in who may see what, and for which purpose."""
    for label, before, after in pairs(old, new):
        yield from _classification(before, after, label)
        yield from _mask(before, after, label)
    yield from _purposes(old, new)


def _classification(old: Column, new: Column, label: str) -> Iterator[Change]:
    if old.classification == new.classification:
        return
    place, values = Place.of(new, label, "classification"), (old.classification, new.classification)
    if not old.classification:
        make = breaking if new.classification in _MASKED else safe
        yield make("classification-raised", place, values, f"`{label}` is {new.classification} now")
    elif _rank(new) > _rank(old):
        message = f"`{label}` was {old.classification} and is {new.classification}"
        yield breaking("classification-raised", place, values, message)
    else:
        message = f"`{label}` was {old.classification} and is {new.classification or 'unclassified'}"
        yield warning("classification-lowered", place, values, message, "governance")


def _rank(column: Column) -> int:
    return CLASSIFICATIONS.index(column.classification) if column.classification else -1


def _mask(old: Column, new: Column, label: str) -> Iterator[Change]:
    before, after = old.mask or "redact", new.mask or "redact"
    if before != after and new.classification in _MASKED and old.classification in _MASKED:
        place = Place.of(new, label, "customProperties")
        message = f"`{label}` was hidden by `{before}` and is by `{after}`"
        yield warning("mask-changed", place, (before, after), message, "governance")


def _purposes(old: Contract, new: Contract) -> Iterator[Change]:
    before, after = set(old.purposes), set(new.purposes)
    place, values = Place(("customProperties",)), (list(old.purposes), list(new.purposes))
    if before == after:
        return
    if after and (not before or before - after):
        lost = ", ".join(f"`{one}`" for one in sorted(before - after)) or "any other purpose"
        yield breaking("purposes-narrowed", place, values, f"The data may no longer be read for {lost}")
    if before and (not after or after - before):
        more = ", ".join(f"`{one}`" for one in sorted(after - before)) or "any purpose"
        yield warning("purposes-widened", place, values, f"The data may be read for {more} now", "governance")
