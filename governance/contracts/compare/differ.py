"""The two contracts being compared, and short ways to say what differs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from governance.contracts.compare.change import Change, Grade, Perspective
from governance.contracts.model import Column, Contract
from governance.documents import Path

__all__ = ["Place", "at_path", "breaking", "by_label", "pairs", "safe", "warning"]


@dataclass(frozen=True)
class Place:
    """Where a change is: the path, and the column when it is about one."""

    path: Path
    column: str = ""

    def within(self, *steps: str | int) -> "Place":
        return Place((*self.path, *steps), self.column)

    @classmethod
    def of(cls, column: Column, label: str, *steps: str | int) -> "Place":
        return cls((*column.path, *steps), label)


def by_label(column: Column, label: str) -> dict[str, Column]:
    """Return a column and what is nested in it, each under its label (`address.zip`, `tags[]`)."""
    found = {label: column}
    for field in column.type.fields:
        found |= by_label(field, f"{label}.{field.name}")
    for mark, inner in (("[]", column.type.item), (".key", column.type.key), (".value", column.type.value)):
        if inner:
            found |= by_label(inner, f"{label}{mark}")
    return found


def pairs(old: Contract, new: Contract) -> Iterator[tuple[str, Column, Column]]:
    """Yield label, old and new form of each column, nested ones too, that both contracts have."""
    after = {label: one for column in new.table.columns for label, one in by_label(column, column.name).items()}
    for column in old.table.columns:
        for label, one in by_label(column, column.name).items():
            if label in after:
                yield label, one, after[label]


def _change(grade: Grade, kind: str, place: Place, values: tuple[Any, Any], message: str) -> Change:
    before, after = values
    return Change(
        kind=kind, path=place.path, column=place.column, before=before, after=after, grade=grade, message=message
    )


def breaking(kind: str, place: Place, values: tuple[Any, Any], message: str) -> Change:
    """Return a change that stops somebody's work."""
    return _change(Grade.BREAKING, kind, place, values, message)


def warning(
    kind: str, place: Place, values: tuple[Any, Any], message: str, perspective: Perspective = "consumer"
) -> Change:
    """Return a change that may mislead somebody, or that somebody else than the consumer has to judge."""
    change = _change(Grade.WARNING, kind, place, values, message)
    return Change(**{**change.__dict__, "perspective": perspective})


def safe(kind: str, place: Place, values: tuple[Any, Any], message: str) -> Change:
    """Return a change that hurts nobody."""
    return _change(Grade.SAFE, kind, place, values, message)


def at_path(contract: Contract, path: Path) -> Mapping[str, Any]:
    """Return the mapping at `path` in the contract's document, empty when there is none."""
    found: Any = contract.document
    for step in path:
        try:
            found = found[step]
        except (KeyError, IndexError, TypeError):
            return {}
    return found if isinstance(found, Mapping) else {}
