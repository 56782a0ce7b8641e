"""No place is forgotten: each failpoint of the source is passed by a journey, as often as the table says."""

import pytest

from tests.crash.places import JOURNEYS, named, passed


def test_every_failpoint_of_the_source_is_on_a_journey():
    assert set().union(*(passed(journey) for journey in JOURNEYS)) == named()


@pytest.mark.parametrize("journey", JOURNEYS)
def test_a_journey_passes_each_place_as_often_as_the_table_says(shop, journey):
    shop.prepare(journey)
    seen = shop.take(journey, watch=named()).seen
    expected = passed(journey)
    assert {name: seen[name] for name in expected} == expected
    assert journey == "undo" or set(seen) == set(expected)
