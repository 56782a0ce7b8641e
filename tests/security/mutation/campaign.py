"""One pytest process that has imported and collected everything forks a child for each mutant, and the child runs tests."""

import os
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from tests.security.mutation.children import in_child
from tests.security.mutation.live import Live
from tests.security.mutation.mutants import Mutant
from tests.security.mutation.reach import Reach, learn
from tests.security.mutation.tree import ROOT, Outcome, Tree

__all__ = ["Campaign"]

_OF_EACH_FILE = 6
_SECONDS = 300.0
_LEARNING = 3600.0


class Campaign:
    """A plugin that runs mutants and not tests; `tried` is what became of them."""

    def __init__(
        self,
        mutants: Sequence[Mutant],
        *,
        scratch: Path,
        jobs: int = 2,
        known: bool = False,
        asked: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.tried: list[tuple[Mutant, Outcome]] = []
        self._mutants = mutants
        self._scratch = scratch
        self._jobs = jobs
        self._known = known
        self._asked = asked

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self._session = session
        self._items = {item.nodeid: item for item in session.items}
        if self._asked is None:
            self._learn_once()
        self._warm_template()
        self._live = Live(ROOT)
        self._try_all()
        self._try_none()
        return True

    def _learn_once(self) -> None:
        told = self._scratch / "reach.json"
        if not (self._known and told.exists()):
            guards = sorted({mutant.module for mutant in self._mutants})
            in_child(lambda _: self._learn(guards, told), self._scratch / "reach.log", seconds=_LEARNING)
        self._reach = Reach(told)
        sys.stderr.write(f"{len(self._items)} tests, without {self._reach.failed}\n")

    def _try_all(self) -> None:
        global _CAMPAIGN  # noqa: PLW0603 - what a forked pool's workers find, as nothing of pytest can be pickled
        _CAMPAIGN = self
        with (self._scratch / "tried.tsv").open("w") as journal, get_context("fork").Pool(self._jobs) as pool:
            for mutant, outcome in pool.imap_unordered(_try_one, self._mutants):
                self.tried.append((mutant, outcome))
                print(
                    outcome.verdict,
                    f"{outcome.seconds:.1f}",
                    mutant.name,
                    outcome.test,
                    sep="\t",
                    file=journal,
                    flush=True,
                )
                if outcome.verdict == "passed":
                    sys.stderr.write(f"survived: {mutant.name}\n")
                if len(self.tried) % 50 == 0:
                    sys.stderr.write(f"{len(self.tried)} of {len(self._mutants)}\n")

    def try_one(self, mutant: Mutant) -> Outcome:
        """Ask the tests that reach a mutant until one fails."""
        plan = self._live.plan(mutant)
        outcome = Outcome("passed", "", 0.0)
        for tests in self._tests(mutant):
            if tests and outcome.verdict == "passed":
                outcome = self._afresh(mutant, tests) if plan is None else self._forked(plan, tests)
        return outcome

    def _tests(self, mutant: Mutant) -> tuple[list[str], list[str]]:
        if self._asked is None:
            return self._reach.tests(mutant.module, mutant.lines, of_each_file=_OF_EACH_FILE)
        files = self._asked[mutant.name]
        return [test for file in files for test in self._items if test.startswith(file)], []

    def _try_none(self) -> None:
        """Raise RuntimeError if what found a mutant fails on what is not broken as well: it would find everything."""
        files: dict[str, list[str]] = {}
        for test in sorted({outcome.test for _, outcome in self.tried} & set(self._items)):
            files.setdefault(test.partition("::")[0], []).append(test)
        for tests in files.values():
            outcome = self._forked([], tests)
            if outcome.verdict != "passed":
                raise RuntimeError(f"{outcome.test} fails ({outcome.verdict}) although nothing is broken")

    def _forked(self, plan: Any, tests: Sequence[str]) -> Outcome:
        def act(tell: Any) -> None:
            for function, code in plan:
                function.__code__ = code
            self._session.config.pluginmanager.register(_Stop(tell))
            self._run([self._items[test] for test in tests if test in self._items])

        seconds = _SECONDS if self._asked is not None else self._reach.patience(tests)
        return in_child(act, self._scratch / f"{os.getpid()}.log", seconds=seconds)

    def _afresh(self, mutant: Mutant, tests: Sequence[str]) -> Outcome:
        tree = _tree(self._scratch / f"tree-{os.getpid()}")
        with tree.broken(mutant.module, mutant.source((ROOT / mutant.module).read_bytes())):
            return tree.run(tests, seconds=_SECONDS)

    def _learn(self, guards: Sequence[str], told: Path) -> None:
        config = self._session.config
        learn(ROOT, guards, told, lambda: self._run(self._session.items), config.pluginmanager.register)

    def _run(self, items: Sequence[pytest.Item]) -> None:
        self._session._setupstate.teardown_exact(items[0])
        for item, following in zip(items, [*items[1:], self._session.items[-1]], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)

    def _warm_template(self) -> None:
        """Make the home that the API's tests copy now, once for all children."""
        found = next((item for item in self._session.items if "template" in getattr(item, "fixturenames", ())), None)
        if found is not None and found.parent is not None:
            warm = pytest.Function.from_parent(found.parent, name="test_warm", callobj=lambda template: None)
            warm.config.hook.pytest_runtest_protocol(item=warm, nextitem=found)


class _Stop:
    def __init__(self, tell: Any) -> None:
        self._tell = tell

    def pytest_runtest_logreport(self, report: Any) -> None:
        if report.failed:
            self._tell(report.nodeid)
            os._exit(1)


_CAMPAIGN: Campaign


@cache
def _tree(folder: Path) -> Tree:
    return Tree(folder)


def _try_one(mutant: Mutant) -> tuple[Mutant, Outcome]:
    return mutant, _CAMPAIGN.try_one(mutant)
