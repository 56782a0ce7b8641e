"""How long a table was fresh: time cut into pieces, each as old as the rows that stood there."""

from collections.abc import Sequence
from itertools import pairwise

__all__ = ["fresh_seconds"]


def fresh_seconds(
    shown: Sequence[tuple[float, float]], *, target: float, since: float, now: float
) -> tuple[float, float]:
    """Return the seconds from `since` to `now` in which rows were at most `target` seconds old, and all that count.

    `shown` are the moments at which rows were published, in order, each with the moment that they are as fresh as. The
    time before the first one does not count: there was nothing to be late.
    """
    good = valid = 0.0
    ends = [(moment, newest, until) for (moment, newest), (until, _) in pairwise([*shown, (now, now)])]
    for moment, newest, until in ends:
        begin, end = max(moment, since), min(until, now)
        if end > begin:
            valid += end - begin
            good += min(max(newest + target - begin, 0.0), end - begin)
    return good, valid
