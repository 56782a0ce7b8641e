"""Schedules and retries as people write them, and what they are told when they write something else."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.errors import Conflict, Denied, Invalid, Unavailable
from governance.schedules import CronFault, Retries, parse_cron, read_retries, read_schedule


@pytest.mark.parametrize(
    ("line", "message", "fix"),
    [
        ("", "no fields", "30 6 * * 1-5"),
        ("0 6 * *", "4 fields", "30 6 * * 1-5"),
        ("0 0 6 * * *", "6 fields", "minute"),
        ("60 * * * *", "`60` is no minute", "0 to 59"),
        ("* 24 * * *", "`24` is no hour", "0 to 23"),
        ("* * 0 * *", "`0` is no day of the month", "1 to 31"),
        ("* * * foo *", "`foo` is no month", "jan to dec"),
        ("* * * * fri#2", "`fri#2` is no day of the week", "1-5"),
        ("0 0 L * *", "`l` is no day of the month", "another dialect"),
        ("0 0 ? * *", "`?` is no day of the month", "another dialect"),
        ("*/0 * * * *", "steps by 0", "from 1 to 59"),
        ("* 22-4 * * *", "runs backwards", "22-23,0-4"),
        ("@daly", "`@daly`", "@daily"),
        ("@reboot", "`@reboot`", "@hourly"),
        ("0 0 31 2 *", "never due", "correct"),
        ("0 0 30 feb *", "never due", "correct"),
        ("٣ * * * *", "is no minute", "0 to 59"),
        ("1,,2 * * * *", "is no minute", "0 to 59"),
        ("0 " * 200, "characters", "200"),
        ("1," * 90 + "1 * * * *", "", ""),
    ],
)
def test_a_line_that_is_no_cron_is_told_what_to_write(line, message, fix):
    if not message:
        assert parse_cron(line).minutes == {1}
        return
    with pytest.raises(CronFault) as caught:
        parse_cron(line)
    assert (message in caught.value.message, fix in caught.value.fix) == (True, True), vars(caught.value)


@given(st.text(max_size=250))
def test_any_text_is_read_or_refused(text):
    with suppress(CronFault):
        assert parse_cron(text).minutes


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "is `null`"),
        (5, "is `5`"),
        ({"timezone": "UTC"}, "no `cron`"),
        ({"cron": "@daily", "tz": "UTC"}, "has no `tz`"),
        ({"cron": "@daily", "timezone": "Mars"}, "No time zone is called `Mars`"),
        ({"cron": "@daily", "timezone": 1}, "No time zone"),
        ({"cron": "@daily", "catchup": "yes"}, "`catchup` is `yes`"),
    ],
)
def test_a_schedule_that_does_not_fit_is_refused(value, message):
    with pytest.raises(CronFault, match=message):
        read_schedule(value)


def test_a_schedule_may_be_a_line_or_say_more():
    assert read_schedule("@daily").timezone == "UTC"
    found = read_schedule({"cron": "0 6 * * *", "timezone": "Europe/Berlin", "catchup": True})
    assert (found.timezone, found.catchup, found.cron.hours) == ("Europe/Berlin", True, {6})


@pytest.mark.parametrize(
    "value", [0, 11, "3", True, None, {"attempts": 0}, {"delay": -1}, {"delay": float("nan")}, {"tries": 3}, []]
)
def test_retries_that_do_not_fit_are_refused(value):
    with pytest.raises(CronFault):
        read_retries(value)


@pytest.mark.parametrize(
    ("error", "again"),
    [
        (Unavailable("x"), True),
        (Conflict("x", slug="lease-lost"), True),
        (Conflict("x", slug="contract-broken"), False),
        (Conflict("x", slug="run-in-progress"), False),
        (Denied("x"), False),
        (Invalid("x"), False),
    ],
)
def test_only_what_may_have_passed_is_tried_again(error, again):
    assert Retries(attempts=2).allow(1, error) == again
    assert not Retries(attempts=2).allow(2, error)


@given(failed=st.integers(1, 10), chance=st.floats(0, 1))
def test_waits_double_and_are_spread_over_a_half(failed, chance):
    wait = Retries(attempts=10, delay=2).wait(failed, chance=chance)
    assert 0.75 * 2**failed <= wait <= 1.25 * 2**failed
