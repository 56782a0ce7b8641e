"""`python -m tests.crash [--kills N] [--seed N] [--jobs N] [--more]` strikes, recounts, and writes `reliability.json`."""

import argparse
import json
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

from tests.benchmarks.figures import FOLDER
from tests.crash.campaign.campaign import Tally, campaign

__all__ = ["WEIGHTS", "figures", "main", "together"]

RESULTS = "reliability.json"
WEIGHTS = {
    "run": 13,
    "undo": 4,
    "publish": 8,
    "evolve": 6,
    "append": 3,
    "upsert": 3,
    "range": 3,
    "replay": 3,
    "discard": 3,
    "retain": 2,
    "clean": 4,
    "grant": 14,
    "query": 6,
    "schedule": 4,
    "ship": 12,
    "open": 5,
    "migrate": 7,
}
"""How many of a hundred strikes each journey gets."""


def figures(tallies: Iterable[Tally], *, seed: int, seconds: float) -> dict[str, Any]:
    """Return what one campaign found."""
    journeys: dict[str, dict[str, Any]] = {}
    violations: list[str] = []
    for tally in tallies:
        entry = journeys.setdefault(
            tally.journey, {"runs": 0, "kills": 0, "existing": tally.existing, "points": Counter(), "seconds": 0.0}
        )
        entry["runs"] += tally.runs
        entry["kills"] += tally.struck
        entry["points"] += tally.points
        entry["seconds"] = round(entry["seconds"] + tally.seconds, 1)
        violations += tally.violations
    for entry in journeys.values():
        points = entry.pop("points")
        entry["named_points_reached"] = sum(point.startswith(("crash ", "error ")) for point in points)
        entry["pairs"] = sum(point.startswith("pair ") for point in points)
        entry["instants"] = sum(times for point, times in points.items() if point.startswith("instant "))
        entry["distinct_points"] = len(points)
    kills = sum(entry["kills"] for entry in journeys.values())
    return {
        "seed": seed,
        "seconds": round(seconds),
        "kills": kills,
        "distinct_points": sum(entry["distinct_points"] for entry in journeys.values()),
        "violations": violations,
        "journeys": journeys,
    }


def together(campaigns: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return what is published of campaigns; points are those of the one that reached most, as others share them.

    The bound is the rule of three: 95 % sure, when nothing was found.
    """
    journeys: dict[str, dict[str, Any]] = {}
    for name, one in (entry for each in campaigns for entry in each["journeys"].items()):
        total = journeys.setdefault(name, dict.fromkeys(one, 0))
        for key, value in one.items():
            shared = key in {"existing", "named_points_reached", "distinct_points"}
            total[key] = max(total[key], value) if shared else round(total[key] + value, 1)
    kills = sum(each["kills"] for each in campaigns)
    violations = [found for each in campaigns for found in each["violations"]]
    return {
        "seeds": [each["seed"] for each in campaigns],
        "seconds": sum(each["seconds"] for each in campaigns),
        "kills": kills,
        "distinct_points": max(each["distinct_points"] for each in campaigns),
        "violations": violations,
        "upper_bound_per_kill": round(3 / kills, 6) if kills and not violations else None,
        "journeys": journeys,
        "campaigns": list(campaigns),
    }


def main(arguments: Sequence[str], *, folder: Path = FOLDER) -> int:
    """Return 1 when an invariant did not hold."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=5_500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--more", action="store_true", help="add to the campaigns that are kept")
    asked = parser.parse_args(arguments)
    each = {journey: -(-asked.kills * weight // 100 // asked.jobs) for journey, weight in WEIGHTS.items()}
    began = time.monotonic()
    with ProcessPoolExecutor(asked.jobs, multiprocessing.get_context("spawn")) as pool:
        seeds = [asked.seed * 1000 + job for job in range(asked.jobs)]
        tallies = [tally for found in pool.map(partial(campaign, each), seeds) for tally in found]
    found = figures(tallies, seed=asked.seed, seconds=time.monotonic() - began)
    results = folder / RESULTS
    kept = json.loads(results.read_text())["campaigns"] if asked.more and results.exists() else []
    results.write_text(json.dumps(together([*kept, found]), indent=2) + "\n")
    sys.stdout.write(
        f"{found['kills']} kills at {found['distinct_points']} points: {len(found['violations'])} violations\n"
    )
    sys.stdout.write("".join(f"  {line}\n" for line in found["violations"][:20]))
    return int(bool(found["violations"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
