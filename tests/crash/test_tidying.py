"""Snapshots that expire and files that are removed: wherever it ends, nothing that anybody may see is lost."""

import pytest

from tests.crash.places import dying, places
from tests.factories.evidence import faults, tables


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
