from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from platform_api.clock import Moment, rfc3339, seconds_of, system_clock
from platform_api.ids import random_ids

MOMENT = TypeAdapter(Moment)


@given(st.integers(0, 253402300799))
def test_a_moment_comes_back_from_its_text(moment):
    assert seconds_of(rfc3339(moment)) == moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [("1970-01-01T00:00:00Z", 0), ("2026-09-21T16:13:20+02:00", 1790000000), (1790000000, 1790000000)],
)
def test_a_moment_is_read_in_any_zone(text, moment):
    assert MOMENT.validate_python(text) == moment


@pytest.mark.parametrize(
    "value", ["2026-09-21T16:13:20", "2026-09-21", "noon", "", -1, 253402300800, True, 1.5, None, "9" * 40, [1]]
)
def test_what_is_no_moment_is_refused(value):
    with pytest.raises(ValidationError):
        MOMENT.validate_python(value)


def test_the_system_clock_tells_whole_seconds():
    assert abs(system_clock() - datetime.now(UTC).timestamp()) < 5
    assert isinstance(system_clock(), int)


def test_ids_say_what_they_name_differ_and_sort_by_age():
    found = [random_ids("grant") for _ in range(50)]
    assert {len(name) for name in found} == {len("grant_") + 26}
    assert len(set(found)) == 50
    assert [name[:14] for name in found] == sorted(name[:14] for name in found)
