"""What a run says while it works: to whoever watches, and to the platform, which keeps it with the run."""

import time
from collections.abc import Callable, Iterable
from typing import Any

from governance.errors import TrellisError
from governance.names import ProductName
from sidecar.platform import Platform
from sidecar.run.report import PortReport

__all__ = ["RunLog"]

_LONGEST = 4000
_MOST = 500


class RunLog:
    """Lines with time, level and step, handed in when a step ends; a platform that does not take them stops no run.

    Nothing that is said here holds a value of a row.
    """

    def __init__(self, platform: Platform, product: ProductName, run_id: str, *, tell: Callable[[str], None]) -> None:
        self._platform, self._product, self._run_id, self._tell = platform, product, run_id, tell
        self._waiting: list[dict[str, Any]] = []
        self._step = "start"
        self._began = time.monotonic()

    def tell(self, line: str) -> None:
        """Begin a step: pass the line on to whoever watches, say how long the step before took, and hand both in."""
        self._end_step()
        self._step = line.partition(",")[0][:200]
        self._say("info", line)
        self._hand_in()
        self._tell(line)

    def note(self, line: str, *, level: str = "info") -> None:
        """Keep a line that nobody watching needs."""
        self._say(level, line)

    def published(self, ports: Iterable[PortReport], *, seconds: float) -> None:
        """Keep what came of a run or task, rule by rule, and hand it in."""
        self._end_step()
        self._step = "publish"
        for port in ports:
            self._say(
                "info",
                f"{port.port}: {port.rows:,} rows, {port.published:,} published, {port.quarantined:,} quarantined",
            )
            for rule, rows in sorted(port.reasons.items(), key=lambda item: -item[1]):
                self._say("warning", f"{port.port}: {rows:,} quarantined by {rule}")
            for one in port.outcomes:
                if not one.passed:
                    self._say("warning", f"{port.port}: {one.rule} is not met ({one.severity})")
        self._say("info", f"Published after {seconds:.2f} s")
        self._hand_in()

    def failed(self, problem: str) -> None:
        """Keep why a run ended without publishing, and hand it in."""
        self._say("error", problem)
        self._end_step()
        self._hand_in()

    def _end_step(self) -> None:
        now = time.monotonic()
        self._say("info", f"took {now - self._began:.2f} s")
        self._began = now

    def _say(self, level: str, text: str) -> None:
        at = int(time.time() * 1000)
        self._waiting.append({"at": at, "level": level, "step": self._step, "text": text[:_LONGEST]})

    def _hand_in(self) -> None:
        lines, self._waiting = self._waiting[-_MOST:], []
        try:
            self._platform.log(self._product, self._run_id, lines)
        except TrellisError:
            return
