"""`python -m tests.security.mutation [MODULE…]` breaks every guard and brings `figures/guards.json` up to date."""

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.security.mutation.campaign import SECONDS, Campaign
from tests.security.mutation.figures import save, save_again, save_planted, survivors, told
from tests.security.mutation.guards import GUARDS, TESTS
from tests.security.mutation.mutants import mutants_of
from tests.security.mutation.planted import PLANTED, as_mutant
from tests.security.mutation.tree import ROOT

__all__ = ["main"]


def main(arguments: Sequence[str]) -> None:
    """Try every mutant of the named modules, of all guards when none is named."""
    asked = _asked(arguments)
    scratch = Path(asked.scratch or tempfile.mkdtemp(prefix="trellis-mutation-"))
    scratch.mkdir(parents=True, exist_ok=True)
    os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(scratch / "hypothesis")
    if asked.planted:
        _find_planted(scratch, asked.jobs, asked.modules)
        return
    guards = [guard for guard in GUARDS if not asked.modules or any(name in guard for name in asked.modules)]
    mutants = [mutant for guard in guards for mutant in mutants_of(guard, (ROOT / guard).read_bytes())]
    known = survivors() if asked.survivors else set()
    chosen = [mutant for mutant in mutants if mutant.name in known] if asked.survivors else mutants[:: asked.every]
    more = 6 * SECONDS if asked.survivors else SECONDS
    campaign = Campaign(chosen, scratch=scratch, jobs=asked.jobs, known=asked.known, seconds=more)
    _run(campaign, asked.tests or TESTS, scratch)
    if asked.survivors:
        save_again(campaign.tried)
    else:
        save(campaign.tried, guards, every=asked.every)
    sys.stdout.write(told(campaign.tried))


def _find_planted(scratch: Path, jobs: int, names: Sequence[str]) -> None:
    chosen = [planted for planted in PLANTED if not names or any(name in planted.like for name in names)]
    mutants = [as_mutant(planted, ROOT) for planted in chosen]
    asked = {planted.like: planted.tests for planted in chosen}
    campaign = Campaign(mutants, scratch=scratch, jobs=jobs, asked=asked)
    _run(campaign, sorted({file for files in asked.values() for file in files}), scratch)
    save_planted(campaign.tried)
    found = sum(outcome.verdict == "failed" for _, outcome in campaign.tried)
    sys.stdout.write(f"{found} of {len(chosen)} planted vulnerabilities were found\n")


def _run(campaign: Campaign, tests: Sequence[str], scratch: Path) -> None:
    quiet = ["-q", "-s", "-n", "0", "--no-header", "--hypothesis-seed=0", "--basetemp", str(scratch / "tmp")]
    pytest.main([*tests, *quiet, "-W", "ignore:Module already imported"], plugins=[campaign])


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.security.mutation", description=__doc__)
    parser.add_argument(
        "modules", nargs="*", metavar="MODULE", help="parts of paths (of names, if planted); all when left out"
    )
    parser.add_argument("--jobs", type=int, default=2, help="processes that try mutants at the same time")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="try each Nth mutant only, and say so")
    parser.add_argument(
        "--survivors", action="store_true", help="try those again that survived, with six times as many tests"
    )
    parser.add_argument("--scratch", help="where copies of the tree go; a new folder when left out")
    parser.add_argument("--known", action="store_true", help="which test reaches what is in the scratch folder already")
    parser.add_argument("--planted", action="store_true", help="plant the known vulnerabilities instead")
    parser.add_argument("--tests", nargs="*", help="the tests that are asked; those of `guards.py` when left out")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
