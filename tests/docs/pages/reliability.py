"""`reliability.md`: what the last campaign of kills found, and what holds after any of them."""

import json
from typing import Any

from tests.benchmarks.figures import FOLDER
from tests.docs.pages.markdown import document, table

__all__ = ["page"]

_INTRO = """\
`python -m tests.crash` takes each journey thousands of times, ends the process on its way, looks at what the disk then
says, takes the journey again and looks once more. What it found is in `tests/benchmarks/reliability.json`, from which this
page is made."""

_METHOD = """\
## How a journey is struck

- **crash**: the process ends without any clean-up before or after each durable step, at each time that it is passed. The
  places are named in the source (`sidecar/failpoints.py`); a test fails when one is on no journey.
- **error**: the step meets an input/output error, or its answer is lost after it succeeded.
- **pair**: it dies at one place, and the process that mends what it left dies at another.
- **instant**: the power goes in the middle of any instruction, at a moment that dice choose.

A point is one place, one pair of places or a hundredth of a journey's time; points are counted beside runs, as the same
point struck a thousand times is one point.

## What must hold

No acknowledged effect is lost · none happens twice · nothing half is visible · rows in = published + quarantined · no file
that a snapshot names is missing, and none lies there that no snapshot names · no lease, branch or scratch folder stays
behind · every started run has one end, told once · the registry's file is whole · the journey succeeds when it is taken
again. The recount reads SQLite, Iceberg's metadata and Parquet by themselves, never by the service's own code.

## Other faults

| fault | how it is made | where it is tested |
| --- | --- | --- |
| the disk is full | a limit on the size of files; every write answers "no space" | `tests/crash/test_disks.py` |
| the disk fails | every flush, or every write, answers "input/output error" | `tests/crash/test_disks.py` |
| the registry is in other hands | another process holds its lock, or the file's | `tests/crash/test_disks.py` |
| two sidecars for one product | a second starts while the first works | `tests/crash/test_sidecars.py` |
| a sidecar that comes back | it stands still past its lease, another publishes, it goes on | `tests/crash/test_sidecars.py` |
| a source changes while it is read | it is written over, or deleted | `tests/crash/test_sidecars.py` |

## What is not shown by this

- One machine and its file system. A disk that acknowledges a flush and forgets it is not simulated, nor is bit rot in data
  files: Parquet's checksums find some of it when a file is read.
- SQLite before 3.51.3 has a bug that two writers at the same instant can meet. Trellis takes turns around every write and
  checkpoint; `trellis doctor` names the version.
- Without a violation, three divided by the number of kills bounds the chance of one in a kill, with 95 % confidence, for
  journeys like these and faults like these."""


def page() -> str:
    """Return the page; without results it says so."""
    file = FOLDER / "reliability.json"
    if not file.exists():
        return document("Reliability", _INTRO, "No campaign has been run yet.", _METHOD)
    found = json.loads(file.read_text())
    return document("Reliability", _INTRO, _said(found), table(_HEAD, map(_row, found["journeys"].items())), _METHOD)


_HEAD = ("journey", "kills", "named points reached / existing", "pairs", "instants", "distinct points")


def _said(found: dict[str, Any]) -> str:
    bound = found["upper_bound_per_kill"]
    return (
        f"**{found['kills']:,} kills at {found['distinct_points']:,} distinct points: {len(found['violations'])} "
        f"violations**" + (f" (at most {bound:.3%} a kill, with 95 % confidence)" if bound else "") + ". Seeds: "
        f"{', '.join(map(str, found['seeds']))}; {found['seconds']:,} seconds."
    )


def _row(entry: tuple[str, dict[str, Any]]) -> tuple[str, ...]:
    name, one = entry
    named = f"{one['named_points_reached']} / {one['existing']}"
    return name, f"{one['kills']:,}", named, f"{one['pairs']:,}", f"{one['instants']:,}", f"{one['distinct_points']:,}"
