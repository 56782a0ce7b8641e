"""Which columns a query's outputs come from, and which only decide about rows."""

from collections.abc import Mapping

from governance.sql.binding.session import Session
from governance.sql.bound import Rows
from governance.sql.query import Query, port_of
from governance.sql.relations import GovernedTable, Relation
from governance.sql.rewritten import bind

__all__ = ["column_lineage", "edges", "influences"]

Edge = tuple[str, list[tuple[str, str]]]


def column_lineage(query: Query, schemas: Mapping[str, Mapping[str, str]]) -> list[Edge]:
    """Return each output column with the (table, column) pairs its value comes from, both in order.

    `schemas` gives, for every table of the query, its columns and their DuckDB types.
    """
    return edges(_bound(query, schemas)[1])


def influences(query: Query, schemas: Mapping[str, Mapping[str, str]]) -> list[tuple[str, str]]:
    """Return the (table, column) pairs that filter, join, group or sort: OpenLineage calls these edges indirect."""
    return sorted(_bound(query, schemas)[0].influences)


def edges(rows: Rows) -> list[Edge]:
    """The edges of a query that is already bound."""
    return [(found.name, sorted(found.sources)) for found in rows.fields]


def _bound(query: Query, schemas: Mapping[str, Mapping[str, str]]) -> tuple[Session, Rows]:
    tables = {
        name: GovernedTable.open(Relation(name=name, columns=tuple(columns.items()), sql=""))
        for name, columns in schemas.items()
    }
    return bind(query.expression, tables, port_of)
