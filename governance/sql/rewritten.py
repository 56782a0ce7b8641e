"""From a reader's query to the text that may run: every table replaced by what this reader may see of it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from sqlglot import exp

from governance.errors import Invalid
from governance.sql.binding.barrier import BASE
from governance.sql.binding.handlers import HANDLERS
from governance.sql.binding.scope import Scope
from governance.sql.binding.select import bind_query
from governance.sql.binding.session import Reference, Session
from governance.sql.bound import Rows
from governance.sql.filters import filter_text
from governance.sql.masks import masked_text, masked_type
from governance.sql.query import Query, port_of
from governance.sql.quoting import identifier
from governance.sql.relations import GovernedTable, Relation

__all__ = ["Rewritten", "bind", "rewrite", "written"]

_LONGEST = 4_000_000  # of text, file lists included
_MARK = re.compile("\0\\d+\0")
_TAIL = re.compile("\0t\\d+\0")
_KEEPS_ORDER = {"limit", "offset"}
"""A query of nothing else gives the rows of one table, in the table's own order."""


@dataclass(frozen=True, kw_only=True)
class Rewritten:
    """A query as it may run in DuckDB. `sql` can hold the key of a hash: it is never shown or logged.

    `stages` are (name, SELECT) of what must be made into tables first: the rows and cells that the reader may see, and
    nothing else, so that neither a failure nor a plan of `sql` can follow from what is hidden. `probe` is the same
    query over empty relations, so what an engine says about it carries no data. `relations` and `probe_relations` are
    the texts of ours that stand after FROM, each as often as the query names the table, for the second gate: masks and
    filter are in them, so that no other way to a table passes it. `columns_read` names, for each table, the columns that the
    reader's text uses; `columns` are the names of the output.
    """

    sql: str = field(repr=False)
    stages: tuple[tuple[str, str], ...] = field(repr=False)
    probe: str = field(repr=False)
    relations: tuple[str, ...] = field(repr=False)
    probe_relations: tuple[str, ...] = field(repr=False)
    columns_read: Mapping[str, tuple[str, ...]]
    columns: tuple[str, ...]


def rewrite(query: Query, tables: Mapping[str, GovernedTable], *, hash_key: bytes) -> Rewritten:
    """Bind `query` to the governed `tables` (by `domain.table`) and write it out for DuckDB.

    Masks and filters stand below every expression of the reader. A table with a row filter becomes a stage as soon as
    anything in the query could fail on a hidden row, or could answer otherwise when rows are met in another order;
    only predicates that cannot fail or leak go inside. Raises `NotFound` for a table that is not given, `Denied` for
    a column that is not granted, `Invalid` for what does not resolve.
    """
    session, rows = bind(query.expression, tables, port_of)
    return written(session, rows, hash_key)


def bind(
    expression: exp.Expr, tables: Mapping[str, GovernedTable], key_of: Callable[[exp.Table], str]
) -> tuple[Session, Rows]:
    """Translate a checked query, its tables still marks in the text."""
    session = Session(handlers=HANDLERS, tables=tables, key_of=key_of, masked=masked_type)
    try:
        return session, bind_query(expression, Scope(session))
    except RecursionError as error:
        raise Invalid("The query nests too deep", hint="name the inner parts with WITH", slug="sql-too-deep") from error


def written(session: Session, rows: Rows, hash_key: bytes) -> Rewritten:
    """Put the governed tables where their marks are, those that must be made first by the names of their stages."""
    rows = replace(rows, sql=_with_tails(session, rows))
    real = _Placement(session, hash_key, lambda relation: relation.sql)
    empty = _Placement(session, hash_key, _nothing)
    sql = real.text(rows.sql)
    read: dict[str, dict[str, None]] = {}
    for reference in session.references.values():
        read.setdefault(reference.key, {}).update(reference.used)
    return Rewritten(
        sql=sql,
        stages=real.stages(),
        probe=empty.in_one(rows.sql),
        relations=real.placed(),
        probe_relations=empty.placed(),
        columns_read={key: _in_order(session.tables[key], used) for key, used in read.items()},
        columns=tuple(found.sql[1:-1].replace('""', '"') for found in rows.fields),
    )


def _with_tails(session: Session, rows: Rows) -> str:
    """Make the order total, of the answer and of every part that LIMIT cuts, when it could follow from hidden rows."""
    filtered = any(reference.table.filters for reference in session.references.values())
    needed = filtered and not session.shape <= _KEEPS_ORDER

    def tail(found: re.Match[str]) -> str:
        keys, limited = session.tails[found[0]]
        return keys if needed and (limited or found[0] == rows.tail) else ""

    text = rows.sql
    while _TAIL.search(text):  # keys may list something themselves
        text = _bounded(_TAIL.sub(tail, text))
    return text


def _in_order(table: GovernedTable, used: Mapping[str, None]) -> tuple[str, ...]:
    return tuple(column for column in table.columns if column in used)


def _nothing(relation: Relation) -> str:
    columns = ", ".join(f"CAST(NULL AS {kind}) AS {identifier(name)}" for name, kind in relation.columns)
    return f"(SELECT {columns} WHERE false)"


class _Placement:
    """Writes each governed table into a text: in place, or by the name of a stage that is made before it."""

    def __init__(self, session: Session, key: bytes, text_of: Callable[[Relation], str]) -> None:
        self._session = session
        self._key = key
        self._text_of = text_of
        self._staged: dict[tuple[str, str], str] = {}
        self._placed: dict[str, str] = {}

    def text(self, sql: str) -> str:
        """Replace every mark in `sql`."""
        return _bounded(_MARK.sub(lambda found: self._table(self._session.references[found[0]]), sql))

    def in_one(self, sql: str) -> str:
        """The same with the stages inside, as CTEs that are made first: one statement, of the same plan or error."""
        body = self.text(sql)
        listed = ", ".join(f'"{name}" AS MATERIALIZED ({text})' for name, text in self.stages())
        joint = ", " + body.removeprefix("WITH ") if body.startswith("WITH ") else " " + body
        return _bounded(f"WITH {listed}{joint}") if listed else body

    def stages(self) -> tuple[tuple[str, str], ...]:
        """What `text` has put names of stages for, in order."""
        return tuple((name, _bounded(self._stage(*found))) for found, name in self._staged.items())

    def placed(self) -> tuple[str, ...]:
        """The trusted texts after FROM that `text` and `stages` have written, each as often as a table is named."""
        return tuple(self._placed.values())

    def _table(self, reference: Reference) -> str:
        if not reference.table.filters or not self._session.staged:
            return self._place(reference.mark, reference.table, reference.used)
        return identifier(self._staged.setdefault(_kept(reference), f"g{len(self._staged)}"))

    def _stage(self, key: str, pushed: str) -> str:
        alike = [reference for reference in self._session.references.values() if _kept(reference) == (key, pushed)]
        used = dict.fromkeys(column for reference in alike for column in reference.used)
        placed = self._place(alike[0].mark, alike[0].table, used)
        return f"SELECT * FROM {placed} AS {identifier(BASE)}" + (f" WHERE {pushed}" if pushed else "")

    def _place(self, mark: str, table: GovernedTable, used: Mapping[str, None]) -> str:
        base = identifier(BASE)
        columns = [
            f"{masked_text(table, column, f'{base}.{identifier(column)}', self._key)} AS {identifier(column)}"
            for column in _in_order(table, used)
        ]
        where = filter_text(table, base)
        text = f"SELECT {', '.join(columns) or '1 AS one'} FROM {self._text_of(table.relation)} AS {base}"
        self._placed[mark] = f"({text} WHERE {where})" if where else f"({text})"
        return self._placed[mark]


def _kept(reference: Reference) -> tuple[str, str]:
    """What tells stages apart: the table, and the predicates that its rows must meet."""
    return reference.key, " AND ".join(dict.fromkeys(reference.pushed))


def _bounded(text: str) -> str:
    if len(text) > _LONGEST:
        raise Invalid("The query grows too large", hint="name repeated parts with WITH", slug="sql-too-long")
    return text
