"""What surrounds a dataset: the datasets and jobs that it is made by, and those that are made of it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlmodel import Session

from platform_api.lineage import repository
from platform_api.lineage.columns import Columns
from platform_api.lineage.graph import Direction, Link, Step, walk
from platform_api.lineage.models import LineageDataset
from platform_api.lineage.nodes import Nodes
from platform_api.lineage.repository import ColumnFlowRow, DatasetFlowRow, End
from platform_api.lineage.schemas import EdgeOut, GraphOut

__all__ = ["ENDS", "Reach", "neighbourhood"]

ENDS: Mapping[Direction, End] = {"upstream": "target", "downstream": "source"}
"""The end of an edge that a walk in a direction comes from."""

_COLUMN_EDGES = 20_000


@dataclass(frozen=True, kw_only=True)
class Reach:
    """How far to look: `depth` hops, at most `limit` datasets each way, at a moment in milliseconds."""

    depth: int
    limit: int
    at: int = repository.NOW


def neighbourhood(
    session: Session, root: LineageDataset, directions: Collection[Direction], reach: Reach, *, columns: bool
) -> GraphOut:
    """Return the graph around a dataset, with the edges between the columns of what is in it if they are asked for."""
    hops, rows, truncated = {root.seq: 0}, dict[DatasetFlowRow, None](), False
    for direction in directions:
        found = walk([root.seq], _steps(session, direction, reach), depth=reach.depth, limit=reach.limit)
        for number, hop in found.hops.items():
            hops[number] = min(hop, hops.get(number, hop))
        rows.update((link.told, None) for link in found.links)
        truncated |= found.truncated
    met = Columns(session)
    between = _between(session, hops, met, reach) if columns else []
    nodes = Nodes(session, datasets=hops, jobs={row.job for row in rows} | {row.job for row in between})
    return GraphOut(
        root=root.address,
        nodes=nodes.shown(hops),
        edges=[_edge(nodes, row) for row in rows],
        column_edges=[met.edge(nodes, row) for row in between[:_COLUMN_EDGES]],
        truncated=truncated or len(between) > _COLUMN_EDGES,
    )


def _steps(session: Session, direction: Direction, reach: Reach) -> Step[int, DatasetFlowRow]:
    def step(frontier: Collection[int]) -> Iterator[Link[int, DatasetFlowRow]]:
        for row in repository.dataset_edges(session, ENDS[direction], frontier, at=reach.at):
            near, far = (row.target, row.source) if direction == "upstream" else (row.source, row.target)
            yield Link(near, far or None, row)

    return step


def _between(session: Session, datasets: Collection[int], columns: Columns, reach: Reach) -> list[ColumnFlowRow]:
    """Return the column edges that begin and end in the datasets, one more than are shown if there are more."""
    targets = columns.meet_all_of(datasets) | {-number for number in datasets}
    found = []
    for row in repository.column_edges(session, "target", targets, at=reach.at):
        if row.source in targets:
            found.append(row)
        if len(found) > _COLUMN_EDGES:
            break
    return found


def _edge(nodes: Nodes, row: DatasetFlowRow) -> EdgeOut:
    job = nodes.job(row.job)
    source, target = (nodes.dataset(number) if number else job for number in (row.source, row.target))
    return EdgeOut(source, target, job)
