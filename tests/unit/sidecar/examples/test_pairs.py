"""As many pairs as can be made, held against trying all of them; and values spelled as documents write them."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.documents import read_document
from sidecar.examples.alike import alike
from sidecar.examples.pairs import paired
from sidecar.examples.spelled import spelled

FITS = st.lists(st.lists(st.integers(0, 4), unique=True, max_size=5), max_size=5)


def most(fits):
    """Count by trying every way to give the five things away."""
    ways = permutations(range(5), len(fits))
    return max(sum(thing in wanted for thing, wanted in zip(way, fits, strict=True)) for way in ways)


@given(FITS)
def test_no_larger_set_of_pairs_exists(fits):
    pairs = paired(fits)
    assert all(thing in fits[asker] for asker, thing in pairs.items())
    assert len(set(pairs.values())) == len(pairs) == most(fits)


def test_a_thousand_that_all_fit_are_all_paired():
    assert len(paired([list(range(1_000))] * 1_000)) == 1_000


@pytest.mark.parametrize(
    "value",
    [None, True, 7, 0.1, 1e-7, 1e22, "null", "1", 'say "hi"', "a: b", "ü", [1, "2"], {"a b": {"c": None}}, {"1": []}],
)
def test_what_is_spelled_reads_back_as_itself(value):
    assert read_document(f"x: {spelled(value)}\n").document.data == {"x": value}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("1.50"), "1.50"),
        (Decimal("1E+2"), "100"),
        (date(2013, 1, 31), '"2013-01-31"'),
        (time(9, 30), '"09:30:00"'),
        (datetime(2013, 1, 31, 10, tzinfo=UTC), '"2013-01-31T10:00:00Z"'),
        (datetime(2013, 1, 31, 10), '"2013-01-31T10:00:00"'),  # noqa: DTZ001 - a timestamp without a zone
        (float("nan"), '"nan"'),
        ([("b", 1), ("a", 2)], "{a: 2, b: 1}"),
        ([(date(2013, 1, 31), 1)], '{"2013-01-31": 1}'),
    ],
)
def test_values_are_spelled_as_an_example_writes_them(value, text):
    assert spelled(value) == text


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (float("nan"), float("nan"), True),
        (float("inf"), float("inf"), True),
        (float("inf"), float("-inf"), False),
        ([0.1 + 0.2], [0.3], True),
        ([("a", 0.1 + 0.2), ("b", 1.0)], [("b", 1.0), ("a", 0.3)], True),
        ({"a": None}, {"a": 0.0}, False),
        ([1.0], [1.0, 1.0], False),
        (Decimal("1.5"), Decimal("1.50"), True),
    ],
)
def test_nested_values_are_alike_as_plain_ones_are(one, other, same):
    assert alike(one, other, 1e-9) is same
