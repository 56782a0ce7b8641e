"""A run may end anywhere: all of it is shown or nothing, and the next run mends what it left."""

import pytest

from tests.crash.places import dying, places
from tests.crash.shop import ADDED, LOADS
from tests.factories.evidence import faults, runs


@pytest.mark.parametrize("place", places("run"))
def test_a_run_that_ends_half_way_shows_all_or_nothing(shop, place):
    before, new = shop.shown(), shop.bring()
    ended = shop.take("run", at=place)
    assert shop.shown() == new if ended.code == 0 else shop.shown() in (before, new)
    shop.run_again(new)


@pytest.mark.parametrize(
    "place", ["registry.commit.before=error@4", "registry.commit.after=error@4", "run.publish.before=error"]
)
def test_an_answer_that_got_lost_on_the_way_back_is_asked_for_again(shop, place):
    new, published = shop.bring(), shop.events()["run.published"]
    assert shop.take("run", at=place).code == 0
    assert shop.shown() == new
    assert shop.events()["run.published"] == published + 1
    assert faults(shop.home) == []


@pytest.mark.parametrize(
    "place", ["run.split.before", "run.stage.after", "run.quarantine.after", "gate.metadata.after"]
)
def test_a_run_that_meets_an_error_tells_it_and_leaves_nothing(shop, place):
    before, _ = shop.shown(), shop.bring()
    ended = shop.take("run", at=f"{place}=error")
    assert ended.code == 1
    assert "error: The run cannot read or write: failpoint" in ended.out
    assert (runs(shop.home)[-1]["state"], shop.shown(), faults(shop.home)) == ("failed", before, [])


@pytest.mark.parametrize("place", places("undo"))
def test_forgetting_what_a_failed_run_staged_can_be_begun_again(shop, place):
    before, new = shop.shown(), shop.bring()
    shop.take("undo", at=place)
    assert shop.shown() == before
    shop.run_again(new)


@pytest.mark.parametrize("place", [*dying("undo"), "gate.metadata.before=crash@2", "registry.commit.before=crash"])
def test_undoing_a_dead_run_can_be_begun_again(shop, place):
    before, new = shop.shown(), shop.bring()
    shop.take("run", at="run.hand_in.before=crash")
    shop.take("run", at=place)
    assert shop.shown() == before
    shop.run_again(new)


# What they share with other runs is struck above, and everything by `python -m tests.crash`.
OWN = ("run.displace", "run.stage", "run.hand_in", "gate.publish")
ADDING = [(load, place) for load in LOADS for place in dying(load) if place.startswith(OWN)]


@pytest.mark.parametrize(("load", "place"), ADDING)
def test_a_run_that_adds_shows_all_or_nothing_and_adds_once(shop, load, place):
    shop.prepare(load)
    before = shop.loaded(load)
    ended = shop.take(load, at=place)
    assert shop.loaded(load) == ADDED[load] if ended.code == 0 else shop.loaded(load) in (before, ADDED[load])
    for _ in range(2):
        assert shop.take(load).code == 0
        assert shop.loaded(load) == ADDED[load]
    assert faults(shop.home) == []
