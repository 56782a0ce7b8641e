"""Rows that an example wants set aside, and those that were."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from governance.documents import Path
from governance.findings import Finding
from sidecar.examples.alike import alike
from sidecar.examples.pairs import paired
from sidecar.examples.read import Example
from sidecar.examples.run import SetAside
from sidecar.examples.spelled import row_spelled

__all__ = ["Wanted", "listed", "not_set_aside", "parted", "set_aside_too"]


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """An entry of `quarantine`: `row` as it is written, and `values` as far as they convert."""

    row: Mapping[str, Any]
    values: Mapping[str, Any]
    reasons: frozenset[str]

    def is_of(self, one: SetAside, tolerances: Mapping[str, float]) -> bool:
        """Tell whether a row has what the entry names: the same text as it came, or the same value."""
        return all(
            one.texts.get(name) == _text(value) or self._same_value(name, one, tolerances[name])
            for name, value in self.row.items()
        )

    def _same_value(self, name: str, one: SetAside, tolerance: float) -> bool:
        return self.values[name] is not None and alike(self.values[name], one.values[name], tolerance)


def _text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value)


def parted(
    wanted: Sequence[Wanted], came: Sequence[SetAside], tolerances: Mapping[str, float]
) -> tuple[list[int], list[int]]:
    """Return the positions of the entries that no row answers to, reasons and all, and of the rows that no entry names."""
    fits = [
        [at for at, one in enumerate(came) if one.reasons == entry.reasons and entry.is_of(one, tolerances)]
        for entry in wanted
    ]
    pairs = paired(fits)
    answered = set(pairs.values())
    return [at for at in range(len(wanted)) if at not in pairs], [at for at in range(len(came)) if at not in answered]


def not_set_aside(example: Example, table: str, at: int, entry: Wanted, other: SetAside | None) -> Finding:
    """Return that an entry comes out otherwise: for the reasons of the `other` row that has its values, or not at all."""
    path: Path = ("quarantine", table, at)
    reasons = ", ".join(f"`{one}`" for one in sorted(entry.reasons))
    row = row_spelled(entry.row) if entry.row else f"{at + 1}"
    if other is None:
        message, fix = f"No row {row} of `{table}` is set aside for {reasons}", "or remove it"
    else:
        message = f"The row {row} of `{table}` is set aside for {listed(other)}, not for {reasons}"
        path, fix = (*path, "reasons"), f"or write `reasons: [{', '.join(sorted(other.reasons))}]`"
    return example.document.finding("TRL702", message, path, fix=f"correct the transform or the contract, {fix}")


def set_aside_too(example: Example, table: str, one: SetAside) -> Finding:
    """Return that a row is set aside of which the example says nothing."""
    row = {name: text for name, text in one.texts.items() if text is not None}
    message = f"`{table}` sets aside a row that the example does not: {row_spelled(row)} for {listed(one)}"
    fix = "correct the transform or the contract, or add the row to `quarantine` with these reasons"
    return example.document.finding("TRL702", message, ("quarantine", table), fix=fix, of_key=True)


def listed(one: SetAside) -> str:
    """Return the reasons of a row as a message names them."""
    return ", ".join(f"`{reason}`" for reason in sorted(one.reasons))
