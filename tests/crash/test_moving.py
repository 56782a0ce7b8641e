"""Rows that leave the quarantine, or go: wherever it ends, none is lost and none is there twice."""

import pytest

from tests.crash.places import dying
from tests.factories.evidence import faults

BEFORE = ([1, 2, 3], [4, 5])
AFTER = {"replay": ([1, 2, 3, 4], [5]), "discard": ([1, 2, 3], [])}


@pytest.mark.parametrize(("journey", "place"), [(one, place) for one in AFTER for place in dying(one)])
def test_a_row_is_shown_or_aside_and_never_both_or_neither(shop, journey, place):
    shop.prepare(journey)
    ended = shop.take(journey, at=place)
    assert shop.everything() == AFTER[journey] if ended.code == 0 else shop.everything() in (BEFORE, AFTER[journey])
    assert shop.take(journey).code == 0
    assert shop.everything() == AFTER[journey]
    found = faults(shop.home)
    assert not found, found


@pytest.mark.parametrize("place", dying("retain"))
def test_rows_that_are_too_old_go_all_at_once_and_no_other_goes(shop, place):
    shop.prepare("retain")
    ended = shop.take("retain", at=place)
    assert shop.everything()[0] in ([[92]] if ended.code == 0 else [[91, 92], [92]])
    assert shop.take("retain").code == 0
    assert shop.everything()[0] == [92]
    found = faults(shop.home)
    assert not found, found
