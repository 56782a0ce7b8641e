"""What is done, struck, looked at and done again: one class a journey, whose answers come from the disk alone."""

from collections.abc import Iterator
from typing import Any, Protocol

from tests.crash.campaign.rows import Adding, Moving, Running, Tidying, stuck
from tests.crash.shop import Shop
from tests.factories.evidence import faults, in_force, registry_rows
from tests.factories.forks import Ended

__all__ = ["FLOWS", "Flow"]


class Flow(Protocol):
    """A journey: `prepare` notes how things are, `after` looks at what a strike left, `mended` does it again and looks.

    Both yield what does not hold. `mends_itself` where a second strike may come while it is done again.
    """

    journey: str
    mends_itself: bool

    def prepare(self, shop: Shop) -> None: ...

    def after(self, shop: Shop, ended: Ended) -> Iterator[str]: ...

    def mended(self, shop: Shop) -> Iterator[str]: ...


class Publishing:
    """A publish is in force as a whole or not at all; done again, it changes nothing that was there."""

    mends_itself = True

    def __init__(self, journey: str) -> None:
        self.journey = journey
        self._seen: list[dict[str, Any]] = []

    def prepare(self, shop: Shop) -> None:
        self._seen = [in_force(shop.home)]

    def after(self, shop: Shop, ended: Ended) -> Iterator[str]:
        self._seen.append(in_force(shop.home))
        if ended.code == 0 and self._seen[0] == self._seen[1]:
            yield "lost: what was acknowledged is not there"

    def mended(self, shop: Shop) -> Iterator[str]:
        again = shop.take(self.journey)
        if again.code:
            yield stuck(again)
            return
        before, struck = self._seen
        if struck not in (before, in_force(shop.home)):
            yield "half: what was left is neither what was before nor what is now"
        yield from faults(shop.home)


class Granting:
    """A grant that was asked for under a key is given once, however often it is asked for."""

    journey = "grant"
    mends_itself = True

    def prepare(self, shop: Shop) -> None:
        pass

    def after(self, shop: Shop, ended: Ended) -> Iterator[str]:
        given = (shop.count_of("grants"), shop.count_of("receipts", "key = 'grant-once'"))
        if given not in ((0, 0), (1, 1)) or (ended.code == 0 and given == (0, 0)):
            yield f"half: {given} grants and receipts"

    def mended(self, shop: Shop) -> Iterator[str]:
        again = shop.take("grant")
        if again.code:
            yield stuck(again)
        counted = (shop.count_of("grants"), shop.events()["grant.issued"])
        if counted != (1, 1):
            yield f"twice or lost: {counted} grants and events"


class Asking:
    """No row is handed out before the query is on record."""

    journey = "query"
    mends_itself = True

    def prepare(self, shop: Shop) -> None:
        self._recorded = shop.count_of("query_records")

    def after(self, shop: Shop, ended: Ended) -> Iterator[str]:
        handed = any(line.strip(" │|").isdigit() for line in ended.out.splitlines())
        if handed and shop.count_of("query_records") == self._recorded:
            yield "unrecorded: rows were handed out"

    def mended(self, shop: Shop) -> Iterator[str]:
        again = shop.take("query")
        if again.code:
            yield stuck(again)
        yield from faults(shop.home)


class Telling:
    """Events reach a subscriber in their order, at least once, and none is lost."""

    journey = "ship"
    mends_itself = True

    def prepare(self, shop: Shop) -> None:
        pass

    def after(self, shop: Shop, ended: Ended) -> Iterator[str]:
        told, taken = _told(shop)
        if ended.code == 0 and set(told) - set(taken):
            yield "lost: events that were acknowledged were not told"

    def mended(self, shop: Shop) -> Iterator[str]:
        again = shop.take("ship")
        if again.code:
            yield stuck(again)
        told, taken = _told(shop)
        first = list(dict.fromkeys(taken))
        if first != told:
            yield f"lost or out of order: {len(first)} of {len(told)} events"


class Scheduling:
    """What was due is seen to by the server that comes next, and each moment is claimed once."""

    journey = "schedule"
    mends_itself = True

    def prepare(self, shop: Shop) -> None:
        pass

    def after(self, shop: Shop, ended: Ended) -> Iterator[str]:
        if ended.code == 0 and shop.count_of("due_runs", "state = 'open'"):
            yield "lost: a due run that was acknowledged is open"

    def mended(self, shop: Shop) -> Iterator[str]:
        again = shop.take("schedule")
        if again.code:
            yield stuck(again)
        due = {f"{one['product']} {one['due']}" for one in shop.rows("SELECT product, due FROM due_runs")}
        path = shop.folder / "done"
        if due != set(path.read_text().splitlines() if path.exists() else []) or not due:
            yield f"lost: {len(due)} moments were claimed, and others were seen to"
        yield from faults(shop.home)


class Opening:
    """A first start that ends anywhere leaves a home that the next start completes."""

    journey = "open"
    mends_itself = False

    def prepare(self, shop: Shop) -> None:
        pass

    def after(self, shop: Shop, ended: Ended) -> Iterator[str]:
        if (shop.folder / "fresh" / "registry.db").exists():
            tables = registry_rows(shop.folder / "fresh", "SELECT name FROM sqlite_master WHERE type = 'table'")
            if tables and len(tables) < 30:
                yield f"half: a registry with {len(tables)} tables"

    def mended(self, shop: Shop) -> Iterator[str]:
        again = shop.take("open")
        if again.code:
            yield stuck(again)
            return
        home = shop.folder / "fresh"
        if registry_rows(home, "PRAGMA integrity_check") != [{"integrity_check": "ok"}]:
            yield "damaged: the registry's file"
        if len(registry_rows(home, "SELECT * FROM principals")) != 1:
            yield "twice: the owner of the home"


class Migrating:
    """A registry of an earlier version becomes one of this version, or stays as it was."""

    journey = "migrate"
    mends_itself = True

    def prepare(self, shop: Shop) -> None:
        self._old = shop.revisions()

    def after(self, shop: Shop, ended: Ended) -> Iterator[str]:
        found = shop.revisions()
        if found not in (self._old, shop.heads):
            yield f"half: the registry is at {sorted(found)}"

    def mended(self, shop: Shop) -> Iterator[str]:
        again = shop.take("migrate")
        if again.code or shop.revisions() != shop.heads:
            yield f"stuck at {sorted(shop.revisions())}: {again.out[-300:]}"
        yield from (f"damaged: {row}" for row in registry_rows(shop.aged, "PRAGMA foreign_key_check"))


def _told(shop: Shop) -> tuple[list[str], list[str]]:
    taken = shop.folder / "taken"
    told = [row["id"] for row in shop.rows("SELECT id FROM outbox_events ORDER BY seq")]
    return told, taken.read_text().split() if taken.exists() else []


FLOWS: tuple[Flow, ...] = (
    Publishing("publish"),
    Publishing("evolve"),
    Running("run"),
    Running("undo"),
    Adding("append"),
    Adding("upsert"),
    Adding("range"),
    Moving("replay", ([1, 2, 3, 4], [5])),
    Moving("discard", ([1, 2, 3], [])),
    Moving("retain", ([92], [4, 5])),
    Tidying(),
    Granting(),
    Asking(),
    Telling(),
    Scheduling(),
    Opening(),
    Migrating(),
)
