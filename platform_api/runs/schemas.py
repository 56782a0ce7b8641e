"""Runs as the API spells them."""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from platform_api.clock import Moment

__all__ = [
    "ALL",
    "Discard",
    "Lease",
    "LeaseRenewal",
    "LogKept",
    "LogLine",
    "LogNew",
    "LogOut",
    "Order",
    "OrderedInput",
    "OrderedPort",
    "ReadFileOut",
    "ReadFilesOut",
    "Replay",
    "Requested",
    "Retain",
    "RunEnd",
    "RunNew",
    "RunOut",
    "RunPublish",
]

ALL = "all"
"""The name of no run: rows of every run are meant."""

Snapshot = Annotated[int, Field(ge=1, lt=2**63)]
Fence = Annotated[int, Field(ge=0, lt=2**63)]


RangeEnd = Annotated[str, Field(min_length=1, max_length=40)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Requested(_Strict):
    """The request that a run is begun for: its Idempotency-Key, and the digest of what it asked."""

    key: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,128}$")]
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Task(_Strict):
    port: Annotated[str, Field(min_length=3, max_length=200, description="The port (`domain.port`) it is done to")]
    rehearse: bool = Field(default=False, description="Ask what would come of it: no lease, nothing is written")


class _OnRows(_Task):
    reasons: list[Annotated[str, Field(min_length=1, max_length=300)]] = Field(
        default=[], max_length=100, description="Only rows that broke one of these rules; all if left out"
    )
    run: str | None = Field(
        default=None, max_length=80, description="Only rows that this run diverted; all that are not superseded if not"
    )


class Replay(_OnRows):
    """Diverted rows to be held against the contract in force again."""


class Discard(_OnRows):
    """Diverted rows to be dropped for good; `run` may be `all`, for superseded ones as well."""

    because: Annotated[str, Field(min_length=1, max_length=2000, description="Why, for those who read the history")]


class Retain(_Task):
    """Rows to be deleted that are older than the contract keeps them."""


class RunNew(_Strict):
    """A sidecar that wants to run, or to do one task on one port; `holder` is who will hold the lease.

    `attempt` counts the tries of one request, `due` is the moment that the product's schedule named, for runs it begins.
    `full_refresh` makes every port anew from everything. A range, from inclusive to exclusive, is for ports that are loaded
    by range.
    """

    holder: Annotated[str, Field(min_length=1, max_length=256)]
    full_refresh: bool = False
    range_from: RangeEnd | None = None
    range_to: RangeEnd | None = None
    attempt: Annotated[int, Field(ge=1, le=100)] = 1
    due: Moment | None = None
    even_if_paused: bool = False
    requested: Requested | None = None
    replay: Replay | None = None
    discard: Discard | None = None
    retain: Retain | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if (self.range_from is None) is not (self.range_to is None):
            raise ValueError("a range has both ends: give `range_from` and `range_to`")
        if self.full_refresh and self.range_from is not None:
            raise ValueError("a full refresh has no range: it makes everything anew")
        if sum(task is not None for task in (self.replay, self.discard, self.retain)) > 1:
            raise ValueError("ask for one of `replay`, `discard` and `retain`")
        if self.task is not None and (self.full_refresh or self.range_from is not None or self.due is not None):
            raise ValueError("a task on one port is no run of the product: it has no range, refresh or schedule")
        return self

    @property
    def kind(self) -> str:
        """What kind of run is wanted."""
        return next((kind for kind in ("replay", "discard", "retain") if getattr(self, kind) is not None), "run")

    @property
    def task(self) -> Replay | Discard | Retain | None:
        """The task that is wanted, if it is not a run of the product itself."""
        return self.replay or self.discard or self.retain


class ReadFileOut(_Strict):
    """A source's file as it was read: bytes, nanoseconds since 1970, and sha256."""

    path: Annotated[str, Field(max_length=4096)]
    size: Annotated[int, Field(ge=0, lt=2**63)]
    modified: Annotated[int, Field(gt=-(2**63), lt=2**63)]
    digest: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class ReadFilesOut(_Strict):
    """The files of a source that are in a table's rows; with `adds` those that were known before are so still."""

    table: Annotated[str, Field(max_length=130)]
    input: Annotated[str, Field(max_length=130)]
    files: Annotated[list[ReadFileOut], Field(max_length=100_000)]
    adds: bool = False


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

    `location` is the folder that sources are named relative to, `git` the commit that the files were published from, `read_files` what
    runs before have read of sources, by table and input. For a task `kind` and `task` say what is to be done to its one port.
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
    asked: dict[str, Any] = Field(default_factory=dict)
    read_files: list[dict[str, Any]] = Field(default_factory=list)
    kind: str = "run"
    task: dict[str, Any] = Field(default_factory=dict)


class LeaseRenewal(_Strict):
    """A sidecar that is still at work."""

    fence: Fence


class StagedOut(_Strict):
    """A snapshot that waits on its audit branch; `base` is what `main` showed when it was made."""

    table: Annotated[str, Field(max_length=130)]
    base: Snapshot
    snapshot_id: Snapshot


class RunPublish(_Strict):
    """What a run wants shown, what it measured, and its lineage event."""

    fence: Fence
    staged: Annotated[list[StagedOut], Field(max_length=64)]
    outcome: dict[str, Any]
    event: dict[str, Any]
    read_files: Annotated[list[ReadFilesOut], Field(max_length=1024)] = Field(default_factory=list)


class RunEnd(_Strict):
    """A run that publishes nothing, and why."""

    fence: Fence
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
    kind: str
    task: dict[str, Any]
    state: str
    requested_by: str
    trigger: str
    attempt: int
    due: Moment | None
    started_at: Moment
    finished_at: Moment | None
    contracts: dict[str, str]
    full_refresh: bool
    range_from: str
    range_to: str
    outcome: dict[str, Any]
    problem: str
