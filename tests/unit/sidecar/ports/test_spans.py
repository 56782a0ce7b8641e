"""Fresh seconds, held against a count of them one by one."""

from hypothesis import given
from hypothesis import strategies as st

from sidecar.ports.spans import fresh_seconds

MOMENTS = st.lists(st.integers(0, 120), max_size=6, unique=True).map(sorted)


def by_hand(shown, target, since, now):
    good = valid = 0
    for second in range(since, now):
        stood = [newest for moment, newest in shown if moment <= second]
        valid += bool(stood)
        good += bool(stood) and second < stood[-1] + target
    return good, valid


@given(
    moments=MOMENTS,
    lags=st.lists(st.integers(0, 30), min_size=6, max_size=6),
    target=st.integers(1, 60),
    since=st.integers(0, 100),
    length=st.integers(0, 60),
)
def test_time_is_fresh_while_the_rows_that_stood_there_were(moments, lags, target, since, length):
    shown = [(moment, moment - lag) for moment, lag in zip(moments, lags, strict=False)]
    now = since + length
    told = [one for one in shown if one[0] <= now]
    assert fresh_seconds(told, target=target, since=since, now=now) == by_hand(told, target, since, now)


@given(moments=MOMENTS, target=st.integers(1, 60))
def test_two_windows_add_up(moments, target):
    shown = [(moment, moment) for moment in moments if moment <= 60]
    left, right = (fresh_seconds(shown, target=target, since=a, now=b) for a, b in ((0, 60), (60, 130)))
    assert fresh_seconds(shown, target=target, since=0, now=130) == (left[0] + right[0], left[1] + right[1])


@given(moments=MOMENTS.filter(bool), target=st.integers(1, 60))
def test_publishing_more_often_never_makes_it_staler(moments, target):
    shown = [(moment, moment) for moment in moments]
    few = fresh_seconds(shown[:1], target=target, since=0, now=130)
    assert fresh_seconds(shown, target=target, since=0, now=130)[0] >= few[0]
