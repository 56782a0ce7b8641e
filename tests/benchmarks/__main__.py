"""`python -m tests.benchmarks [NAME…]` measures, prints a table, and brings `results.json` up to date."""

import argparse
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from tests.benchmarks import append, cli, figures, lineage, policy, query, search, tools, write
from tests.benchmarks.figures import Row

__all__ = ["BENCHMARKS", "main"]

_ROWS = 10_000_000
_EDGES, _FULL_EDGES = 1_000_000, 5_000_000

Benchmark = Callable[[argparse.Namespace], Iterable[Row]]

BENCHMARKS: Mapping[str, Benchmark] = {
    "write": lambda asked: write.measure(rows=asked.rows, rounds=asked.rounds),
    "append": lambda asked: append.measure(rows=asked.rows, rounds=asked.rounds),
    "tools": lambda asked: tools.measure(rows=asked.rows),
    "query": lambda asked: query.measure(rows=asked.rows, rounds=asked.rounds),
    "policy": lambda asked: policy.measure(),
    "cli": lambda asked: cli.measure(),
    "lineage": lambda asked: lineage.measure(edges=_FULL_EDGES if asked.full else _EDGES),
    "search": lambda asked: search.measure(),
}
"""Each by its name: what it measures, at the size that was asked for."""


def main(
    arguments: Sequence[str], *, folder: Path = figures.FOLDER, benchmarks: Mapping[str, Benchmark] = BENCHMARKS
) -> None:
    """Measure what is named, everything when nothing is; what is measured is kept in `folder` at once."""
    asked = _asked(arguments, benchmarks)
    measured: dict[str, list[Row]] = {}
    for name in asked.names or benchmarks:
        sys.stderr.write(f"measuring: {name}\n")
        measured[name] = list(benchmarks[name](asked))
        figures.save(figures.merged(figures.load(folder), {name: measured[name]}, list(benchmarks)), folder)
    sys.stdout.write(figures.table(figures.merged([], measured, list(benchmarks))))


def _asked(arguments: Sequence[str], benchmarks: Mapping[str, Benchmark]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(benchmarks)}; all when left out")
    parser.add_argument("--rows", type=int, default=_ROWS, help="rows that are written and queried")
    parser.add_argument("--rounds", type=int, default=3, help="how often each side is measured, in turn")
    parser.add_argument("--full", action="store_true", help=f"lineage of {_FULL_EDGES:,} edges, not {_EDGES:,}")
    asked = parser.parse_args(arguments)
    unknown = sorted(set(asked.names) - set(benchmarks))
    if unknown:
        parser.error(f"there is no benchmark `{unknown[0]}`; there are {', '.join(benchmarks)}")
    return asked


if __name__ == "__main__":
    main(sys.argv[1:])
