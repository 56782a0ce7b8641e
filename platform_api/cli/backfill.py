"""A long range as many runs: one for each day, week or month, in order, up to the first that fails."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import click

from governance.errors import Invalid, TrellisError
from governance.names import ProductName

if TYPE_CHECKING:
    from sidecar.run.asked import Asked

__all__ = ["STEPS", "asked", "batches", "going_on"]

STEPS = ("day", "week", "month")
_MOST = 10_000  # runs; thirty years of days are 10,958


def asked(*, full_refresh: bool, start: str | None, end: str | None, by: str | None) -> "list[Asked]":
    """Return what each run is asked for; raises `click.UsageError` for options that do not go together."""
    from sidecar.run.asked import Asked

    if (start is None) is not (end is None):
        raise click.UsageError("a range has both ends: give `--from` and `--to`")
    if full_refresh and start is not None:
        raise click.UsageError("`--full-refresh` makes everything anew, so it takes no range")
    if start is None or end is None:
        if by:
            raise click.UsageError("`--by` parts a range: give `--from` and `--to`")
        return [Asked(full_refresh=full_refresh)]
    return [Asked(range_from=first, range_to=last) for first, last in batches(start, end, by)]


def batches(start: str, end: str, by: str | None) -> list[tuple[str, str]]:
    """Return the ends of each batch of a range, without a gap; the last may be shorter. Raises `Invalid` for no range."""
    if by is None:
        return [(start, end)]
    first, last = _moment(start), _moment(end)
    if (first.tzinfo is None) is not (last.tzinfo is None):
        raise Invalid("One end of the range has a time zone, and the other has none", hint="give both one, or none")
    if not first < last:
        raise Invalid(f"The range from {start} to {end} is empty", hint="`--to` is the first moment that is left out")
    found: list[tuple[str, str]] = []
    at = first
    while at < last:
        after = min(_after(first, len(found) + 1, by), last)
        found.append((_spelled(at, start), _spelled(after, start)))
        at = after
        if len(found) > _MOST:
            raise Invalid(f"That would be more than {_MOST:,} runs", hint="part the range by `week` or `month`")
    return found


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise Invalid(f"`{text[:80]}` is no day or moment", hint="write it as in `2013-01-31`") from error


def _after(first: datetime, number: int, by: str) -> datetime:
    """Batches begin as the first does; a month that has no such day ends where the next begins."""
    if by != "month":
        return first + number * timedelta(days=1 if by == "day" else 7)
    year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    longest = (following - timedelta(days=1)).day
    return first.replace(year=year, month=month + 1, day=min(first.day, longest))


def _spelled(moment: datetime, as_in: str) -> str:
    return moment.date().isoformat() if len(as_in) == len("2013-01-31") else moment.isoformat()


@contextmanager
def going_on(name: ProductName, ask: "Asked", *, end: str | None, by: str | None, batches: int) -> Iterator[None]:
    """Say of a batch that fails which it was, and how the rest is made; the ones before it are shown and stay."""
    try:
        yield
    except TrellisError as failure:
        if batches > 1:
            how = f"`trellis run {name} --from {ask.range_from} --to {end} --by {by}` goes on from there"
            failure.message = f"{ask.range_from} to {ask.range_to}: {failure.message}"
            failure.hint = f"{failure.hint}; then {how}" if failure.hint else how
        raise
