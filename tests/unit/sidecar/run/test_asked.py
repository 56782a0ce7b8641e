"""Ranges as they are typed, at their edges and across time zones, and a long one as many."""

from datetime import date, datetime

import click
import pytest

from governance.errors import Invalid
from platform_api.cli.backfill import asked, batches
from sidecar.run.asked import Asked, read_span
from tests.factories.tables import DATE, INSTANT, TIMESTAMP, column

NOBODY = {"full_refresh": False, "start": None, "end": None, "by": None}


def span(kind, start, end):
    return read_span(column("at", kind), start, end)


def test_a_range_of_days_ends_before_its_last():
    found = span(DATE, "2026-01-01", "2026-01-03")
    assert (found.start, found.end, found.beyond - found.least) == (date(2026, 1, 1), date(2026, 1, 3), 2)
    assert found.inside == "(\"at\" >= DATE '2026-01-01' AND \"at\" < DATE '2026-01-03')"


@pytest.mark.parametrize("start", ["2026-01-01T01:00+02:00", "2025-12-31T23:00Z", "2025-12-31T23:00"])
def test_a_moment_with_a_zone_is_one_moment_however_it_is_spelled(start):
    found = span(INSTANT, start, "2026-01-02")
    assert found.start == datetime.fromisoformat("2025-12-31T23:00")
    assert found.start_sql == "TIMESTAMPTZ '2025-12-31 23:00:00+00'"


@pytest.mark.parametrize(
    ("kind", "start", "end"),
    [
        (DATE, "2026-01-01", "2026-01-01"),
        (DATE, "2026-01-02", "2026-01-01"),
        (DATE, "2026-01-01T00:00", "2026-01-02"),
        (DATE, "2026-02-30", "2026-03-01"),
        (TIMESTAMP, "2026-01-01T00:00Z", "2026-01-02"),
        (INSTANT, "soon", "later"),
        (TIMESTAMP, "", "2026-01-02"),
    ],
)
def test_what_is_no_range_is_refused(kind, start, end):
    with pytest.raises(Invalid) as refusal:
        span(kind, start, end)
    assert refusal.value.hint


def test_batches_follow_each_other_without_a_gap():
    assert batches("2026-01-30", "2026-02-02", "day") == [
        ("2026-01-30", "2026-01-31"), ("2026-01-31", "2026-02-01"), ("2026-02-01", "2026-02-02"),
    ]  # fmt: skip
    assert batches("2026-01-31", "2026-04-01", "month")[1:] == [
        ("2026-02-28", "2026-03-31"),
        ("2026-03-31", "2026-04-01"),
    ]
    assert batches("2025-12-01", "2026-01-15", "month") == [("2025-12-01", "2026-01-01"), ("2026-01-01", "2026-01-15")]
    assert batches("2026-01-01", "2026-01-10", "week")[-1] == ("2026-01-08", "2026-01-10")
    assert batches("2026-01-01T06:00", "2026-01-02T06:00", "day") == [("2026-01-01T06:00:00", "2026-01-02T06:00:00")]
    assert batches("anything", "at all", None) == [("anything", "at all")]


@pytest.mark.parametrize("ends", [("x", "2026-01-01"), ("2026-01-02", "2026-01-01"), ("1900-01-01", "2026-01-01")])
def test_batches_of_no_range_or_of_too_many_are_refused(ends):
    with pytest.raises(Invalid):
        batches(*ends, "day")


@pytest.mark.parametrize(
    "given",
    [
        {"start": "2026-01-01"},
        {"end": "2026-01-01"},
        {"by": "day"},
        {"full_refresh": True, "start": "2026-01-01", "end": "2026-01-02"},
    ],
)
def test_options_that_do_not_go_together_are_a_mistake_of_usage(given):
    with pytest.raises(click.UsageError):
        asked(**NOBODY | given)


def test_an_ordinary_run_asks_for_nothing():
    assert asked(**NOBODY) == [Asked()]
    assert asked(**NOBODY | {"full_refresh": True}) == [Asked(full_refresh=True)]
