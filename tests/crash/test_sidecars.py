"""Two sidecars for one product: one works, and one that comes back from the dead is told so."""

import os
import signal

import pytest

from tests.factories.evidence import faults, runs

STOPPED = -signal.SIGSTOP


@pytest.fixture
def stopped(shop):
    """A run whose machine stalls at a place; `wait` lets it go on and returns how it ended."""
    started = []

    class Stopped:
        def __init__(self, place):
            given = ["typed", str(shop.home), "--as", "ana", "run", "sales/orders"]
            self.pid = shop.forks.start(*given, failpoints=f"{place}=pause")
            assert shop.forks.wait(self.pid, stopped=True).code == STOPPED
            started.append(self.pid)

        def wait(self, *, told=None):
            if told:
                os.kill(self.pid, told)
            os.kill(self.pid, signal.SIGCONT)
            return shop.forks.wait(started.pop())

    yield Stopped
    for pid in started:
        os.kill(pid, signal.SIGKILL)
        shop.forks.wait(pid)


def test_a_second_sidecar_waits_for_the_first(shop, stopped):
    new, first = shop.bring(), stopped("run.stage.before")
    said = shop.ana("run", "sales/orders")
    assert (said.code, said.error.partition(" since")[0]) == (1, "`sales/orders` is being run")
    assert "s from now for its lease to end" in said.hint
    assert first.wait().code == 0
    assert (shop.shown(), faults(shop.home)) == (new, [])


@pytest.mark.parametrize("place", ["run.split.before", "run.stage.before", "gate.metadata.after", "run.hand_in.before"])
def test_a_sidecar_past_its_lease_is_refused_and_changes_nothing(shop, stopped, place):
    shop.bring()
    zombie, new = stopped(place), shop.bring()
    assert shop.forks.run("run_later", str(shop.home), "ana", "sales/orders", 120).code == 0
    ended = zombie.wait()
    assert (ended.code, "has lost its lease" in ended.out) == (1, True), ended.out
    assert (shop.shown(), [run["state"] for run in runs(shop.home)][1:]) == (new, ["abandoned", "published"])
    shop.run_again(new)


def test_a_killed_sidecar_is_followed_at_once(shop, stopped):
    zombie, new = stopped("run.stage.after"), shop.bring()
    os.kill(zombie.pid, signal.SIGKILL)
    shop.run_again(new)


@pytest.mark.parametrize("place", ["run.ordered", "run.stage.before"])
def test_a_run_that_is_interrupted_tidies_up(shop, stopped, place):
    before, _ = shop.shown(), shop.bring()
    assert stopped(place).wait(told=signal.SIGINT).code == 130
    assert (shop.shown(), runs(shop.home)[-1]["problem"], faults(shop.home)) == (before, "The run was interrupted", [])


@pytest.mark.parametrize("place", ["run.split.before", "run.stage.after"])
def test_a_source_that_changes_while_it_is_read_is_not_shown(shop, stopped, place):
    before, _ = shop.shown(), shop.bring()
    run = stopped(place)
    shop.bring()
    ended = run.wait()
    assert (ended.code, "changed while it was read" in ended.out) == (1, True)
    assert (shop.shown(), faults(shop.home)) == (before, [])


def test_a_source_that_vanishes_while_it_is_read_is_not_shown(shop, stopped):
    before = shop.shown()
    run = stopped("run.stage.before")
    (shop.folder / "orders" / "data" / "orders.csv").unlink()
    ended = run.wait()
    assert (ended.code, "error: " in ended.out, "Trellis has crashed" in ended.out) == (1, True, False)
    assert (shop.shown(), faults(shop.home)) == (before, [])
