"""Lineage as the API spells it.

Edges and columns are dataclasses: an answer holds thousands of them, and what was made here need not be validated.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from platform_api.clock import Moment

__all__ = [
    "AssertionOut",
    "BatchOut",
    "BatchSummary",
    "BlindOut",
    "ColumnEdgeOut",
    "ColumnGraphOut",
    "ColumnOut",
    "DatasetOut",
    "EdgeOut",
    "FailedEvent",
    "GraphOut",
    "IngestOut",
    "JobOut",
    "NodeOut",
    "RunOut",
]

Instant = Annotated[Moment, BeforeValidator(lambda milliseconds: milliseconds // 1000)]
"""A moment that is kept in milliseconds."""


class IngestOut(BaseModel):
    """What became of an event; one that was told before is not `new`, and has changed nothing."""

    event: str = Field(description="The sha256 of the event's canonical JSON")
    new: bool


class BatchSummary(BaseModel):
    """How many events came, and what became of them; `new` ones were not told before."""

    received: int
    successful: int
    failed: int
    retriable: int
    non_retriable: int
    new: int


class FailedEvent(BaseModel):
    """An event that was not taken in: its place in the batch, and why."""

    index: int
    reason: str
    retriable: bool = Field(description="Whether the same event may be taken in later")
    type: str = Field(description="The slug of the problem that it would be alone")


class BatchOut(BaseModel):
    """What became of a batch, as OpenLineage has it."""

    status: Literal["success", "partial_success"]
    summary: BatchSummary
    failed_events: list[FailedEvent]


class NodeOut(BaseModel):
    """A product, a port of one, a job, or a dataset outside the mesh; `hops` is how far it is from where one began."""

    id: str
    kind: Literal["product", "port", "job", "dataset"]
    name: str
    namespace: str = ""
    product: str = ""
    status: str = Field(default="", description="Of products and ports; of a job the state of its newest run")
    hops: int | None = None


@dataclass(frozen=True, slots=True)
class EdgeOut:
    """`job` makes `target` of `source`; for what is only read the target is the job itself, and so on."""

    source: str
    target: str
    job: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnEdgeOut:
    """A column feeds another; `into` is null where it decides over the whole of the target, as a filter does."""

    source: str
    column: str
    target: str
    into: str | None
    job: str
    direct: Annotated[bool, Field(description="Whether values flow, and not only decisions")]
    how: list[str]


class GraphOut(BaseModel):
    """The neighbourhood of a dataset."""

    root: str
    nodes: list[NodeOut]
    edges: list[EdgeOut]
    column_edges: list[ColumnEdgeOut]
    truncated: bool = Field(description="Whether there is more, farther away or beyond the limit")


@dataclass(frozen=True, slots=True)
class ColumnOut:
    """A column that feeds or is fed; `column` is null for the whole of a dataset."""

    dataset: str
    column: str | None
    hops: int


@dataclass(frozen=True, slots=True)
class BlindOut:
    """A dataset that `job` makes of `source`, while nothing tells of which columns: it may be affected."""

    source: str
    target: str
    job: str


class ColumnGraphOut(BaseModel):
    """What a column is made of, or what is made of it."""

    root: ColumnOut
    columns: list[ColumnOut]
    edges: list[ColumnEdgeOut]
    nodes: list[NodeOut]
    blind: list[BlindOut]
    truncated: bool = Field(description="Whether there is more, farther away or beyond the limit")


class DatasetOut(BaseModel):
    """A dataset that lineage knows; `id` is how to ask for it, `fields` are columns with their types."""

    id: str
    namespace: str
    name: str
    port: str
    fields: list[list[str]]


class JobOut(BaseModel):
    """A job that lineage knows; `product` is whose it is, "" for the mesh's."""

    id: str
    namespace: str
    name: str
    product: str


class AssertionOut(BaseModel):
    """What one check of a dataset found."""

    model_config = ConfigDict(from_attributes=True)

    dataset: str
    assertion: str
    column: str
    success: bool
    severity: str


class RunOut(BaseModel):
    """A run of a job."""

    run_id: str
    state: str
    parent: str
    at: Instant
    started: Instant | None
    ended: Instant | None
    assertions: list[AssertionOut]
