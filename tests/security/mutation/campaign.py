"""One pytest process that has imported and collected everything forks a child for each mutant, and the child runs tests."""

import os
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from tests.security.mutation.children import in_child
from tests.security.mutation.guards import GUARDS
from tests.security.mutation.live import Live
from tests.security.mutation.mutants import Mutant
from tests.security.mutation.reach import Reach, learn
from tests.security.mutation.tree import ROOT, Outcome, Tree

__all__ = ["SECONDS", "Campaign"]

SECONDS = 30.0
"""How long tests are gone on with after some of each file have been asked; by then nearly all is found that will be."""

_OF_EACH_FILE, _KILLERS = 4, 12
_LIMIT = 300.0
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
        seconds: float = SECONDS,
        asked: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.tried: list[tuple[Mutant, Outcome]] = []
        self._mutants = mutants
        self._scratch = scratch
        self._jobs = jobs
        self._known = known
        self._seconds = seconds
        self._asked = asked
        self._killers: dict[str, list[str]] = defaultdict(list)
        self._held, self._left_out = set[str](), set[str]()

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
            in_child(lambda _: self._learn(GUARDS, told), self._scratch / "reach.log", seconds=_LEARNING)
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
        outcome, held = Outcome("passed", "", 0.0), list[str]()
        for asked in self._tests(mutant, at_import=plan is None):
            if (tests := [test for test in asked if test not in self._left_out]) and outcome.verdict == "passed":
                outcome = self._afresh(mutant, tests) if plan is None else self._forked(plan, tests)
                held += tests
        if outcome.verdict == "passed" and plan is not None and held:
            again = self._afresh(mutant, held)  # what it does at import was done before it was broken
            outcome = again if again.verdict == "failed" else outcome
        if outcome.test in self._items:
            self._killers[mutant.module] = [outcome.test, *self._killers[mutant.module][: _KILLERS - 1]]
        return outcome

    def _tests(self, mutant: Mutant, *, at_import: bool) -> Iterator[list[str]]:
        """Yield tests to be asked: those that found the mutants before, some of each file, and more."""
        if self._asked is not None:
            yield [test for file in self._asked[mutant.name] for test in self._items if test.startswith(file)]
            return
        lines = (0, 0) if at_import else mutant.lines  # whoever imported it first would be alone in having run them
        first, more = self._reach.tests(mutant.module, lines, of_each_file=_OF_EACH_FILE, seconds=self._seconds)
        reaching = {*first, *more}
        yield [test for test in dict.fromkeys(self._killers[mutant.module]) if test in reaching]
        yield first
        yield more

    def _try_none(self) -> None:
        """Ask what found mutants about what is not broken; a test that fails there as well found nothing."""
        while failing := set(self._failing_unbroken()):
            sys.stderr.write(f"{len(failing)} tests fail although nothing is broken: {sorted(failing)}\n")
            self._left_out |= failing
            again = [mutant for mutant, outcome in self.tried if outcome.test in failing]
            self.tried = [(mutant, outcome) for mutant, outcome in self.tried if outcome.test not in failing]
            self.tried += [(mutant, self.try_one(mutant)) for mutant in again]

    def _failing_unbroken(self) -> Iterator[str]:
        files: dict[str, list[str]] = {}
        for test in sorted({outcome.test for _, outcome in self.tried} & set(self._items) - self._held):
            files.setdefault(test.partition("::")[0], []).append(test)
        for tests in files.values():
            while tests and (outcome := self._forked([], tests)).verdict != "passed":
                if outcome.test not in tests:
                    raise RuntimeError(f"{tests} end as {outcome.verdict} although nothing is broken")
                tests.remove(outcome.test)
                yield outcome.test
            self._held.update(tests)

    def _forked(self, plan: Any, tests: Sequence[str]) -> Outcome:
        def act(tell: Any) -> None:
            for function, code in plan:
                function.__code__ = code
            self._session.config.pluginmanager.register(_Stop(tell))
            self._run([self._items[test] for test in tests if test in self._items])

        seconds = _LIMIT if self._asked is not None else self._reach.patience(tests)
        return in_child(act, self._scratch / f"{os.getpid()}.log", seconds=seconds)

    def _afresh(self, mutant: Mutant, tests: Sequence[str]) -> Outcome:
        tree = _tree(self._scratch / f"tree-{os.getpid()}")
        with tree.broken(mutant.module, mutant.source((ROOT / mutant.module).read_bytes())):
            return tree.run(tests, seconds=_LIMIT)

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
