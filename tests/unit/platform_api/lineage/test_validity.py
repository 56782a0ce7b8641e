"""Whatever is spliced in, in whatever order: at each moment exactly that holds which was said last of that moment."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from platform_api.lineage.validity import FOREVER, Held, splice

EDGES = st.frozensets(st.sampled_from("abcd"))
MOMENTS = range(12)


@st.composite
def spans(draw):
    since = draw(st.integers(0, 9))
    return since, draw(st.sampled_from([*range(since + 1, 12), FOREVER]))


def spliced(rows, wanted, since, until):
    """Do to a set of rows what the changes say."""
    touching = [row for row in rows if row.until > since and row.since < until]
    changes = splice(touching, wanted, since, until)
    gone = {(row.edge, row.since) for row in (*changes.removed, *changes.shortened)}
    return [row for row in rows if (row.edge, row.since) not in gone] + changes.shortened + changes.added


def held(rows, moment):
    return sorted(row.edge for row in rows if row.since <= moment < row.until)


@settings(deadline=None)
@given(st.lists(st.tuples(EDGES, spans()), max_size=8))
def test_at_each_moment_exactly_that_holds_which_was_said_last(said):
    rows, expected = [], {moment: frozenset() for moment in MOMENTS}
    for wanted, (since, until) in said:
        rows = spliced(rows, wanted, since, until)
        expected |= {moment: wanted for moment in MOMENTS if since <= moment < until}
    assert {moment: held(rows, moment) for moment in MOMENTS} == {m: sorted(e) for m, e in expected.items()}


@settings(deadline=None)
@given(st.lists(st.tuples(EDGES, spans()), max_size=8))
def test_rows_of_an_edge_never_overlap_and_none_is_empty(said):
    rows = []
    for wanted, (since, until) in said:
        rows = spliced(rows, wanted, since, until)
    assert all(row.since < row.until for row in rows)
    assert len({(row.edge, row.since) for row in rows}) == len(rows)


@pytest.mark.parametrize("since", [5, 7])
def test_saying_again_what_holds_changes_nothing(since):
    changes = splice([Held("a", 5, FOREVER)], {"a"}, since, FOREVER)
    assert (changes.removed, changes.shortened, changes.added) == ([], [], [])


def test_an_edge_that_is_no_longer_said_ends():
    changes = splice([Held("a", 5, FOREVER)], set(), 7, FOREVER)
    assert changes.shortened == [Held("a", 5, 7)]


def test_what_held_later_still_does_after_something_older_is_learnt():
    changes = splice([Held("a", 1, FOREVER)], {"b"}, 3, 6)
    assert changes.shortened == [Held("a", 1, 3)]
    assert set(changes.added) == {Held("a", 6, FOREVER), Held("b", 3, 6)}
