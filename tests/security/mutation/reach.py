"""Which tests reach which line of a guard, learnt by running them all once."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from coverage import Coverage

__all__ = ["Reach", "learn"]


class Reach:
    """The tests by the lines that they run, those of one file together and cheap ones first."""

    def __init__(self, told: Path) -> None:
        found = json.loads(told.read_text())
        self._lines: dict[str, dict[str, list[str]]] = found["lines"]
        self._seconds: dict[str, float] = found["seconds"]
        self._place = {test: place for place, test in enumerate(self._seconds)}
        self.failed: list[str] = found["failed"]

    def tests(
        self, module: str, lines: tuple[int, int], *, of_each_file: int, seconds: float
    ) -> tuple[list[str], list[str]]:
        """Return the tests that run any of these lines: some of each file, to be asked first, and what fits into `seconds`.

        Where a line runs at import only they are those of the whole module, else those beside it. What is left out lets mutants survive that
        would be found: the score is no better for it.
        """
        by_line = self._lines.get(module, {})
        wanted = {test for line in range(lines[0], lines[1] + 1) for test in by_line.get(str(line), ())}
        beside = f"tests/unit/{module.rpartition('/')[0]}/"
        wanted = wanted or {test for tests in by_line.values() for test in tests}
        files = self._by_file(wanted or {test for test in self._seconds if test.startswith(beside)})
        first = [test for tests in files for test in self._in_order(tests[:of_each_file])]
        return first, self._fitting([tests[of_each_file:] for tests in files], seconds)

    def _fitting(self, files: list[list[str]], seconds: float) -> list[str]:
        """Return the cheapest tests of all, until their time is up; those of a file together."""
        chosen = set()
        for test in sorted(chain.from_iterable(files), key=lambda test: self._seconds.get(test, 1.0)):
            seconds -= self._seconds.get(test, 1.0)
            if seconds < 0:
                break
            chosen.add(test)
        return [test for tests in files for test in self._in_order([test for test in tests if test in chosen])]

    def _in_order(self, tests: list[str]) -> list[str]:
        """Return tests of a file in the order in which they stand there: some of them build on each other."""
        return sorted(tests, key=lambda test: self._place.get(test, 0))

    def patience(self, tests: Iterable[str]) -> float:
        """Return after how many seconds tests are known to hang: three times what they took, and a start."""
        return 20.0 + 3.0 * sum(self._seconds.get(test, 1.0) for test in tests)

    def _by_file(self, tests: Iterable[str]) -> list[list[str]]:
        files: dict[str, list[str]] = defaultdict(list)
        for test in sorted(set(tests) - set(self.failed), key=lambda test: (self._seconds.get(test, 1.0), test)):
            files[test.partition("::")[0]].append(test)
        return sorted(
            files.values(), key=lambda found: ("tests/unit" not in found[0], self._seconds.get(found[0], 1.0))
        )


class _Watch:
    def __init__(self, coverage: Coverage) -> None:
        self._coverage = coverage
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()

    def pytest_runtest_logstart(self, nodeid: str, location: Any) -> None:
        self._coverage.switch_context(nodeid)

    def pytest_runtest_logreport(self, report: Any) -> None:
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration
        if report.failed:
            self.failed.add(report.nodeid)


def learn(
    root: Path, guards: Sequence[str], told: Path, run: Callable[[], None], register: Callable[[object], Any]
) -> None:
    """Write to `told` what `Reach` reads, from one run of all tests by `run`."""
    measured = Coverage(data_file=None, include=[str(root / guard) for guard in guards], config_file=False)
    watch = _Watch(measured)
    register(watch)
    measured.start()
    run()
    measured.stop()
    data = measured.get_data()
    lines = {
        str(Path(path).relative_to(root)): {
            str(line): [each for each in contexts if each in watch.seconds]
            for line, contexts in data.contexts_by_lineno(path).items()
        }
        for path in data.measured_files()
    }
    told.write_text(json.dumps({"lines": lines, "seconds": watch.seconds, "failed": sorted(watch.failed)}))
