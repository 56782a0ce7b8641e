"""What a run was asked for beside the ordinary: everything anew, or the rows of a range."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from governance.checks.operands import literal
from governance.contracts.model import Column
from governance.contracts.types import Kind
from governance.errors import Invalid
from governance.sql.quoting import identifier

__all__ = ["ORDINARY", "Asked", "Span", "read_span"]

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - what is measured from it has no zone, or is UTC


@dataclass(frozen=True, kw_only=True)
class Asked:
    """`full_refresh` rebuilds every port from everything; the range, from inclusive to exclusive, is as it was typed."""

    full_refresh: bool = False
    range_from: str | None = None
    range_to: str | None = None

    @property
    def has_range(self) -> bool:
        """Whether a range was given."""
        return self.range_from is not None and self.range_to is not None


ORDINARY = Asked()
"""A run as the descriptor has it."""


@dataclass(frozen=True, kw_only=True)
class Span:
    """The moments from `start` up to, and without, `end` in a column; `least` and `beyond` are they as bounds of files are."""

    column: str
    start: date | datetime
    end: date | datetime
    start_sql: str
    end_sql: str
    least: int
    beyond: int

    @property
    def inside(self) -> str:
        """SQL that is true for a row in the range; false or NULL for any other."""
        name = identifier(self.column)
        return f"({name} >= {self.start_sql} AND {name} < {self.end_sql})"


def read_span(column: Column, start: str, end: str) -> Span:
    """Return the range of a column, a date or a timestamp; raise `Invalid` for what is no such moment, or an empty range.

    For a column with a time zone a moment without one is UTC; for one without, a zone has no meaning.
    """
    first, last = _moment(column, start), _moment(column, end)
    if not first < last:
        raise Invalid(f"The range from {start} to {end} is empty", hint="`--to` is the first moment that is left out")
    return Span(
        column=column.name,
        start=first,
        end=last,
        start_sql=literal(column.type, first),
        end_sql=literal(column.type, last),
        least=_number(first),
        beyond=_number(last),
    )


def _moment(column: Column, text: str) -> date | datetime:
    try:
        if column.type.kind is Kind.DATE:
            return date.fromisoformat(text)
        found = datetime.fromisoformat(text)
    except ValueError as error:
        example = "2013-01-31" if column.type.kind is Kind.DATE else "2013-01-31T06:00"
        raise Invalid(f"`{text[:80]}` is no {column.type}", hint=f"write it as in `{example}`") from error
    if found.tzinfo is None:
        return found
    if not column.type.zoned:
        raise Invalid(f"`{column.name}` has no time zone, and `{text}` does", hint="leave the zone out")
    return found.astimezone(UTC).replace(tzinfo=None)


def _number(moment: date | datetime) -> int:
    if isinstance(moment, datetime):
        return (moment - _EPOCH) // timedelta(microseconds=1)
    return (moment - _EPOCH.date()).days
