"""A run's state does not depend on the order of its events, nor on how often each arrives."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from platform_api.lineage.states import ENDED, RunState, advanced

STATES = st.sampled_from(["START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER"])
EVENTS = st.lists(st.tuples(STATES, st.integers(0, 5)), min_size=1, max_size=8)


def after(events):
    run = RunState()
    for state, at in events:
        run = advanced(run, state, at)
    return run


@settings(deadline=None)
@given(EVENTS, st.data())
def test_the_order_of_arrival_does_not_matter(events, data):
    assert after(data.draw(st.permutations(events))) == after(events)


@settings(deadline=None)
@given(EVENTS)
def test_an_event_that_comes_twice_counts_once(events):
    assert after(events + events) == after(events)


@settings(deadline=None)
@given(EVENTS)
def test_a_run_that_ended_has_not_begun_again(events):
    ends = [(at, state) for state, at in events if state in ENDED]
    found = after(events)
    assert (found.state in ENDED) == bool(ends)
    assert found.ended == (max(ends)[0] if ends else None)


@pytest.mark.parametrize(
    ("events", "state"),
    [
        ([("START", 1)], "START"),
        ([("START", 1), ("RUNNING", 2)], "RUNNING"),
        ([("COMPLETE", 3), ("START", 1)], "COMPLETE"),
        ([("COMPLETE", 3), ("RUNNING", 9)], "COMPLETE"),
        ([("FAIL", 3), ("COMPLETE", 5)], "COMPLETE"),
        ([("COMPLETE", 3), ("FAIL", 5)], "FAIL"),
        ([("START", 1), ("OTHER", 2)], "OTHER"),
    ],
)
def test_where_a_run_stands(events, state):
    assert after(events).state == state


def test_a_run_began_at_its_earliest_start():
    assert after([("START", 4), ("START", 2), ("COMPLETE", 5)]).started == 2
