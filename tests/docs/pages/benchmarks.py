"""`performance.md`: what `make bench` measured last, and on which machine."""

import json
from typing import Any

from tests.benchmarks.figures import FOLDER, MACHINE, load, shown_goal
from tests.docs.pages.markdown import document, table

__all__ = ["page"]

_INTRO = """\
Measured as ratios in one run, against what a user would pick instead; `make bench` measures again and writes
`tests/benchmarks/results.json`, from which this table is made. Benchmarks are never tests: a slow machine fails nothing."""

_NOTES = """\
## How to read it

- **write** is the whole run: expectations on the source, transform, one check pass, quarantine, files forced to the disk,
  audit branch, rules on the table, publish, lineage. The alternative is `pyiceberg`'s `append` of the same Parquet file to
  a table without any check.
- **append**: the bounds of files rule keys in sequence out. Keys at random may be in any file, so that the key column of
  all of them is read: at ten million rows that alone is two thirds of the time, and no index of keys is kept.
- **tools**: both goals are missed, and cannot be met where files are written: the whole run takes about as long as the
  others' bare append, so that for a fifth their check would have to take four times as long as that, for a twentieth
  nineteen times; it takes as long, and three times as long.
- **query** is everything between the request and the rows: parsing, a decision a table, rewriting, the second gate, a
  process of its own, masks, and the record of what was read. The alternative is the same SQL on a DuckDB that stays open
  and knows no law. A row filter has to read and test one more column: where a query reads few columns and computes little,
  and every row passes, that alone is more than a tenth. Where rows are hidden, or the reader has a grant for all rows, it
  is not there. Where the answer could tell of hidden rows by its last digits or by the order of equal rows (sums over joins,
  windows), the visible rows are copied first; that is in the figures too. Both engines have 2 GiB. With
  the default of 1 GiB the copy of the window's rows would fill half of it and is compressed: 5.6 s with the filter, 4.1 s without.
- A `hash` mask on every row of a large table is a cryptographic hash of each value, which a bare engine does not compute.
- Rates and seconds belong to the hour as well as to the machine: in a slower one, measured with the same code, decisions
  fell to 1,600 a second and `trellis check` took 1.1 s, while the ratios stayed where they are.
- **lineage**: an event told alone is a transaction of its own, with a flush of the disk, seven statements and some ten pages
  written; batches share all of that.
- **lineage** and **search** have the design's goals beside them."""


def page() -> str:
    """Return the page; without results it says so."""
    found = load()
    if not found:
        return document("Performance", _INTRO, "Nothing has been measured yet.")
    facts = json.loads((FOLDER / MACHINE).read_text())
    machine = ", ".join(f"{name} {value}" for name, value in facts.items())
    head = ("what", "Trellis", "the alternative", "ratio", "goal")
    return document("Performance", _INTRO, f"Machine: {machine}.", table(head, [_row(one) for one in found]), _NOTES)


def _row(one: dict[str, Any]) -> tuple[str, ...]:
    measured = (_shown(one["value"], one["unit"]), _shown(one["baseline"], one["unit"]))
    return one["name"], *measured, _shown(one["ratio"], ""), shown_goal(one)


def _shown(value: Any, unit: str | None) -> str:
    if value is None:
        return ""
    number = f"{value:,.3g}" if isinstance(value, float) and abs(value) < 1000 else f"{value:,}"
    return f"{number} {unit}".strip() if unit else number
