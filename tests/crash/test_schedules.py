"""A server may die at any place while it sees to what is due: nothing is lost, and no moment is written down twice."""

import pytest

from tests.crash.places import places


@pytest.mark.parametrize("place", places("schedule"))
def test_what_was_due_is_seen_to_whatever_became_of_the_server(shop, place):
    shop.make_due(60)
    shop.take("schedule", at=place)
    assert shop.take("schedule").code == 0
    due = shop.rows("SELECT product, due, state, times FROM due_runs")
    done = (shop.folder / "done").read_text().split("\n")[:-1]
    assert {one["state"] for one in due} == {"failed"}  # as nothing really ran
    assert set(done) == {f"{one['product']} {one['due']}" for one in due}
    assert len(done) <= sum(one["times"] for one in due)
