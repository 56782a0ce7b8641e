"""The order of a run, read from what the platform sent: published bits, inputs with their decisions, and the lease."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from governance.contracts import Contract, load_contract
from governance.descriptors import Descriptor, Load, load_descriptor
from governance.errors import Invalid
from governance.expectations import Expectations, load_expectations
from governance.names import PortName, ProductName
from governance.policy.decision import Denial, Mask, ReadDecision, RowFilter
from sidecar.run.asked import Asked
from sidecar.sources import ReadFile

__all__ = ["Lease", "OrderedInput", "OrderedPort", "RunOrder", "Task", "read_order"]

Model = TypeVar("Model")


@dataclass(frozen=True, kw_only=True)
class Lease:
    """What keeps others out for `seconds`; `fence` is the token that the catalog checks."""

    fence: int
    seconds: int


@dataclass(frozen=True, kw_only=True)
class OrderedPort:
    """An output port and the contract in force for it."""

    name: PortName
    contract: Contract


@dataclass(frozen=True, kw_only=True)
class OrderedInput:
    """A port to read, as `decision` allows; a `reference` holds keys that the output's foreign keys point to."""

    name: str
    port: PortName
    is_reference: bool
    decision: ReadDecision
    expectations: Expectations | None


@dataclass(frozen=True, kw_only=True)
class Task:
    """What is to be done to one port instead of a run: to rows of which `runs` (None: all) and `reasons` (none: all), and why.

    `is_rehearsal` asks what would come of it: there is no lease then, and nothing may be written.
    """

    runs: tuple[str, ...] | None = ()
    reasons: tuple[str, ...] = ()
    because: str = ""
    is_rehearsal: bool = False


@dataclass(frozen=True, kw_only=True)
class RunOrder:
    """Everything a sidecar needs to run a product. `files` are the published texts by their path in the product.

    `read_files` are those that were read for a table before, by table and input.
    """

    run_id: str
    product: ProductName
    version: str
    purpose: str
    lease: Lease
    descriptor: Descriptor
    files: Mapping[str, str]
    ports: tuple[OrderedPort, ...]
    inputs: tuple[OrderedInput, ...]
    mask_key: bytes
    git: str = ""
    asked: Asked = field(default_factory=Asked)
    read_files: Mapping[tuple[str, str], Mapping[str, ReadFile]] = field(default_factory=dict)
    kind: str = "run"
    task: Task = Task()

    def load_of(self, port: PortName) -> Load:
        """How the descriptor says that a port is loaded."""
        return next((one.load for one in self.descriptor.outputs if one.table == port.table), Load())

    @property
    def expectations(self) -> Mapping[str, Expectations]:
        """What the product relies on from each of its sources, by name."""
        found = {}
        for port in self.descriptor.inputs:
            path = next((path for path in self.files if path.startswith(f"expectations/{port.name}.")), None)
            if port.source is not None and path is not None:
                found[port.name] = _readable(load_expectations(self.files[path], path).expectations, path)
        return found


def read_order(document: Mapping[str, Any]) -> RunOrder:
    """Return the order; raises `Invalid` when what is published cannot be read by this version of Trellis."""
    files = dict(document["files"])
    return RunOrder(
        run_id=document["run_id"],
        product=ProductName.parse(document["product"]),
        version=document["version"],
        purpose=document["purpose"],
        lease=Lease(**document["lease"]),
        descriptor=_readable(load_descriptor(files["product.odps.yaml"]).descriptor, "product.odps.yaml"),
        files=files,
        ports=tuple(_port(port) for port in document["ports"]),
        inputs=tuple(_input(one) for one in document["inputs"]),
        mask_key=bytes.fromhex(document["mask_key"]),
        git=document.get("git", ""),
        asked=Asked(**document.get("asked", {})),
        read_files={
            (one["table"], one["input"]): {file["path"]: ReadFile(**file) for file in one["files"]}
            for one in document.get("read_files", ())
        },
        kind=document.get("kind", "run"),
        task=_task(document.get("task", {})),
    )


def _task(document: Mapping[str, Any]) -> Task:
    runs = document.get("runs", ())
    return Task(
        runs=None if runs is None else tuple(runs),
        reasons=tuple(document.get("reasons", ())),
        because=document.get("because", ""),
        is_rehearsal=document.get("is_rehearsal", False),
    )


def _port(document: Mapping[str, Any]) -> OrderedPort:
    contract = _readable(load_contract(document["contract"], document["table"]).contract, document["table"])
    return OrderedPort(name=PortName.parse(document["table"]), contract=contract)


def _input(document: Mapping[str, Any]) -> OrderedInput:
    text = document["expectations"]
    expected = _readable(load_expectations(text, document["name"]).expectations, document["name"]) if text else None
    return OrderedInput(
        name=document["name"],
        port=PortName.parse(document["port"]),
        is_reference=document["role"] == "reference",
        decision=_decision(document["decision"]),
        expectations=expected,
    )


def _decision(document: Mapping[str, Any]) -> ReadDecision:
    return ReadDecision(
        allowed=document["allowed"],
        columns=tuple(document["columns"]),
        denials=tuple(Denial(**denial) for denial in document["denials"]),
        masks=tuple(Mask(**mask) for mask in document["masks"]),
        filters=tuple(
            RowFilter(column=rule["column"], values=tuple(rule["values"]), policy=rule["policy"])
            for rule in document["filters"]
        ),
        grants=tuple(document["grants"]),
        revision=document["revision"],
    )


def _readable(model: Model | None, file: str) -> Model:
    if model is None:
        raise Invalid(f"The published `{file}` cannot be read by this Trellis", hint="publish the product again")
    return model
