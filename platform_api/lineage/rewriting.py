"""The graphs of many jobs written at once: names brought to numbers in one go, rows added in one go."""

from collections.abc import Sequence
from typing import NamedTuple

from platform_api.db import RegistrySession
from platform_api.lineage.edges import COLUMN_EDGES, DATASET_EDGES, Edge
from platform_api.lineage.flows import NOWHERE, JobGraph
from platform_api.lineage.naming import DatasetName
from platform_api.lineage.storage import column_numbers, dataset_numbers, put_fields

__all__ = ["Rewrite", "rewrite"]

Column = tuple[int, str]


class Rewrite(NamedTuple):
    """A job's graph that is to hold from `since` until `until`; `is_first` where the job has no edges at any time."""

    job: int
    graph: JobGraph
    since: int
    until: int
    is_first: bool


def rewrite(session: RegistrySession, changes: Sequence[Rewrite]) -> None:
    """Let the graphs hold; each is of another job."""
    if not changes:
        return
    names = {name for change in changes for name in _names(change.graph)}
    numbers = {**dataset_numbers(session, names), NOWHERE: 0}
    ends = {change.job: _column_flows(change.graph, numbers) for change in changes}
    columns = column_numbers(session, {end for flows in ends.values() for *both, _ in flows for end in both})
    datasets = {change.job: _dataset_flows(change.graph, numbers) for change in changes}
    between = {job: {(columns[into], columns[of], how) for into, of, how in flows} for job, flows in ends.items()}
    for table, edges in ((DATASET_EDGES, datasets), (COLUMN_EDGES, between)):
        first = [change for change in changes if change.is_first]
        table.add(session, [(change.job, edge, change.since) for change in first for edge in edges[change.job]])
        for change in changes:
            if not change.is_first:
                table.change(session, change.job, edges[change.job], change.since, change.until)
    told = ((numbers[name], fields, change.since) for change in changes for name, fields in change.graph.fields.items())
    put_fields(session, told)


def _names(graph: JobGraph) -> set[DatasetName]:
    flows = {name for flow in graph.datasets for name in (flow.source, flow.target)}
    return (flows | set(graph.fields)) - {NOWHERE}


def _dataset_flows(graph: JobGraph, numbers: dict[DatasetName, int]) -> set[Edge]:
    return {(numbers[flow.target], numbers[flow.source], flow.detailed) for flow in graph.datasets}


def _column_flows(graph: JobGraph, numbers: dict[DatasetName, int]) -> list[tuple[Column, Column, str]]:
    return [
        ((numbers[flow.target], flow.into), (numbers[flow.source], flow.column), flow.how) for flow in graph.columns
    ]
