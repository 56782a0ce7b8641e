"""The two tables of edges, and how a job's rows in them are changed."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, tuple_

from platform_api.db import RegistrySession
from platform_api.lineage.models import ColumnEdge, LineageEdge
from platform_api.lineage.storage import chunks
from platform_api.lineage.validity import FOREVER, Held, splice

__all__ = ["COLUMN_EDGES", "DATASET_EDGES", "Edge", "EdgeTable"]

Edge = tuple[int, int, Any]
"""Target, source, and what is told of the two."""


class EdgeTable:
    """A table of edges that held for a time; an edge is its target, its source, and the column `told`."""

    def __init__(self, model: Any, told: str) -> None:
        self._model = model
        self._told = told
        columns = (model.target, model.source, getattr(model, told), model.since, model.until)
        reaching = (model.job == bindparam("of"), model.until > bindparam("from"), model.since < bindparam("to"))
        self._held = select(*columns).where(*reaching)
        self._new = insert(model)

    def held(self, session: RegistrySession, job: int, since: int, until: int) -> list[Held[Edge]]:
        """Return a job's rows that reach into a time."""
        rows = session.core.execute(self._held, {"of": job, "from": since, "to": until})
        return [Held((row[0], row[1], row[2]), row[3], row[4]) for row in rows]

    def change(self, session: RegistrySession, job: int, wanted: set[Edge], since: int, until: int) -> None:
        """Let exactly `wanted` hold in a time, of all edges of a job."""
        table = self._model
        changes = splice(self.held(session, job, since, until), wanted, since, until)
        for chunk in chunks([*changes.removed, *changes.shortened]):
            keys = [(row.edge[0], row.edge[1], row.since) for row in chunk]
            found = tuple_(table.target, table.source, table.since).in_(keys)
            session.core.execute(delete(table).where(table.job == job, found))
        self._insert(session, [self._row(job, *row) for row in [*changes.shortened, *changes.added]])

    def add(self, session: RegistrySession, edges: Iterable[tuple[int, Edge, int]]) -> None:
        """Let edges hold for ever, each given with its job and when it begins, of jobs that have none yet."""
        self._insert(session, [self._row(job, edge, since, FOREVER) for job, edge, since in edges])

    def _row(self, job: int, edge: Edge, since: int, until: int) -> dict[str, Any]:
        target, source, told = edge
        return {"target": target, "source": source, "job": job, "since": since, "until": until, self._told: told}

    def _insert(self, session: RegistrySession, rows: list[dict[str, Any]]) -> None:
        if rows:
            session.core.execute(self._new, rows)


DATASET_EDGES = EdgeTable(LineageEdge, "detailed")
COLUMN_EDGES = EdgeTable(ColumnEdge, "how")
