"""What binding makes of an expression, a column or a query: DuckDB text, and what is known about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from governance.errors import Invalid
from governance.sql.types import Type

__all__ = ["Bound", "Field", "Rows", "Source", "combine"]

_LONGEST = 400_000  # a template may use an argument twice, and calls nest


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """An expression as DuckDB text.

    `sources` are the (table, column) pairs its value comes from. `varies`: it reads a row's column outside of any
    aggregate. `settled`: it holds an aggregate or window result, so no engine can evaluate it below them. `raises`:
    evaluating it on some row may fail. `stable`: the same row always gives the same value.
    """

    sql: str
    type: Type
    sources: frozenset[tuple[str, str]] = frozenset()
    varies: bool = False
    settled: bool = False
    raises: bool = False
    stable: bool = True
    constant: str | None = None
    """What a literal says, as written; None for anything else."""

    def wrapped(self, template: str, kind: Type) -> "Bound":
        """The same value inside more text (`{0}`), as another type."""
        return replace(self, sql=template.format(self.sql), type=kind, constant=None)


def combine(sql: str, kind: Type, parts: Iterable[Bound], *, total: bool = True) -> Bound:
    """An expression over `parts`. `total` says that it can never fail.

    One that can fail `raises` when some part of it can be evaluated on a row that is still to be filtered out.
    """
    if len(sql) > _LONGEST:
        raise Invalid("The query grows too large", hint="name repeated parts with WITH", slug="sql-too-long")
    parts = tuple(parts)
    exposed = any(part.varies and not part.settled for part in parts)
    return Bound(
        sql=sql,
        type=kind,
        sources=frozenset().union(*(part.sources for part in parts)),
        varies=any(part.varies for part in parts),
        settled=any(part.settled for part in parts),
        raises=any(part.raises for part in parts) or (not total and exposed),
        stable=all(part.stable for part in parts),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column that can be named: `name` as users call it, `sql` as DuckDB does."""

    name: str
    sql: str
    type: Type
    sources: frozenset[tuple[str, str]] = frozenset()
    varies: bool = True
    origin: tuple[str, str] | None = None
    """(reference, column) when it is a governed table's own column."""

    @property
    def bound(self) -> Bound:
        return Bound(sql=self.sql, type=self.type, sources=self.sources, varies=self.varies, settled=not self.varies)


@dataclass(slots=True, kw_only=True)
class Source:
    """One item of FROM: the names it answers to, its columns in order, and the columns that exist but are withheld."""

    qualifiers: tuple[tuple[str, ...], ...]
    fields: tuple[Field, ...]
    withheld: frozenset[str] = frozenset()
    table: str = ""
    merged: Mapping[str, Field] = field(default_factory=dict)
    """Columns that USING has merged into one; `SELECT *` shows them once."""

    def find(self, name: str) -> list[Field]:
        wanted = name.lower()
        return [found for found in self.fields if found.name.lower() == wanted]

    def answers_to(self, qualifier: tuple[str, ...]) -> bool:
        return qualifier in self.qualifiers


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A query as DuckDB text, and its output columns; their `sql` is the quoted name that the text gives them."""

    sql: str
    fields: tuple[Field, ...]
    singular: bool = False
    """It yields exactly one row, whatever the data."""
    tail: str = ""
    """The mark in the text where keys may be added to its ORDER BY, or an ORDER BY be put."""
