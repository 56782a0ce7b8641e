"""The two tables of edges, and how a job's rows in them are changed."""

from typing import Any

from sqlalchemy import delete, insert, select, tuple_

from platform_api.db import RegistrySession
from platform_api.lineage.models import ColumnEdge, LineageEdge
from platform_api.lineage.storage import chunks
from platform_api.lineage.validity import Changes, Held, splice

__all__ = ["COLUMN_EDGES", "DATASET_EDGES", "Edge", "EdgeTable"]

Edge = tuple[int, int, Any]
"""Target, source, and what is told of the two."""


class EdgeTable:
    """A table of edges that held for a time; an edge is its target, its source, and the column `told`."""

    def __init__(self, model: Any, told: str) -> None:
        self._model = model
        self._told = told

    def held(self, session: RegistrySession, job: int, since: int, until: int) -> list[Held[Edge]]:
        """Return a job's rows that reach into a time."""
        table = self._model
        columns = (table.target, table.source, getattr(table, self._told), table.since, table.until)
        statement = select(*columns).where(table.job == job, table.until > since, table.since < until)
        return [Held((row[0], row[1], row[2]), row[3], row[4]) for row in session.connection().execute(statement)]

    def splice(self, session: RegistrySession, job: int, wanted: set[Edge], since: int, until: int) -> None:
        """Let exactly `wanted` hold in a time."""
        self._apply(session, job, splice(self.held(session, job, since, until), wanted, since, until))

    def _apply(self, session: RegistrySession, job: int, changes: Changes[Edge]) -> None:
        table, connection = self._model, session.connection()
        for chunk in chunks([*changes.removed, *changes.shortened]):
            keys = [(row.edge[0], row.edge[1], row.since) for row in chunk]
            where = tuple_(table.target, table.source, table.since).in_(keys)
            connection.execute(delete(table).where(table.job == job, where))
        rows = [
            {"target": edge[0], "source": edge[1], "job": job, "since": since, "until": until, self._told: edge[2]}
            for edge, since, until in [*changes.shortened, *changes.added]
        ]
        if rows:
            connection.execute(insert(table), rows)


DATASET_EDGES = EdgeTable(LineageEdge, "detailed")
COLUMN_EDGES = EdgeTable(ColumnEdge, "how")
