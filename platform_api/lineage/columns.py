"""Columns by number as a walk meets them: which dataset each is of, and how its edges are shown."""

from collections.abc import Collection, Iterable

from sqlmodel import Session

from platform_api.lineage import repository
from platform_api.lineage.nodes import Nodes
from platform_api.lineage.repository import ColumnFlowRow
from platform_api.lineage.schemas import ColumnEdgeOut, ColumnOut

__all__ = ["Columns"]


class Columns:
    """The columns met so far; a negative number is the whole of a dataset."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: dict[int, tuple[int, str]] = {}

    def meet(self, numbers: Iterable[int]) -> None:
        """Look up those that are new."""
        new = {number for number in numbers if number > 0 and number not in self._known}
        self._learn(repository.columns_by_number(self._session, new))

    def meet_all_of(self, datasets: Collection[int]) -> set[int]:
        """Look up all columns of datasets and return their numbers."""
        return self._learn(repository.columns_of(self._session, datasets))

    def dataset(self, number: int) -> int:
        """Return the dataset that a column is of."""
        return -number if number < 0 else self._known[number][0]

    def name(self, number: int) -> str | None:
        """Return a column's name, None for the whole of a dataset."""
        return None if number < 0 else self._known[number][1]

    def shown(self, nodes: Nodes, number: int, *, hops: int) -> ColumnOut:
        """Return a column as the API spells it."""
        return ColumnOut(nodes.dataset(self.dataset(number)), self.name(number), hops)

    def edge(self, nodes: Nodes, row: ColumnFlowRow) -> ColumnEdgeOut:
        """Return an edge as the API spells it."""
        return ColumnEdgeOut(
            source=nodes.dataset(self.dataset(row.source)),
            column=self.name(row.source) or "",
            target=nodes.dataset(self.dataset(row.target)),
            into=self.name(row.target),
            job=nodes.job(row.job),
            direct=row.how.startswith("DIRECT"),
            how=row.how.split(" "),
        )

    def _learn(self, rows: Iterable[tuple[int, int, str]]) -> set[int]:
        met = {number: (dataset, name) for number, dataset, name in rows}
        self._known.update(met)
        return set(met)
