"""Service levels as contracts have them, measured on what past runs wrote down."""

import pytest

from sidecar.ports.days import days_kept, time_of_day
from sidecar.ports.levels import OBJECTIVE
from tests.factories.past_runs import DAY, HOUR, at, levels, listed, past

FRESH = {"property": "freshness", "value": 2, "unit": "h"}
ON_FLOWN = {**FRESH, "element": "flown"}


def newest(seconds, *, rule="table.freshness", passed=True):
    return {"rule": rule, "passed": passed, "measured": at(seconds), "severity": "warning", "message": ""}


def one(promised, *runs, **more):
    (level,) = levels(promised, runs=past(*runs), **more)
    return level


def test_freshness_without_a_column_is_the_age_of_what_was_published():
    level = one(FRESH, listed(-3 * HOUR))
    assert (level.found.measured, level.found.kept) == (3 * HOUR, False)
    assert (level.found.good, level.found.valid, level.attained) == (2 * HOUR, 3 * HOUR, pytest.approx(2 / 3))


def test_freshness_on_a_column_is_the_age_of_its_newest_row_and_grows_with_time():
    level = one(ON_FLOWN, listed(-HOUR, outcomes=[newest(-90 * 60)]))
    assert (level.found.measured, level.found.kept, level.attained) == (90 * 60, True, 1.0)
    assert one(ON_FLOWN, listed(-HOUR, outcomes=[newest(-3 * HOUR)])).attained == 0.0


def test_a_failed_run_does_not_make_anything_fresher():
    level = one(FRESH, listed(-HOUR, state="failed"), listed(-3 * HOUR))
    assert level.found.measured == 3 * HOUR


def test_time_before_the_first_rows_counts_neither_way():
    assert one(FRESH, listed(-HOUR)).found.valid == HOUR
    assert one(FRESH).found.why == "nothing was published yet"


@pytest.mark.parametrize(("given", "objective"), [(95, 0.95), (0, 0.0), (100, 1.0)])
def test_a_contract_says_how_often_a_level_is_to_be_kept(given, objective):
    custom = [{"property": "sloObjective", "value": given, "vendor": "trellis"}]
    assert one({**FRESH, "customProperties": custom}, listed(0)).objective == objective
    assert one(FRESH, listed(0)).objective == OBJECTIVE


def test_frequency_is_the_time_between_runs_that_publish():
    level = one({"property": "frequency", "value": 1, "unit": "d"}, listed(-HOUR), listed(-3 * DAY))
    assert (level.found.kept, level.found.good) == (True, DAY + HOUR)


def test_latency_of_the_table_is_how_long_a_run_takes():
    promised = {"property": "latency", "value": 10, "unit": "min", "element": "trips"}
    level = one(promised, listed(-60, began=-120), listed(-HOUR, began=-2 * HOUR))
    assert (level.found.measured, level.found.kept, level.attained) == (60, True, 0.5)


def test_latency_on_a_column_needs_a_freshness_that_measures_it():
    promised = {"property": "latency", "value": 1, "unit": "h", "element": "flown"}
    assert "no freshness is promised on `flown`" in one(promised, listed(0)).found.why
    run = listed(-HOUR, outcomes=[newest(-HOUR - 600)])
    assert levels(ON_FLOWN, promised, runs=past(run))[1].found.measured == 600


def test_retention_is_kept_when_no_row_is_older():
    promised = {"property": "retention", "value": 30, "unit": "d", "element": "flown"}
    told = {"rule": "table.retention", "passed": False, "measured": 4}
    level = one(promised, listed(-1, outcomes=[told]), listed(-DAY, outcomes=[{**told, "passed": True, "measured": 0}]))
    assert (level.found.measured, level.found.unit, level.found.kept, level.attained) == (4, "rows", False, 0.5)


def test_availability_is_the_share_of_runs_that_publish_and_its_own_objective():
    promised = {"property": "availability", "value": 75, "unit": "percent"}
    level = one(promised, listed(-1), listed(-2, state="failed"), listed(-3), listed(-4), listed(None, state="running"))
    assert (level.attained, level.objective, level.found.kept) == (0.75, 0.75, True)
    assert level.budget.left == pytest.approx(0)


def test_an_error_rate_counts_quarantined_rows():
    level = one({"property": "errorRate", "value": 5, "unit": "percent"}, listed(-1, rows=100, quarantined=10))
    assert (level.found.measured, level.found.kept, level.budget.left) == (0.1, False, pytest.approx(-1))


def test_runs_before_the_window_do_not_count_but_what_they_published_stands():
    promised = {"property": "availability", "value": 50, "unit": "percent"}
    assert one(promised, listed(-1), listed(-3 * DAY, state="failed"), days=1).attained == 1.0
    assert one(FRESH, listed(-3 * DAY), days=1).found.valid == DAY


def test_a_time_of_day_is_kept_by_the_days_on_which_rows_came_before_it():
    promised = {"property": "timeOfAvailability", "value": "09:00Z"}
    eight, ten = -6 * HOUR - 800, -4 * HOUR - 800  # noon of the tests is 14:13:20
    level = one(promised, listed(eight), listed(ten - DAY), listed(eight - 2 * DAY))
    assert (level.found.counted, level.found.good, level.found.valid, level.found.kept) == ("days", 1, 2, True)


@pytest.mark.parametrize("text", ["9:00", "24:00", "09:60", "09:00+25:00", "", None, 9, "\u0960:00"])
def test_what_is_no_time_of_day_is_told(text):
    assert time_of_day(text) is None


def test_a_day_counts_once_its_deadline_is_over_and_in_its_own_zone():
    due = time_of_day("01:00+02:00")
    assert [day.kept for day in days_kept([22.5 * HOUR], due=due, since=0, now=23 * HOUR)] == [True]
    assert days_kept([], due=due, since=0, now=22.9 * HOUR) == []


@pytest.mark.parametrize("name", ["throughput", "endOfLife", "timeToRepair"])
def test_what_nobody_measures_says_so(name):
    level = one({"property": name, "value": "2030-01-01" if name == "endOfLife" else 5, "unit": "h"}, listed(0))
    assert (level.found.kept, level.attained, level.budget) == (None, None, None)
    assert "measured by nobody" in level.found.why
