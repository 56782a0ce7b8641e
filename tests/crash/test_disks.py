"""A disk that is full or may not be written to: the command says so, and what was there is there."""

import errno
import random
import sqlite3

import pytest

from tests.factories.evidence import faults, in_force
from tests.factories.orders import write_csv

MANY = 60_000


@pytest.fixture
def many_rows(shop):
    """More rows than fit into what may be written; no two are alike, so that they do not compress."""
    dice = random.Random(7)
    write_csv(
        shop.folder / "orders", [f"{number},{dice.randbytes(32).hex()},DE,1,2026-01-01" for number in range(MANY)]
    )


@pytest.mark.usefixtures("many_rows")
@pytest.mark.parametrize("size", [1 << 16, 1 << 18, 1 << 19, 1 << 20])
def test_a_run_on_a_full_disk_shows_nothing_and_is_done_when_there_is_room(shop, size):
    before = shop.shown()
    ended = shop.forks.run("typed_within", str(shop.home), size, "--as", "ana", "run", "sales/orders")
    assert (ended.code, "hint: " in ended.out, "Trellis has crashed" in ended.out) == (1, True, False), ended.out
    assert shop.shown() == before
    shop.ana.must("run", "sales/orders")
    assert (len(shop.shown()[0]), faults(shop.home)) == (MANY, [])


COMMANDS = {
    "run": ("--as", "ana", "run", "sales/orders"),
    "query": ("--as", "ana", "query", "SELECT id FROM sales.orders"),
    "publish": ("publish",),
    "list": ("list", "products"),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_home_that_may_not_be_written_to_is_named(shop, command):
    before = shop.shown()
    words = [*COMMANDS[command], *([str(shop.folder / "spend")] if command == "publish" else [])]
    for place in [shop.home, *shop.home.rglob("*")]:
        place.chmod(0o500 if place.is_dir() else 0o400)
    ended = shop.forks.run("typed_humbly", str(shop.home), *words)
    for place in [shop.home, *shop.home.rglob("*")]:
        place.chmod(0o700 if place.is_dir() else 0o600)
    assert (ended.code, "hint: " in ended.out, "Trellis has crashed" in ended.out) == (1, True, False), ended.out
    assert (shop.shown(), faults(shop.home)) == (before, [])


BROKEN = {
    "EIO when it is flushed": (errno.EIO, ["fsync", "fdatasync"]),
    "EIO when it is written": (errno.EIO, ["write", "pwrite64", "writev", "pwritev"]),
    "no space": (errno.ENOSPC, ["write", "pwrite64", "writev", "pwritev", "fallocate"]),
}


@pytest.mark.parametrize("journey", ["publish", "evolve", "run", "grant"])
@pytest.mark.parametrize("broken", BROKEN)
def test_a_disk_that_answers_with_errors_changes_nothing_and_is_told_of(shop, broken, journey):
    shop.prepare(journey)
    before, (code, calls) = (in_force(shop.home), BROKEN[broken])
    ended = shop.forks.run("broken", calls, code, *shop.way(journey))
    assert ended.code != 0
    assert "Trellis has crashed" not in ended.out
    assert in_force(shop.home) == before
    assert shop.take(journey).code == 0
    assert faults(shop.home) == []


def test_a_registry_that_another_process_holds_is_named(shop):
    with sqlite3.connect(shop.home / "registry.db", isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        ended = shop.take("run")
        other.rollback()
    other.close()
    assert (ended.code, "hint: " in ended.out) == (1, True)
    assert shop.take("run").code == 0
    assert faults(shop.home) == []
