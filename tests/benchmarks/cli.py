"""The command line as a person meets it: whole processes, new each time, the disk's cache warm."""

import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.benchmarks.figures import Row, figure, spread
from tests.benchmarks.processes import Measured, timed

__all__ = ["measure"]

_TRELLIS = str(Path(sys.executable).with_name("trellis"))
_QUERY = "SELECT count(*) FROM network.airports"


def measure(*, rounds: int = 5) -> Iterator[Row]:
    """Yield the seconds of commands that are typed often, and seconds and memory of the demo in an empty home."""
    yield from _often("trellis --help", ["--help"], rounds, goal=0.3)
    yield from _often("trellis check products/operations/flights", ["check", "products/operations/flights"], rounds, 1)
    with tempfile.TemporaryDirectory() as folder:
        home = {"TRELLIS_HOME": str(Path(folder) / "home")}
        demo = timed([_TRELLIS, "demo"], environment=home)
        yield figure("trellis demo, from an empty home", demo.seconds, "s", goal=60)
        yield figure("trellis demo, peak memory of all its processes", demo.peak / 1e9, "GB", goal=1)
        yield from _often("trellis query, in the demo's home", ["query", _QUERY], rounds, environment=home)


def _often(
    name: str,
    arguments: Sequence[str],
    rounds: int,
    goal: float | None = None,
    environment: dict[str, str] | None = None,
) -> Iterator[Row]:
    done: list[Measured] = [timed([_TRELLIS, *arguments], environment=environment) for _ in range(rounds + 1)]
    yield from spread(name, [one.seconds for one in done[1:]], "s", goal=goal)
