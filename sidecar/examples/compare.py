"""What came of an example beside what it expects: which rows are published, which are set aside, and why."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from governance.contracts.model import Contract
from governance.documents import Path
from governance.findings import Finding
from sidecar.examples.alike import differing, same_row, tolerance_of
from sidecar.examples.aside import Wanted, listed, not_set_aside, parted, set_aside_too
from sidecar.examples.pairs import paired
from sidecar.examples.read import Example
from sidecar.examples.run import Came, SetAside
from sidecar.examples.spelled import beside, in_short, row_spelled, spelled

__all__ = ["compare"]

Row = Mapping[str, Any]
_MOST = 20  # findings of one table
_LONGEST_CURE = 60  # characters of a value that a cure spells out


def compare(
    example: Example, table: str, contract: Contract, *, came: Came, rows: Sequence[Row], wanted: Sequence[Wanted]
) -> Iterator[Finding]:
    """Yield how what came differs from the `rows` that should be published and the `wanted` that should be set aside.

    The order of rows means nothing, how often one stands does. Of many differences the first 20 are told.
    """
    columns = contract.table.columns
    tolerances = {column.name: tolerance_of(column) for column in columns}
    sides = _Sides(example, table, contract.table.primary_key, tolerances)
    found = list(sides.differences(came, rows, wanted))
    yield from found[:_MOST]
    if len(found) > _MOST:
        message = f"`{table}` differs from the example in {len(found) - _MOST:,} more rows"
        yield example.document.finding("TRL701", message, ("expect", table), fix="correct these first", of_key=True)


@dataclass(frozen=True)
class _Sides:
    """Compares rows of one table; `key` are the columns that tell which row is meant."""

    example: Example
    table: str
    key: Sequence[str]
    tolerances: Mapping[str, float]

    def differences(self, came: Came, rows: Sequence[Row], wanted: Sequence[Wanted]) -> Iterator[Finding]:
        missing, extra = self._apart(rows, came.published)
        amiss, aside = parted(wanted, came.set_aside, self.tolerances)
        for place, at in enumerate(missing):
            looked_for = place < _MOST  # comparing every row with every other would take seconds, and not be told
            twin = self._nearest(rows[at], {one: came.published[one] for one in extra}) if looked_for else None
            other = self._nearest(rows[at], {one: came.set_aside[one].shown for one in aside}) if looked_for else None
            if twin is not None:
                extra.remove(twin)
                yield self._otherwise(at, rows[at], came.published[twin])
            elif other is not None:
                aside.remove(other)
                yield self._diverted(at, rows[at], came.set_aside[other])
            else:
                yield self._missing("TRL701", at, f"is not published: {row_spelled(rows[at])}")
        for at in amiss:
            other = self._answering(wanted[at], {one: came.set_aside[one] for one in aside})
            aside = [one for one in aside if one != other]
            row = None if other is None else came.set_aside[other]
            yield not_set_aside(self.example, self.table, at, wanted[at], row)
        for at in extra:
            yield self._unexpected(came.published[at])
        for at in aside:
            yield set_aside_too(self.example, self.table, came.set_aside[at])

    def _apart(self, rows: Sequence[Row], published: Sequence[Row]) -> tuple[list[int], list[int]]:
        """Return the positions of the rows that are on one side only."""
        alike = defaultdict(list)
        for at, row in enumerate(published):
            alike[spelled(row)].append(at)
        exact = [alike[text].pop() if alike[text := spelled(row)] else None for row in rows]
        missing = [at for at, twin in enumerate(exact) if twin is None]
        extra = sorted(at for left in alike.values() for at in left)
        near = paired(
            [
                [place for place, one in enumerate(extra) if same_row(rows[at], published[one], self.tolerances)]
                for at in missing
            ]
        )
        taken = set(near.values())
        return (
            [at for place, at in enumerate(missing) if place not in near],
            [at for place, at in enumerate(extra) if place not in taken],
        )

    def _nearest(self, row: Row, others: Mapping[int, Row]) -> int | None:
        """Return the row that was probably meant: of the same key, or else the one that agrees most, by half at least."""
        best, most = None, len(self.tolerances) / 2
        for at, other in others.items():
            off = differing(row, other, self.tolerances)
            agreeing = len(self.tolerances) - len(off)
            if self.key and not set(self.key) & set(off):
                return at
            if agreeing >= most:
                best, most = at, agreeing + 0.5
        return best

    def _answering(self, entry: Wanted, others: Mapping[int, SetAside]) -> int | None:
        """Return the row that an entry names, whatever its reasons; an entry without values names none."""
        fitting = (at for at, one in others.items() if entry.row and entry.is_of(one, self.tolerances))
        return next(fitting, None)

    def _sides(self, row: Row, other: Row) -> str:
        """Spell both rows, as far as they differ, behind the key that says which row it is."""
        off = differing(row, other, self.tolerances)
        pairs = {name: beside(row[name], other[name]) for name in off}
        key = {name: (in_short(row[name]),) * 2 for name in self.key if name not in off}
        first, second = (
            ", ".join(f"{name}: {pair[side]}" for name, pair in {**key, **pairs}.items()) for side in (0, 1)
        )
        rest = len(self.tolerances) - len(off) - len(key)
        agree = f"; {rest} other column{'s agree' if rest > 1 else ' agrees'}" if rest else ""
        return f"expected {{{first}}}, got {{{second}}}{agree}"

    def _otherwise(self, at: int, row: Row, other: Row) -> Finding:
        message = f"Row {at + 1} of `{self.table}` comes out otherwise: {self._sides(row, other)}"
        off = differing(row, other, self.tolerances)
        cures = [f"`{name}: {spelled(other[name])}`" for name in off if len(spelled(other[name])) <= _LONGEST_CURE]
        fix = (
            f"correct the transform, or write {', '.join(cures)}" if cures else "correct the transform, or the example"
        )
        path: Path = ("expect", self.table, at, *off[:1])
        return self.example.document.finding("TRL701", message, path, fix=fix)

    def _diverted(self, at: int, row: Row, other: SetAside) -> Finding:
        same = same_row(row, other.shown, self.tolerances)
        sides = row_spelled(row) if same else self._sides(row, other.shown)
        return self._missing("TRL702", at, f"is set aside for {listed(other)}: {sides}")

    def _missing(self, code: str, at: int, what: str) -> Finding:
        message = f"Row {at + 1} of `{self.table}` {what}"
        fix = "correct the transform or the contract, or remove the row from `expect`"
        return self.example.document.finding(code, message, ("expect", self.table, at), fix=fix)

    def _unexpected(self, row: Row) -> Finding:
        message = f"`{self.table}` publishes a row that the example does not expect: {row_spelled(row)}"
        fix = "correct the transform or the contract, or add the row to `expect`"
        return self.example.document.finding("TRL701", message, ("expect", self.table), fix=fix, of_key=True)
