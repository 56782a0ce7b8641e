"""What compiling a clause gives: a rule, or a gap with the reason why there is none."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from governance.checks.convert import typed
from governance.checks.model import Path, Rule, Step
from governance.checks.predicates import violation
from governance.contracts.model import Column

__all__ = ["Draft", "Gap", "Spot", "askable"]


@dataclass(frozen=True)
class Gap:
    """A clause that cannot be enforced."""

    path: Path
    reason: str


Draft = Rule | Gap


@dataclass(frozen=True)
class Spot:
    """A column or something nested in one: `top` is the table's column, `steps` the way from it to `column`."""

    top: Column
    column: Column
    label: str
    steps: tuple[Step, ...] = ()

    @classmethod
    def of(cls, column: Column) -> "Spot":
        return cls(column, column, column.name)

    @property
    def in_members(self) -> bool:
        """Whether a row can hold it more than once."""
        return any(step.kind != "field" for step in self.steps)

    def inside(self) -> "Iterator[Spot]":
        """Yield what is nested directly in it; a vector's elements are not columns of their own."""
        kind = self.column.type
        for field in kind.fields:
            yield self._down(field, Step("field", field.name), field.name)
        if kind.size == 0 and kind.item:
            yield self._down(kind.item, Step("items"), "items")
        if kind.key and kind.value:
            yield self._down(kind.key, Step("keys"), "keys")
            yield self._down(kind.value, Step("values"), "values")

    def _down(self, column: Column, step: Step, name: str) -> "Spot":
        return replace(self, column=column, label=f"{self.label}.{name}", steps=(*self.steps, step))

    @property
    def way(self) -> tuple[Step, ...]:
        """The steps from the row: to the table's column, then further in."""
        return (Step("field", self.top.name), *self.steps)


_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def askable(rule: Rule, spot: Spot) -> Draft:
    """Return the rule if it can be asked of its column, or the gap that says why not."""
    place = typed("x", spot.top)
    try:
        violation(rule.check, spot.top, source=place, value=place, now=_ANY_TIME)
    except (ValueError, TypeError, ArithmeticError) as fault:
        return Gap(rule.path, str(fault) or "its value cannot be read")
    return rule
