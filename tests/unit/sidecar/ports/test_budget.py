"""Error budgets by the book: what an objective leaves, and how fast it is spent."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sidecar.ports.budget import Budget, spend

SHARES = st.floats(0, 0.9999)
COUNTS = st.floats(0, 1e9)


@pytest.mark.parametrize(
    ("objective", "good", "valid", "left", "rate"),
    [
        (0.99, 100, 100, 1.0, 0.0),
        (0.99, 99, 100, 0.0, 1.0),
        (0.99, 98, 100, -1.0, 2.0),
        (0.9, 95, 100, 0.5, 0.5),
        (0.0, 0, 10, 0.0, 1.0),
    ],
)
def test_the_budget_is_one_minus_the_objective(objective, good, valid, left, rate):
    found = spend(objective, good=good, valid=valid)
    assert (found.left, found.burn_rate) == (pytest.approx(left), pytest.approx(rate))


def test_where_nothing_may_fail_the_budget_is_whole_or_cannot_be_told():
    assert spend(1.0, good=5, valid=5) == Budget(left=1.0, burn_rate=0.0)
    assert spend(1.0, good=4, valid=5) == Budget(left=None, burn_rate=None)


def test_before_anything_counts_there_is_no_budget():
    assert spend(0.99, good=0, valid=0) is None


@given(objective=SHARES, good=COUNTS, bad=COUNTS)
def test_left_and_burnt_are_one_and_never_more_than_all_is_left(objective, good, bad):
    assume(good + bad > 0)
    found = spend(objective, good=good, valid=good + bad)
    assert found.left <= 1
    assert found.left + found.burn_rate == pytest.approx(1)


@given(objective=SHARES, good=COUNTS, bad=COUNTS, more=st.floats(0, 1e6))
def test_a_worse_time_never_leaves_more(objective, good, bad, more):
    assume(good + bad > 1e-3)
    before = spend(objective, good=good, valid=good + bad).left
    assert spend(objective, good=good, valid=good + bad + more).left <= before + 1e-9
