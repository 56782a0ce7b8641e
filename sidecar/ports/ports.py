"""One product's ports as one caller sees them: all that they tell was asked of the platform, with the caller's token."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from governance.errors import NotFound
from governance.names import PortName, ProductName
from sidecar.calls import Calls
from sidecar.ports.history import PastRun, read_runs, seconds_of

if TYPE_CHECKING:
    from sidecar.ports.contracts import Promise
    from sidecar.ports.levels import Level

__all__ = ["DAY", "Begun", "History", "Ports", "Runner"]

DAY = 86_400
_MOST_RUNS = 2_000
_PAGE = 500


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A run that was begun; `again` when an earlier request under the same key did."""

    run: str
    again: bool = False


class Runner(Protocol):
    """What begins runs."""

    def begin(self, product: ProductName, verb: str, wanted: dict[str, Any], *, key: str) -> Begun:
        """Begin a `run` or a `replay` with the rights of whoever asks, and return as soon as it has its lease.

        Repeating it under the same key returns the same run. Raises the platform's own refusal, `Conflict` while the
        product is being run, and `Unavailable` when no more can run here.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class History:
    """A product's newest runs, the newest first, and `since`, from when on they are all there."""

    runs: tuple[PastRun, ...]
    since: float


@dataclass(frozen=True, kw_only=True)
class Ports:
    """A product, the platform's API as the caller may use it, and where the ports are served (`base`, a path)."""

    product: ProductName
    calls: Calls
    base: str
    now: float
    runner: Runner

    def describe(self) -> dict[str, Any]:
        """Return the product as it is in force; raises `NotFound`."""
        return dict(self.calls.get(f"products/{self.product}"))

    def newest_version(self) -> dict[str, Any]:
        """Return the newest version with the digests of its files; raises `NotFound`."""
        return dict(self.calls.get(f"products/{self.product}/versions", limit=1)["items"][0])

    def names(self) -> list[PortName]:
        """Return the product's output ports; raises `NotFound` if there is no such product."""
        return [PortName.parse(port["name"]) for port in self.describe()["ports"]]

    def port(self, name: str) -> PortName:
        """Return the port of that name, with or without the domain; raises `NotFound` for one of another product."""
        names = self.names()
        for one in names:
            if name in {one.table, str(one)}:
                return one
        raise NotFound(
            f"`{self.product}` has no port `{name[:130]}`",
            hint="there is " + ", ".join(f"`{one.table}`" for one in names),
            slug="unknown-port",
        )

    def show_port(self, port: PortName) -> dict[str, Any]:
        """Return a port with its columns and what is in force for it."""
        return dict(self.calls.get(f"mesh/ports/{port}"))

    def text(self, digest: str) -> str:
        """Return a document byte for byte."""
        return self.calls.fetch("GET", f"mesh/documents/{digest}", accept="*/*").content.decode()

    def promise(self, port: PortName) -> "Promise":
        """Return the contract in force for a port, with the rules that it asks."""
        from sidecar.ports.contracts import promise_of  # the compiler takes 0.2 s that most commands need not spend

        return promise_of(self.text(self.show_port(port)["contract"]["digest"]), str(port))

    def history(self, *, days: float) -> History:
        """Return the runs that began in the last `days`, and the one that published before them; 2,000 at the most."""
        since, found, after = self.now - days * DAY, list[dict[str, Any]](), None
        while True:
            page = self.calls.get(f"products/{self.product}/runs", limit=_PAGE, after=after)
            found += page["items"]
            after = page.get("next")
            if not after or _reaches(found, since):
                return History(runs=read_runs(found), since=since)
            if len(found) >= _MOST_RUNS:
                return History(runs=read_runs(found), since=max(since, seconds_of(found[-1]["started_at"]) or since))

    def levels(
        self, *, days: float, history: History | None = None
    ) -> "Iterator[tuple[PortName, Promise, tuple[Level, ...]]]":
        """Yield each port with its contract and its service levels as they were kept over the last `days`."""
        from sidecar.ports.levels import measure_levels
        from sidecar.ports.measures import Seen

        past = history or self.history(days=days)
        for port in self.names():
            promise = self.promise(port)
            seen = Seen(port=str(port), plan=promise.plan, runs=past.runs, since=past.since, now=self.now)
            yield port, promise, measure_levels(promise.contract, seen)


def _reaches(found: list[dict[str, Any]], since: float) -> bool:
    """What was published last before the window stands at its beginning."""
    before = (run for run in found if (seconds_of(run["started_at"]) or 0.0) < since)
    return any(run["state"] == "published" for run in before)
