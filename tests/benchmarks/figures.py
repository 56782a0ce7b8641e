"""Figures: what was measured, beside what it is measured against, as a table and as `results.json`.

A goal is about the ratio where there is one, else about the value; rates have to reach it, everything else must not pass
it. Facts about the machine are in `machine.json`, never among the figures.
"""

import importlib.metadata
import json
import os
import platform
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

__all__ = [
    "FOLDER",
    "MACHINE",
    "RESULTS",
    "Row",
    "figure",
    "is_met",
    "load",
    "machine",
    "merged",
    "save",
    "shown_goal",
    "spread",
    "table",
]

Row = dict[str, Any]
FOLDER = Path(__file__).parent
RESULTS, MACHINE = "results.json", "machine.json"
_HEAD = ("what", "value", "against", "ratio", "goal", "")
_VENDORS = ("duckdb", "pyarrow", "pyiceberg", "sqlglot", "wasmtime")


def figure(name: str, value: float, unit: str, *, goal: float | None = None, baseline: float | None = None) -> Row:
    """Return a figure; its ratio is `value` over `baseline`, in the same unit."""
    ratio = None if baseline is None else round(value / baseline, 3)
    against = None if baseline is None else round(baseline, 3)
    return {"name": name, "value": round(value, 3), "unit": unit, "goal": goal, "baseline": against, "ratio": ratio}


def spread(
    name: str, ours: Sequence[float], unit: str, *, baseline: Sequence[float] = (), goal: float | None = None
) -> Iterator[Row]:
    """Yield the median and the least of what was measured alternately with a baseline; the goal is for the median."""
    for word, pick, asked in (("median", statistics.median, goal), ("least", min, None)):
        yield figure(f"{name}, {word}", pick(ours), unit, goal=asked, baseline=pick(baseline) if baseline else None)


def merged(before: Sequence[Row], measured: Mapping[str, Iterable[Row]], order: Sequence[str]) -> list[Row]:
    """Return all figures, in the benchmarks' order; those of a benchmark that ran take the place of its old ones.

    The name of a figure begins with its benchmark's (`write: …`).
    """
    kept = [row for row in before if _benchmark(row) in order and _benchmark(row) not in measured]
    new = [{**row, "name": f"{name}: {row['name']}"} for name, rows in measured.items() for row in rows]
    return sorted([*kept, *new], key=lambda row: order.index(_benchmark(row)))


def _benchmark(row: Row) -> str:
    return str(row["name"]).partition(":")[0]


def load(folder: Path = FOLDER) -> list[Row]:
    """Return the figures of the last runs."""
    path = folder / RESULTS
    found: list[Row] = json.loads(path.read_text()) if path.exists() else []
    return found


def save(rows: Sequence[Row], folder: Path = FOLDER) -> None:
    """Keep the figures, and the machine that they are from."""
    (folder / RESULTS).write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")
    (folder / MACHINE).write_text(json.dumps(machine(), indent=2) + "\n")


def machine() -> dict[str, str]:
    """Return what the figures depend on beside the code: the processor, memory, system and the vendors' versions."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processor": _processor(),
        "cores": str(len(os.sched_getaffinity(0))),
        "memory": f"{memory / 1e9:.0f} GB",
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        **{name: importlib.metadata.version(name) for name in _VENDORS},
        "measured": datetime.now(UTC).date().isoformat(),
    }


def _processor() -> str:
    told = Path("/proc/cpuinfo").read_text().splitlines()
    named = (line.partition(":")[2].strip() for line in told if line.startswith("model name"))
    return next(named, platform.machine())


def is_met(row: Row) -> bool | None:
    """Tell whether a figure reaches its goal; None when it has none."""
    if row["goal"] is None:
        return None
    found = row["value"] if row["ratio"] is None else row["ratio"]
    return bool(found >= row["goal"] if row["unit"].endswith("/s") else found <= row["goal"])


def shown_goal(row: Row) -> str:
    """Return the goal in words: `≤ 1.15`, `≥ 2,000 1/s`, or "" when there is none."""
    if row["goal"] is None:
        return ""
    sign = "≥" if row["unit"].endswith("/s") else "≤"
    return f"{sign} {row['goal']:,}" + (f" {row['unit']}" if row["ratio"] is None else "")


def table(rows: Iterable[Row]) -> str:
    """Return the figures as an aligned table for a terminal."""
    cells = [_HEAD, *(_cells(row) for row in rows)]
    widths = [max(len(line[at]) for line in cells) for at in range(len(_HEAD))]
    lines = [(line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])) for line in cells]
    return "\n".join("  ".join(line).rstrip() for line in lines) + "\n"


def _cells(row: Row) -> tuple[str, ...]:
    met = {None: "", True: "met", False: "missed"}[is_met(row)]
    against = "" if row["baseline"] is None else f"{row['baseline']:,} {row['unit']}"
    ratio = "" if row["ratio"] is None else f"{row['ratio']:.3f}"
    return (row["name"], f"{row['value']:,} {row['unit']}", against, ratio, shown_goal(row), met)
