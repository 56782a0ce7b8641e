"""When a line of cron is due, held against one who walks through every minute and looks at the clock on the wall."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.schedules import next_after, parse_cron
from governance.schedules.calendar import zone_of

ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns",
         "America/Sao_Paulo", "Pacific/Apia", "Africa/Casablanca", "America/Havana"]  # fmt: skip
CHANGES = [(2026, 3, 29), (2026, 10, 25), (2026, 3, 8), (2026, 11, 1), (2026, 4, 5), (2026, 10, 4), (2011, 12, 30),
           (2018, 11, 4), (2018, 2, 18), (2006, 10, 29), (2007, 3, 11), (2026, 2, 15), (2026, 1, 1)]  # fmt: skip


def at(text, zone="UTC"):
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp())


def fits(cron, wall):
    day = cron.has_day(wall.year, wall.month, wall.day)
    return day and wall.hour in cron.hours and wall.minute in cron.minutes


def walk(cron, moment, zone, minutes):
    """The oracle: step from minute to minute of real time, with no arithmetic of its own."""
    now = datetime.fromtimestamp(moment - moment % 60 + 60, UTC)
    for _ in range(minutes):
        wall, before = now.astimezone(zone), (now - timedelta(minutes=1)).astimezone(zone)
        skipped = wall.replace(tzinfo=None) - before.replace(tzinfo=None) - timedelta(minutes=1)
        gap = [
            before.replace(tzinfo=None) + timedelta(minutes=n) for n in range(1, int(skipped.total_seconds() // 60) + 1)
        ]
        first = wall.fold == 0
        if fits(cron, wall) and (first or cron.is_rolling):
            return int(now.timestamp())
        if not cron.is_rolling and any(fits(cron, one) for one in gap):
            return int(now.timestamp())
        now += timedelta(minutes=1)
    return None


def fields(low, high):
    number = st.integers(low, high)
    span = st.tuples(number, number).map(lambda pair: f"{min(pair)}-{max(pair)}")
    step = st.integers(1, max(high // 2, 1)).map(lambda by: f"*/{by}")
    one = st.one_of(number.map(str), span, step)
    return st.one_of(st.just("*"), st.lists(one, min_size=1, max_size=3).map(",".join))


LINES = st.tuples(fields(0, 59), fields(0, 23), st.just("*"), st.just("*"), fields(0, 7)).map(" ".join)


@settings(max_examples=150)
@given(line=LINES, zone=st.sampled_from(ZONES), day=st.sampled_from(CHANGES), into=st.integers(-4000, 4000))
def test_the_next_moment_is_the_first_that_a_walker_comes_to(line, zone, day, into):
    cron, place = parse_cron(line), ZoneInfo(zone)
    start = int(datetime(*day, tzinfo=UTC).timestamp()) + into * 37
    walked = walk(cron, start, place, 60 * 26)
    found = next_after(cron, start, place)
    assert found == walked if walked is not None else found > start + 60 * 60 * 25


@pytest.mark.parametrize(
    ("line", "zone", "after", "due"),
    [
        ("30 2 * * *", "Europe/Berlin", "2026-03-29T00:00", "2026-03-29T03:00"),  # 02:30 is skipped
        ("30 2 * * *", "Europe/Berlin", "2026-03-29T03:00", "2026-03-30T02:30"),
        ("30 2 * * *", "Europe/Berlin", "2026-10-25T02:30", "2026-10-26T02:30"),  # and shown twice
        ("0 0 29 2 *", "UTC", "2026-01-01T00:00", "2028-02-29T00:00"),
        ("0 0 13 * 5", "UTC", "2026-11-01T00:00", "2026-11-06T00:00"),  # the 13th, or a Friday
        ("0 0 * * 7", "UTC", "2026-11-02T00:00", "2026-11-08T00:00"),
        ("0 9 * jan-mar mon", "UTC", "2026-04-01T00:00", "2027-01-04T09:00"),
        ("@monthly", "Asia/Kathmandu", "2026-12-31T23:59", "2027-01-01T00:00"),
    ],
)
def test_a_line_is_due_when_cron_says_so(line, zone, after, due):
    assert next_after(parse_cron(line), at(after, zone), ZoneInfo(zone)) == at(due, zone)


def test_a_day_that_a_country_left_out_is_made_up_for_when_the_next_begins():
    """Samoa went from the 29th to the 31st of December 2011."""
    found = next_after(parse_cron("0 12 30 12 *"), at("2011-12-29T13:00", "Pacific/Apia"), ZoneInfo("Pacific/Apia"))
    assert found == at("2011-12-31T00:00", "Pacific/Apia")


def test_a_day_that_comes_once_in_28_years_is_found_soon():
    cron = parse_cron("0 0 29 2 */7")
    assert next_after(cron, at("2096-03-01T00:00"), ZoneInfo("UTC")) is not None


@pytest.mark.parametrize(
    "name", ["", "Mars/Olympus", "../../etc/passwd", "/etc/localtime", "Europe/Berlin\0", "é" * 9, "x" * 999]
)
def test_what_is_no_time_zone_is_refused(name):
    with pytest.raises(ValueError):
        zone_of(name)
