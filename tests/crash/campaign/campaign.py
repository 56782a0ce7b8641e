"""Thousands of strikes on one home after another, and the figures of them."""

import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from sidecar.failpoints import CRASHED
from tests.crash.campaign.flows import FLOWS, Flow
from tests.crash.campaign.strikes import Strike, existing, strikes
from tests.crash.shop import Shop, opened_shop
from tests.factories.forks import Ended, Forks

__all__ = ["Tally", "campaign", "strike"]

_STRUCK = (CRASHED, -14)


@dataclass
class Tally:
    """What came of the strikes on one journey; `points` are those that were reached, each with how often."""

    journey: str
    existing: int
    runs: int = 0
    struck: int = 0
    points: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, strike: Strike, reached: bool, violations: list[str]) -> None:
        self.runs += 1
        self.struck += reached
        if reached:
            self.points[" ".join(strike.point)] += 1
        self.violations += [f"{asdict(strike)}: {found}" for found in violations]


def campaign(shares: dict[str, int], seed: int) -> list[Tally]:
    """Strike each journey as often as `shares` says; the same seed strikes alike."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder, "forks")
        scratch.mkdir()
        forks = Forks("tests.crash.scenarios", scratch)
        try:
            shop = opened_shop(forks, Path(folder))
            return [_tally(shop, flow, shares.get(flow.journey, 0), random.Random(seed)) for flow in FLOWS]
        finally:
            forks.close()


def _tally(shop: Shop, flow: Flow, count: int, dice: random.Random) -> Tally:
    tally = Tally(flow.journey, len(existing(flow.journey)))
    began, length = time.monotonic(), _length(shop, flow) if count else 0.0
    chosen = strikes(flow.journey, dice, mends_itself=flow.mends_itself)
    while tally.struck < count and tally.runs < 2 * count:  # some instants come after the journey's end
        strike(shop, flow, next(chosen), length, tally)
    tally.seconds = time.monotonic() - began
    return tally


def strike(shop: Shop, flow: Flow, one: Strike, length: float, tally: Tally) -> None:
    """Take a journey that lasts `length` seconds, strike it, look, do it again, look, and count what does not hold."""
    shop.prepare(flow.journey)
    flow.prepare(shop)
    ended = _taken(shop, one, length)
    violations = [*_crashed(ended), *flow.after(shop, ended)]
    if one.second:
        shop.forks.run(*shop.way(flow.journey), failpoints=one.second)
    tally.add(one, ended.code in _STRUCK or one.kind == "error", [*violations, *flow.mended(shop)])


def _taken(shop: Shop, strike: Strike, length: float) -> Ended:
    scenario, *given = shop.way(strike.journey)
    armed = shop.armed(strike.journey, strike.at)
    if strike.kind == "instant":
        return shop.forks.run("struck", max(0.001, strike.share * length), scenario, *given, failpoints=armed)
    return shop.forks.run(scenario, *given, failpoints=armed)


def _length(shop: Shop, flow: Flow) -> float:
    """Return the seconds that the journey takes when nothing happens to it."""
    took = []
    for _ in range(3):
        shop.prepare(flow.journey)
        flow.prepare(shop)
        began = time.monotonic()
        shop.forks.run(*shop.way(flow.journey), failpoints=shop.armed(flow.journey, ""))
        took.append(time.monotonic() - began)
    return statistics.median(took)


def _crashed(ended: Ended) -> Iterator[str]:
    if "Trellis has crashed" in ended.out:
        yield f"untyped: {ended.out[-300:]}"
