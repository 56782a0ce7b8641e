"""Journeys that change what tables show: all of it or nothing, once, wherever they are struck."""

from collections.abc import Iterator

from tests.crash.shop import ADDED, Shop
from tests.factories.evidence import faults, tables
from tests.factories.forks import Ended

__all__ = ["Adding", "Moving", "Running", "Tidying", "stuck"]


def stuck(again: Ended) -> str:
    """Say of a journey that it does not succeed when it is taken again."""
    return f"stuck: {again.out[-300:]}"


class Running:
    """A run shows all of its rows or none, and the next one mends what it left; `undo` is one that fails on its way."""

    mends_itself = True

    def __init__(self, journey: str) -> None:
        self.journey = journey

    def prepare(self, shop: Shop) -> None:
        self._before = shop.shown()
        self._new = shop.bring()

    def after(self, shop: Shop, ended: Ended) -> Iterator[str]:
        shown = shop.shown()
        if shown not in (self._before, self._new):
            yield f"half: {shown} is shown"
        if ended.code == 0 and shown != self._new:
            yield "lost: what was acknowledged is not shown"

    def mended(self, shop: Shop) -> Iterator[str]:
        again = shop.take("run")
        if again.code:
            yield stuck(again)
        elif shop.shown() != self._new:
            yield f"lost: {shop.shown()} is shown, not {self._new}"
        yield from faults(shop.home)


class Adding:
    """A run that adds shows all that it adds, once, or nothing."""

    mends_itself = True

    def __init__(self, journey: str) -> None:
        self.journey = journey

    def prepare(self, shop: Shop) -> None:
        self._before = shop.loaded(self.journey)

    def after(self, shop: Shop, ended: Ended) -> Iterator[str]:
        shown = shop.loaded(self.journey)
        if shown not in (self._before, ADDED[self.journey]) or (ended.code == 0 and shown == self._before):
            yield f"half or lost: {shown} is shown"

    def mended(self, shop: Shop) -> Iterator[str]:
        for _ in range(2):
            again = shop.take(self.journey)
            if again.code:
                yield stuck(again)
            elif shop.loaded(self.journey) != ADDED[self.journey]:
                yield f"lost or twice: {shop.loaded(self.journey)} is shown"
        yield from faults(shop.home)


class Moving:
    """A row that leaves the quarantine, or is dropped from it or from the table, does so once and as a whole."""

    mends_itself = True

    def __init__(self, journey: str, end: tuple[list[int], list[int]]) -> None:
        self.journey = journey
        self._end = end

    def prepare(self, shop: Shop) -> None:
        self._before = shop.everything()

    def after(self, shop: Shop, ended: Ended) -> Iterator[str]:
        found = shop.everything()
        if found not in (self._before, self._end) or (ended.code == 0 and found != self._end):
            yield f"half or lost: {found}"

    def mended(self, shop: Shop) -> Iterator[str]:
        again = shop.take(self.journey)
        if again.code:
            yield stuck(again)
        elif shop.everything() != self._end:
            yield f"lost or twice: {shop.everything()}"
        yield from faults(shop.home)


class Tidying:
    """Snapshots expire and files go, and none of what anybody may see."""

    journey = "clean"
    mends_itself = True

    def prepare(self, shop: Shop) -> None:
        self._before = shop.everything()

    def after(self, shop: Shop, ended: Ended) -> Iterator[str]:
        if shop.everything() != self._before:
            yield f"lost: {shop.everything()} is there"
        for table in tables(shop.home).values():
            yield from (f"lost: {path}" for path in table.kept - table.on_disk)

    def mended(self, shop: Shop) -> Iterator[str]:
        again = shop.take("clean")
        if again.code or shop.everything() != self._before:
            yield f"stuck or lost: {again.out[-300:]}"
        if {len(table.snapshots) for table in tables(shop.home).values()} != {1}:
            yield "stuck: snapshots stayed that nobody holds"
        yield from faults(shop.home)
