"""`performance.md`: what `make bench` measured last, and on which machine."""

import json
from typing import Any

from tests.benchmarks.figures import FOLDER, MACHINE, load, shown_goal
from tests.docs.pages.markdown import document, table

__all__ = ["page"]

_INTRO = """\
Measured as ratios in one run, against what a user would pick instead; `make bench` measures again and writes
`tests/benchmarks/results.json`, from which this table is made. Benchmarks are never tests: a slow machine fails nothing."""


def page() -> str:
    """Return the page; without results it says so."""
    found = load()
    if not found:
        return document("Performance", _INTRO, "Nothing has been measured yet.")
    facts = json.loads((FOLDER / MACHINE).read_text())
    machine = ", ".join(f"{name} {value}" for name, value in facts.items())
    head = ("what", "Trellis", "the alternative", "ratio", "goal")
    return document("Performance", _INTRO, f"Machine: {machine}.", table(head, [_row(one) for one in found]))


def _row(one: dict[str, Any]) -> tuple[str, ...]:
    measured = (_shown(one["value"], one["unit"]), _shown(one["baseline"], one["unit"]))
    return one["name"], *measured, _shown(one["ratio"], ""), shown_goal(one)


def _shown(value: Any, unit: str | None) -> str:
    if value is None:
        return ""
    number = f"{value:,.3g}" if isinstance(value, float) and abs(value) < 1000 else f"{value:,}"
    return f"{number} {unit}".strip() if unit else number
