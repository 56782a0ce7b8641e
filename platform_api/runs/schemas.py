"""Runs as the API spells them."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from platform_api.clock import Moment

__all__ = [
    "Lease",
    "LeaseRenewal",
    "LogKept",
    "LogLine",
    "LogNew",
    "LogOut",
    "Order",
    "OrderedInput",
    "OrderedPort",
    "RunEnd",
    "RunNew",
    "RunOut",
    "RunPublish",
]

Snapshot = Annotated[int, Field(ge=1, lt=2**63)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class RunNew(_Strict):
    """A sidecar that wants to run; `holder` is who will hold the lease, `attempt` counts the tries of one request.

    `due` is the moment that the product's schedule named, for runs that it begins.
    """

    holder: Annotated[str, Field(min_length=1, max_length=256)]
    attempt: Annotated[int, Field(ge=1, le=100)] = 1
    due: Moment | None = None
    even_if_paused: bool = False


class OrderedPort(BaseModel):
    """An output port with the contract in force, as its text."""

    name: str
    table: str
    contract: str
    digest: str


class OrderedInput(BaseModel):
    """A port that the run reads, with the decision it is read under; `role` is `input`, or `reference` for keys."""

    name: str
    port: str
    role: str
    decision: dict[str, Any]
    expectations: str = ""


class Lease(BaseModel):
    """What keeps others out: `seconds` until it ends, and the fencing token that the catalog checks."""

    fence: int
    seconds: int


class Order(BaseModel):
    """Everything a sidecar needs to run a product: the published bits, the inputs it may read, and its lease.

    `location` is the folder that sources are named relative to, `git` the commit that the files were published from.
    """

    run_id: str
    product: str
    version: str
    purpose: str
    lease: Lease
    files: dict[str, str]
    ports: list[OrderedPort]
    inputs: list[OrderedInput]
    mask_key: str
    location: str
    git: str


class LeaseRenewal(_Strict):
    """A sidecar that is still at work."""

    fence: int


class StagedOut(_Strict):
    """A snapshot that waits on its audit branch; `base` is what `main` showed when it was made."""

    table: Annotated[str, Field(max_length=130)]
    base: Snapshot
    snapshot_id: Snapshot


class RunPublish(_Strict):
    """What a run wants shown, what it measured, and its lineage event."""

    fence: int
    staged: Annotated[list[StagedOut], Field(min_length=1, max_length=64)]
    outcome: dict[str, Any]
    event: dict[str, Any]


class RunEnd(_Strict):
    """A run that publishes nothing, and why."""

    fence: int
    problem: Annotated[str, Field(max_length=4000)]
    outcome: dict[str, Any] = Field(default_factory=dict)
    event: dict[str, Any] = Field(default_factory=dict)


class LogLine(_Strict):
    """A line of a run's log: milliseconds since 1970, how grave it is, the step that it belongs to, and the words."""

    at: Annotated[int, Field(ge=0, lt=2**53)]
    level: Literal["info", "warning", "error"]
    step: Annotated[str, Field(max_length=200)]
    text: Annotated[str, Field(max_length=4000)]


class LogNew(_Strict):
    """What a sidecar has to say since the last time."""

    lines: Annotated[list[LogLine], Field(min_length=1, max_length=500)]


class LogKept(BaseModel):
    """How many of the lines there was room for."""

    kept: int


class LogOut(BaseModel):
    """Lines of a run's log; `next` goes on behind them, `is_over` says that no more will come."""

    lines: list[LogLine]
    next: int
    is_over: bool


class RunOut(BaseModel):
    """A run as it stands."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    product: str
    version: str
    state: str
    requested_by: str
    trigger: str
    attempt: int
    due: Moment | None
    started_at: Moment
    finished_at: Moment | None
    contracts: dict[str, str]
    outcome: dict[str, Any]
    problem: str
