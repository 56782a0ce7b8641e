"""Runs as the API spells them."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from platform_api.clock import Moment

__all__ = [
    "Lease",
    "LeaseRenewal",
    "Order",
    "OrderedInput",
    "OrderedPort",
    "Requested",
    "RunEnd",
    "RunNew",
    "RunOut",
    "RunPublish",
]

Snapshot = Annotated[int, Field(ge=1, lt=2**63)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Requested(_Strict):
    """The request that a run is begun for: its Idempotency-Key, and the digest of what it asked."""

    key: Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:-]{1,128}$")]
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class RunNew(_Strict):
    """A sidecar that wants to run; `holder` is the process that will hold the lease."""

    holder: Annotated[str, Field(min_length=1, max_length=256)]
    requested: Requested | None = None


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


class RunOut(BaseModel):
    """A run as it stands."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    product: str
    version: str
    state: str
    requested_by: str
    started_at: Moment
    finished_at: Moment | None
    contracts: dict[str, str]
    outcome: dict[str, Any]
    problem: str
