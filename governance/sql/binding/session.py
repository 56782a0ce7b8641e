"""What holds for a whole query while it is bound: the tables it may read, what it has read, and what it is made of."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlglot import exp

from governance.errors import Invalid, NotFound
from governance.sql.allowed import refuse
from governance.sql.bound import Bound, Field
from governance.sql.promotion import alike
from governance.sql.relations import GovernedTable
from governance.sql.types import INTERVAL, Type, holds

if TYPE_CHECKING:
    from governance.sql.binding.scope import Scope

__all__ = ["Handlers", "Reference", "Session"]

Handlers = Mapping[type[exp.Expr], Callable[..., Bound]]
"""Which function translates which type of node."""


_MOST_COLUMNS = 100_000


@dataclass(slots=True)
class Reference:
    """One place where a query reads a governed table; `mark` stands in the text until everything is known."""

    key: str
    table: GovernedTable
    mark: str
    alias: str
    used: dict[str, None] = field(default_factory=dict)
    pushed: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Session:
    """One binding of one query.

    `handlers` translate a node type, `key_of` says which of `tables` a name means. `shape` collects what the query
    is made of (join, aggregate, window, …), `influences` the columns that filter, join, group or sort. `raises`:
    something may fail on a row. `wavers`: something follows from the order in which rows are met (of `INTERVAL '30' DAY`
    and `INTERVAL '1' MONTH`, which are equal, the first stands for both), and `sums`: doubles are added, so that their
    last digits do.
    """

    handlers: Handlers
    tables: Mapping[str, GovernedTable]
    key_of: Callable[[exp.Table], str]
    masked: Callable[[GovernedTable, str], Any]
    references: dict[str, Reference] = field(default_factory=dict)
    influences: set[tuple[str, str]] = field(default_factory=set)
    shape: set[str] = field(default_factory=set)
    raises: bool = False
    wavers: bool = False
    sums: bool = False
    stable: bool = True
    counter: int = 0
    columns: int = 0
    tails: dict[str, tuple[str, bool]] = field(default_factory=dict)

    @property
    def staged(self) -> bool:
        """Whether filtered tables must be made first, so that hidden rows decide about neither failures nor plans.

        Which side of a join is read first, and with it which failure comes first and in which order rows meet, follows
        from how many rows the engine expects, hidden ones included. In one table alone doubles are added as they stand.
        """
        several = len(self.references) > 1 or bool(self.shape & {"join", "subquery", "set operation", "unnest"})
        return self.raises or self.wavers or (self.sums and several)

    def bind(self, node: exp.Expr, scope: "Scope") -> Bound:
        """Translate an expression by the table of handlers; what has none is refused."""
        handler = self.handlers.get(type(node))
        if handler is None:
            raise refuse(f"{type(node).__name__.upper()} here", "write it with a plain SELECT")
        return self.seen(handler(node, scope))

    def seen(self, bound: Bound) -> Bound:
        """Remember what an expression may do."""
        self.raises = self.raises or bound.raises
        self.stable = self.stable and bound.stable
        self.wavers = self.wavers or (bound.varies and holds(bound.type, INTERVAL))
        return bound

    def converts(self, types: Iterable[Type]) -> None:
        """Note that values of these types become one, which can fail on a row."""
        self.raises = self.raises or not alike(types)

    def lists(self, count: int) -> None:
        """Count columns that FROM or `*` spreads out: each WITH that joins the one before to itself has twice as many."""
        self.columns += count
        if self.columns > _MOST_COLUMNS:
            raise Invalid(
                f"The query spreads out more than {_MOST_COLUMNS:,} columns",
                hint="name the columns that are needed instead of `*`",
                slug="sql-too-long",
            )

    def fresh(self, prefix: str) -> str:
        """A name that nothing else in the text has."""
        self.counter += 1
        return f"{prefix}{self.counter}"

    def table(self, node: exp.Table) -> tuple[str, GovernedTable]:
        """The governed table that a name means."""
        key = self.key_of(node)
        if key not in self.tables:
            raise NotFound(
                f"No table `{key}`", hint="`trellis list` shows what there is", slug="table-not-found", table=key
            )
        return key, self.tables[key]

    def refer(self, key: str, table: GovernedTable, alias: str) -> Reference:
        """Note one more use of a table."""
        mark = f"\0{len(self.references)}\0"
        self.references[mark] = Reference(key, table, mark, alias)
        return self.references[mark]

    def tail(self, columns: int, *, ordered: bool, limited: bool) -> str:
        """A mark after an ORDER BY (or where one would stand) for keys that make the order total.

        Without them the order of equal rows, and which of them LIMIT keeps, follows from the engine's plan, and the
        plan from statistics of rows that a filter hides.
        """
        return self._mark(", ".join(str(position + 1) for position in range(columns)), ordered, limited)

    def listed(self, item: str, *, ordered: bool) -> str:
        """The same for an aggregate that lists its `item`s."""
        return self._mark(item, ordered, needed=True)

    def _mark(self, keys: str, ordered: bool, needed: bool) -> str:
        mark = f"\0t{len(self.tails)}\0"
        self.tails[mark] = (f", {keys}" if ordered else f" ORDER BY {keys}", needed)
        return mark

    def read(self, found: Field) -> None:
        """Note that a column is used."""
        if found.origin:
            self.references[found.origin[0]].used[found.origin[1]] = None

    def influenced(self, *parts: Bound) -> None:
        """Note what decides about rows rather than values."""
        for part in parts:
            self.influences |= part.sources
