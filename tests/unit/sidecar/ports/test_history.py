"""Outcomes were written by whoever ran: anything may be in them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.ports.history import published_runs, read_runs, seconds_of
from tests.factories.past_runs import PORT, listed, past

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["ports", "port", "rows", "x"]), inner),
    max_leaves=8,
)


@given(
    outcome=JSON
    | st.fixed_dictionaries(
        {
            "ports": st.lists(
                st.dictionaries(st.sampled_from(["port", "rows", "published", "reasons", "outcomes"]), JSON), max_size=3
            )
        }
    )
)
def test_no_outcome_stops_a_history_from_being_read(outcome):
    (run,) = read_runs([{**listed(0), "outcome": outcome}])
    assert all(counts.rows >= 0 and counts.published >= 0 for counts in run.ports.values())


@pytest.mark.parametrize("rows", [-1, None, "7", True, float("nan"), float("inf"), [1]])
def test_what_is_no_count_is_zero(rows):
    assert past(listed(0, rows=rows))[0].ports[PORT].rows == 0


def test_a_replay_is_no_run_of_the_product():
    assert (
        read_runs([{**listed(0), "kind": "replay"}, {**listed(1), "kind": "run"}])[0].finished
        == past(listed(1))[0].finished
    )


def test_only_runs_that_published_into_a_port_count_for_it_the_oldest_first():
    runs = past(listed(9, number=3), listed(None, state="running"), listed(5, state="failed"), listed(1, number=1))
    assert [run.id for run in published_runs(runs, PORT)] == ["run_1", "run_3"]
    assert published_runs(runs, "operations.other") == []


@pytest.mark.parametrize("text", ["yesterday", "", "2026-13-01T00:00:00Z", None, 5, "0001-01-01T00:00:00+23:59"])
def test_what_names_no_moment_is_none(text):
    assert seconds_of(text) is None or isinstance(seconds_of(text), float)
    assert seconds_of("not a time") is None


def test_a_moment_without_a_zone_is_in_utc():
    assert seconds_of("1970-01-01T00:01:00") == seconds_of("1970-01-01T01:01:00+01:00") == 60
