"""Which columns feed a column, or are fed by it, however far away; and where nobody can tell.

A column that decides over the whole of a dataset, as a filter or a join key does, feeds all its columns: so the way
up from a column passes through the whole of its dataset, and the way down from the whole goes on from each column.
"""

from collections.abc import Collection, Iterator

from sqlmodel import Session

from platform_api.lineage import repository
from platform_api.lineage.columns import Columns
from platform_api.lineage.graph import Direction, Link, walk
from platform_api.lineage.models import LineageDataset
from platform_api.lineage.neighbourhood import ENDS, Reach
from platform_api.lineage.nodes import Nodes
from platform_api.lineage.repository import ColumnFlowRow, DatasetFlowRow
from platform_api.lineage.schemas import BlindOut, ColumnGraphOut, ColumnOut

__all__ = ["impact"]


def impact(
    session: Session, root: LineageDataset, name: str, direction: Direction, reach: Reach, *, direct: bool
) -> ColumnGraphOut:
    """Return the columns that a column is made of (upstream), or that are made of it; with `direct` by value alone."""
    steps = _Steps(session, reach, direct=direct)
    number = repository.column(session, root.seq, name)
    columns, start = steps.columns, [number] if number is not None else []
    columns.meet(start)
    step = steps.up if direction == "upstream" else steps.down
    found = walk(start, step, depth=reach.depth, limit=reach.limit)
    rows = [link.told for link in found.links]
    hops = {root.seq: 0}
    for reached, hop in found.hops.items():
        hops.setdefault(columns.dataset(reached), hop)
    blind = list(repository.dataset_edges(session, ENDS[direction], hops, at=reach.at, blind=True))
    blind = [row for row in blind if row.source and row.target]
    shown = hops.keys() | {end for row in blind for end in (row.source, row.target)}
    nodes = Nodes(session, datasets=shown, jobs={row.job for row in rows} | {row.job for row in blind})
    return ColumnGraphOut(
        root=ColumnOut(root.address, name, 0),
        columns=[columns.shown(nodes, reached, hops=hop) for reached, hop in found.hops.items() if hop],
        edges=[columns.edge(nodes, row) for row in rows],
        nodes=nodes.shown(hops),
        blind=[_blind(nodes, row) for row in blind],
        truncated=found.truncated,
    )


class _Steps:
    """One hop up or down among columns, at a moment."""

    def __init__(self, session: Session, reach: Reach, *, direct: bool) -> None:
        self.columns = Columns(session)
        self._session, self._reach, self._direct = session, reach, direct

    def up(self, frontier: Collection[int]) -> Iterator[Link[int, ColumnFlowRow]]:
        """Yield the edges into columns, and into the whole of their datasets."""
        wholes = {-self.columns.dataset(number) for number in frontier}
        rows = self._rows("target", wholes.union(frontier))
        yield from (Link(row.target, row.source, row) for row in rows)

    def down(self, frontier: Collection[int]) -> Iterator[Link[int, ColumnFlowRow]]:
        """Yield the edges out of columns, and out of every column of a dataset that is reached as a whole."""
        within = self.columns.meet_all_of([-number for number in frontier if number < 0])
        rows = self._rows("source", within | {number for number in frontier if number > 0})
        yield from (Link(row.source, row.target, row) for row in rows)

    def _rows(self, end: repository.End, numbers: Collection[int]) -> list[ColumnFlowRow]:
        reach = self._reach
        rows = list(repository.column_edges(self._session, end, numbers, at=reach.at, direct=self._direct))
        self.columns.meet(number for row in rows for number in (row.source, row.target))
        return rows


def _blind(nodes: Nodes, row: DatasetFlowRow) -> BlindOut:
    return BlindOut(nodes.dataset(row.source), nodes.dataset(row.target), nodes.job(row.job))
