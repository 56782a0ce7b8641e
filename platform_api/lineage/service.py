"""Lineage's front: events in, pictures of what is made of what out."""

import difflib
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal

from sqlmodel import Session

from governance.errors import Denied, Invalid, NotFound
from platform_api.caller import Caller
from platform_api.db import RegistrySession
from platform_api.law import Law
from platform_api.lineage import authority, repository
from platform_api.lineage.events import Event, parse_event
from platform_api.lineage.graph import Direction
from platform_api.lineage.impact import impact
from platform_api.lineage.intake import take_in
from platform_api.lineage.models import LineageDataset, LineageJob
from platform_api.lineage.neighbourhood import Reach, neighbourhood
from platform_api.lineage.nodes import port_nodes
from platform_api.lineage.schemas import ColumnGraphOut, ColumnOut, GraphOut, IngestOut
from platform_api.registry.repository import port
from platform_api.registry.service import contract_in_force

__all__ = ["column_graph", "dataset_graph", "existing_dataset", "existing_job", "ingest_event", "tell"]

Side = Literal["upstream", "downstream", "both"]


def ingest_event(session: RegistrySession, event: Mapping[str, Any], *, product: str = "", by: str = "") -> None:
    """Take in an OpenLineage event inside the caller's transaction; one that was told before changes nothing.

    With `product` it is that product's to tell: raises `Denied` if it speaks for another. Raises `Invalid` for what is
    no event, `Conflict` for a run of another job.
    """
    told = [parse_event(event)]
    owners = authority.owners_of(session, told, claimant=product)
    if product and (others := authority.concerned(session, told, owners) - {product}):
        raise Denied(
            f"`{product}` told lineage of `{min(others) or 'the mesh'}`",
            hint="a product tells of its own job and of the ports that it writes",
            slug="lineage-of-another",
        )
    take_in(session, told, owners=owners, by=by or product)


def tell(session: RegistrySession, law: Law, caller: Caller, events: Sequence[Mapping[str, Any]]) -> list[IngestOut]:
    """Take in events that `caller` sends, all or none; raises as `ingest_event` does, and `Refused` where the law does."""
    told = _parsed(events)
    claimant = caller.id if caller.kind == "product" else ""
    owners = authority.owners_of(session, told, claimant=claimant)
    authority.ask(session, law, caller, authority.concerned(session, told, owners))
    new = take_in(session, told, owners=owners, by=caller.id)
    return [IngestOut(event=event.digest, new=is_new) for event, is_new in zip(told, new, strict=True)]


def dataset_graph(session: Session, name: str, side: Side, reach: Reach, *, columns: bool = False) -> GraphOut:
    """Return what surrounds a port or dataset; raises `NotFound` where neither lineage nor the registry knows it."""
    root = existing_dataset(session, name)
    if root is None:
        nodes = port_nodes(session, [name])
        return GraphOut(root=name, nodes=nodes, edges=[], column_edges=[], truncated=False)
    return neighbourhood(session, root, _directions(side), reach, columns=columns)


def column_graph(
    session: Session, name: str, column: str, direction: Direction, reach: Reach, *, direct: bool = False
) -> ColumnGraphOut:
    """Return what a column is made of or feeds; raises `NotFound` for a dataset or column that nobody knows."""
    root = existing_dataset(session, name)
    _check_column(session, name, column, root)
    if root is not None:
        return impact(session, root, column, direction, reach, direct=direct)
    return ColumnGraphOut(
        root=ColumnOut(name, column, 0),
        columns=[],
        edges=[],
        nodes=port_nodes(session, [name]),
        blind=[],
        truncated=False,
    )


def existing_dataset(session: Session, name: str) -> LineageDataset | None:
    """Return the dataset of that id, None for a port that no event told of yet; raises `NotFound`."""
    found = repository.dataset(session, name)
    if found is None and port(session, name) is None:
        raise NotFound(
            f"No port or dataset `{name[:130]}`",
            hint="name a port as `domain.port`; `/api/v1/mesh/datasets` lists the ids of datasets outside the mesh",
            slug="unknown-dataset",
        )
    return found


def existing_job(session: Session, name: str) -> LineageJob:
    """Return the job of that id; raises `NotFound`."""
    found = repository.job(session, name)
    if found is None:
        raise NotFound(f"No job `{name[:80]}`", hint="`/api/v1/mesh/jobs` lists the ids of jobs", slug="unknown-job")
    return found


def _check_column(session: Session, name: str, column: str, root: LineageDataset | None) -> None:
    known = set()
    if root is not None:
        known = {field[0] for field in root.fields}
        if column in known or repository.column(session, root.seq, column) is not None:
            return
    if port(session, name) is not None:
        known |= {found.name for found in contract_in_force(session, name).columns}
    if column not in known:
        near = difflib.get_close_matches(column, known, n=1)
        raise NotFound(
            f"`{name}` has no column `{column[:130]}`",
            hint=f"did you mean `{near[0]}`?" if near else "its contract, or its newest schema, names its columns",
            slug="unknown-column",
        )


def _directions(side: Side) -> Collection[Direction]:
    return ("upstream", "downstream") if side == "both" else (side,)


def _parsed(events: Sequence[Mapping[str, Any]]) -> list[Event]:
    found = []
    for place, event in enumerate(events):
        try:
            found.append(parse_event(event))
        except Invalid as error:
            if len(events) == 1:
                raise
            raise Invalid(
                f"Event {place} of {len(events)}: {error.message}",
                hint=f"{error.hint}; none of the batch was taken in",
                slug=error.case,
                event=place,
                **error.context,
            ) from error
    return found
