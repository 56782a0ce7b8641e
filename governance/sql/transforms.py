"""SQL transforms of a product: the same grammar as queries, over the relations that its inputs were rendered to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlglot import exp

from governance.errors import Invalid, TrellisError
from governance.sql.binding.session import Session
from governance.sql.dialect import read
from governance.sql.lineage import Edge, edges
from governance.sql.query import checked
from governance.sql.relations import GovernedTable, Relation
from governance.sql.rewritten import bind, written
from governance.sql.templates import PREFIX, Occasion, render_template

__all__ = ["Transform", "check_transform_sql", "compile_transform"]

_ADDING = Occasion(is_incremental=True)
_RANGED = Occasion(is_incremental=True, range_start="DATE '2020-01-01'", range_end="DATE '2020-01-02'")


@dataclass(frozen=True, kw_only=True)
class Transform:
    """A transform as DuckDB text. `columns` are (name, DuckDB type or "" when it cannot be told).

    `stages` are (name, SELECT) of what must be made into tables first, as for a query (`governance.sql.rewritten`).
    `row_wise`: each output row comes from one row of the one relation read, by functions that always answer the
    same, so a change of some input rows changes only their outputs. `lineage` has each output with the (relation,
    column) pairs it comes from, `influences` the pairs that only filter, join, group or sort.
    """

    sql: str = field(repr=False)
    stages: tuple[tuple[str, str], ...] = field(repr=False)
    columns: tuple[tuple[str, str], ...]
    columns_read: Mapping[str, tuple[str, ...]]
    row_wise: bool
    lineage: tuple[Edge, ...]
    influences: tuple[tuple[str, str], ...]


def compile_transform(
    text: str, relations: Mapping[str, Relation | GovernedTable], *, hash_key: bytes = b""
) -> Transform:
    """Return the DuckDB text of a rendered transform over trusted `relations`, by the names they were rendered to.

    Raises `Invalid` for what the grammar does not allow, and for a table that is not written as
    `{{ input('…') }}` or `{{ source('…') }}`.
    """
    tables = {name: r if isinstance(r, GovernedTable) else GovernedTable.open(r) for name, r in relations.items()}
    query = checked(read(text), _key)
    session, rows = bind(query.expression, tables, _key)
    done = written(session, rows, hash_key)
    spelled = [found.type.duckdb if found.type.name not in {"unknown", "null"} else "" for found in rows.fields]
    return Transform(
        sql=done.sql,
        stages=done.stages,
        columns=tuple(zip(done.columns, spelled, strict=True)),
        columns_read=done.columns_read,
        row_wise=_is_row_wise(session),
        lineage=tuple(edges(rows)),
        influences=tuple(sorted(session.influences)),
    )


def check_transform_sql(
    text: str, names: Mapping[str, str], *, loads: Collection[str] = ("replace",)
) -> list[TrellisError]:
    """Return what is wrong with the text of a transform, its Jinja included; nothing when its grammar is allowed.

    `names` are the spellings of its inputs, each with the input's name; `loads` says how what it makes is loaded, since
    it may say something else on each occasion. Columns and types are not looked up.
    """
    ranged = (_RANGED,) if "range" in loads else ()
    adding = (_ADDING,) if {"append", "upsert"} & set(loads) else ()
    for occasion in (Occasion(), *adding, *ranged):
        try:
            checked(read(render_template(text, inputs=names, sources=names, variables={}, occasion=occasion)), _key)
        except TrellisError as problem:
            return [problem]
    return []


def _key(node: exp.Table) -> str:
    name = node.name
    if not name.startswith(PREFIX) or node.args.get("db"):
        raise Invalid(
            f"A transform cannot name the table `{'.'.join(part.name for part in node.parts)[:80]}` itself",
            hint="write `{{ input('domain.port') }}` or `{{ source('name') }}`",
            slug="transform-table",
        )
    return name.removeprefix(PREFIX)


def _is_row_wise(session: Session) -> bool:
    shape = {part for part in session.shape if not part.startswith("cte:")}
    return not shape and len(session.references) == 1 and session.stable
