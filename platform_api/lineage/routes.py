"""`/api/v1/mesh/lineage`: OpenLineage in, graphs of datasets and columns out; beside it the datasets and jobs it knows."""

from typing import Annotated, Any

from fastapi import Body, Depends, Path, Query

from platform_api.clock import Moment
from platform_api.deps import PageQuery, Platform, Registry, Who
from platform_api.doors import signed_in
from platform_api.lineage import batch, repository, service
from platform_api.lineage.graph import Direction
from platform_api.lineage.models import LineageDataset, LineageJob, LineageRun
from platform_api.lineage.neighbourhood import Reach
from platform_api.lineage.schemas import (
    AssertionOut,
    BatchOut,
    ColumnGraphOut,
    DatasetOut,
    GraphOut,
    IngestOut,
    JobOut,
    RunOut,
)
from platform_api.lineage.service import Side
from platform_api.pagination import PageOut, turn_page
from platform_api.routing import GuardedRouter

__all__ = ["routes"]

routes = GuardedRouter("/api/v1/mesh", tag="lineage")
_MIB = 1024 * 1024
Name = Annotated[str | None, Query(max_length=2048)]
Event = Annotated[dict[str, Any], Body(description="A RunEvent, JobEvent or DatasetEvent of OpenLineage 2-0-2")]
Batch = Annotated[list[Any], Body(min_length=1, max_length=1000, description="Events in any order")]


async def _reach(
    depth: Annotated[int, Query(ge=1, le=20, description="The most hops")] = 3,
    limit: Annotated[int, Query(ge=1, le=5000, description="The most datasets, or columns, in a direction")] = 500,
    at: Annotated[Moment | None, Query(description="Show lineage as it was at that time; now if left out")] = None,
) -> Reach:
    return Reach(depth=depth, limit=limit, at=repository.NOW if at is None else at * 1000 + 999)


Far = Annotated[Reach, Depends(_reach)]


@routes.post("/lineage", access=signed_in(), max_body=8 * _MIB)
def tell_event(session: Registry, state: Platform, caller: Who, event: Event) -> IngestOut:
    """Take in an OpenLineage event; the law is asked for each product that it speaks for (`lineage.ingest`)."""
    return service.tell(session, state.law, caller, [event])[0]


@routes.post("/lineage/batch", access=signed_in(), max_body=32 * _MIB)
def tell_batch(session: Registry, state: Platform, caller: Who, events: Batch) -> BatchOut:
    """Take in the events that can be; of every other one the answer says why not, and whether to send it again."""
    return batch.tell_batch(session, state.law, caller, events)


@routes.get("/lineage/{dataset}", access=signed_in())
def show_lineage(
    session: Registry,
    dataset: str,
    reach: Far,
    direction: Annotated[Side, Query(description="Where to look")] = "both",
    columns: Annotated[bool, Query(description="Whether to add the edges between columns")] = False,
) -> GraphOut:
    """Show what a port (`domain.port`) or dataset (its id) is made of, and what is made of it."""
    return service.dataset_graph(session, dataset, direction, reach, columns=columns)


@routes.get("/lineage/{dataset}/columns/{column:path}", access=signed_in())
def show_column_lineage(
    session: Registry,
    dataset: str,
    column: Annotated[str, Path(max_length=1024)],
    reach: Far,
    direction: Annotated[Direction, Query(description="Where to look")] = "downstream",
    direct: Annotated[bool, Query(description="Leave out what only filters, joins or sorts by")] = False,
) -> ColumnGraphOut:
    """Show which columns a column feeds, or is fed by, and the datasets of which nobody can tell."""
    return service.column_graph(session, dataset, column, direction, reach, direct=direct)


@routes.get("/datasets", access=signed_in())
def list_datasets(session: Registry, page: PageQuery, namespace: Name = None, name: Name = None) -> PageOut[DatasetOut]:
    """List the datasets that lineage knows, those outside the mesh among them, with the ids to ask for them by."""
    statement = repository.datasets_matching(namespace=namespace, name=name)
    by = [LineageDataset.namespace, LineageDataset.name]
    return turn_page(session, statement, page, by=by, show=_dataset)


@routes.get("/jobs", access=signed_in())
def list_jobs(session: Registry, page: PageQuery, product: Name = None, namespace: Name = None) -> PageOut[JobOut]:
    """List the jobs that lineage knows, of all products or of one."""
    statement = repository.jobs_matching(product=product, namespace=namespace)
    return turn_page(session, statement, page, by=[LineageJob.namespace, LineageJob.name], show=_job)


@routes.get("/jobs/{job}/runs", access=signed_in())
def list_job_runs(session: Registry, page: PageQuery, job: str) -> PageOut[RunOut]:
    """List a job's runs with what their checks found, the newest first."""
    statement = repository.runs_of(service.existing_job(session, job).seq)
    by = [LineageRun.at, LineageRun.seq]
    return turn_page(session, statement, page, by=by, show=lambda row: _run(session, row), newest_first=True)


def _dataset(row: LineageDataset) -> DatasetOut:
    return DatasetOut(id=row.address, namespace=row.namespace, name=row.name, port=row.port, fields=row.fields)


def _job(row: LineageJob) -> JobOut:
    return JobOut(id=row.address, namespace=row.namespace, name=row.name, product=row.product)


def _run(session: Registry, row: LineageRun) -> RunOut:
    found = repository.assertions_of(session, [row.seq]).get(row.seq, [])
    assertions = [AssertionOut.model_validate(assertion) for assertion in found]
    return RunOut(**row.model_dump(), assertions=assertions)
