"""Rows that leave the quarantine, or go, and files that are removed: wherever it ends, nothing is lost and nothing twice."""

import pytest

from tests.crash.places import dying, places
from tests.factories.evidence import faults, tables

BEFORE = ([1, 2, 3], [4, 5])
AFTER = {"replay": ([1, 2, 3, 4], [5]), "discard": ([1, 2, 3], [])}


@pytest.mark.parametrize(("journey", "place"), [(one, place) for one in AFTER for place in places(one)])
def test_a_row_is_shown_or_aside_and_never_both_or_neither(shop, journey, place):
    shop.prepare(journey)
    ended = shop.take(journey, at=place)
    assert shop.everything() == AFTER[journey] if ended.code == 0 else shop.everything() in (BEFORE, AFTER[journey])
    assert shop.take(journey).code == 0
    assert shop.everything() == AFTER[journey]
    found = faults(shop.home)
    assert not found, found


@pytest.mark.parametrize("place", places("retain"))
def test_rows_that_are_too_old_go_all_at_once_and_no_other_goes(shop, place):
    shop.prepare("retain")
    ended = shop.take("retain", at=place)
    assert shop.everything()[0] in ([[92]] if ended.code == 0 else [[91, 92], [92]])
    assert shop.take("retain").code == 0
    assert shop.everything()[0] == [92]
    found = faults(shop.home)
    assert not found, found


@pytest.mark.parametrize("place", places("clean"))
def test_tidying_that_ends_anywhere_loses_no_file_and_is_finished_by_the_next(shop, place):
    before = shop.everything()
    shop.take("clean", at=place)
    assert shop.everything() == before
    assert [path for table in tables(shop.home).values() for path in table.kept - table.on_disk] == []
    again = shop.take("clean")
    assert "error" not in again.out
    assert {len(table.snapshots) for table in tables(shop.home).values()} == {1}
    found = faults(shop.home)
    assert not found, found


@pytest.mark.parametrize("place", dying("clean"))
def test_what_a_broken_off_tidying_left_does_not_stop_a_run(shop, place):
    shop.take("clean", at=place)
    shop.run_again(shop.bring())
