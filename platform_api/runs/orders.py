"""The order that a sidecar is sent out with: what is published, which inputs it may read, and under which lease."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from governance.errors import Conflict, Denied, NotFound, Unavailable
from governance.names import PortName
from platform_api.access.reading import ask, denied, write_down
from platform_api.caller import Caller
from platform_api.db import RegistrySession
from platform_api.lineage.service import ingest_event
from platform_api.outbox.service import record_event
from platform_api.principals.service import caller_of
from platform_api.registry import repository as registry
from platform_api.registry.models import ProductVersion
from platform_api.registry.service import contract_in_force, existing_product, ports_of
from platform_api.runs import repository
from platform_api.runs.models import Run
from platform_api.runs.schemas import Lease, Order, OrderedInput, OrderedPort, RunNew
from platform_api.runs.service import LEASE_SECONDS, make_way
from platform_api.runs.tasks import task_of
from platform_api.schedules.service import begin_due, check_may_run
from platform_api.state import PlatformState

if TYPE_CHECKING:
    from governance.contracts.model import Contract

__all__ = ["give_order", "mask_key"]

_FILE = {"path", "size", "modified", "digest"}


def give_order(session: RegistrySession, state: PlatformState, name: str, new: RunNew, *, by: Caller) -> Order | Denied:
    """Give out a product's lease with everything its sidecar needs, after undoing what a dead run left behind.

    A refused input is returned, not raised: the decision is to be kept, so the transaction has to stand. Raises
    `NotFound` for an unknown product and `Conflict` while another run is alive.
    """
    version = _newest(session, name)
    task = task_of(session, name, new.task, by=by) if new.task else {}
    is_rehearsal = new.task is not None and new.task.rehearse
    if not task:
        check_may_run(session, name, even_if_paused=new.even_if_paused)
    if not is_rehearsal:
        make_way(session, name, holder=new.holder, gate=state.gate(session))
    contracts = _contracts(session, version)
    if task:
        contracts = _of_port(contracts, str(task["port"]))
    reads = _keys(contracts.values()) if task else [*_reads(session, version), *_keys(contracts.values())]
    inputs = _inputs(session, state, version, reads)
    if isinstance(inputs, Denied):
        return inputs
    run = _run(session, version, contracts, new, by=by, task=task)
    if not is_rehearsal:
        _open(session, run)
    if new.due is not None:
        begin_due(session, run, new.due, by=by)
    purpose, place = existing_product(session, name).purpose, repository.place(session, name)
    return Order(
        run_id=run.id,
        product=name,
        version=version.version,
        purpose=purpose,
        lease=Lease(fence=run.fence, seconds=LEASE_SECONDS),
        files={path: _text(session, digest) for path, digest in version.files.items()},
        ports=[
            OrderedPort(name=contract.table.name, table=port, contract=contract.text, digest=contract.digest)
            for port, contract in contracts.items()
        ],
        inputs=inputs,
        mask_key=mask_key(state.home.secret("masks"), reader=name, purpose=purpose).hex(),
        location=place.location,
        git=place.git,
        asked=new.model_dump(include={"full_refresh", "range_from", "range_to"}),
        read_files=_read_files(session, contracts),
        kind=run.kind,
        task={**task, "is_rehearsal": is_rehearsal} if task else {},
    )


def mask_key(secret: bytes, *, reader: str, purpose: str) -> bytes:
    """Return the key of `hash` masks for one reader and purpose, so that two of them cannot join their answers."""
    return hmac.digest(secret, f"{reader}\0{purpose}".encode(), hashlib.sha256)


def _read_files(session: RegistrySession, tables: "Iterable[str]") -> list[dict[str, Any]]:
    known: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for file in repository.read_files(session, tables):
        known.setdefault((file.table, file.input), []).append(file.model_dump(include=_FILE))
    return [{"table": table, "input": name, "files": files} for (table, name), files in known.items()]


def _newest(session: RegistrySession, name: str) -> ProductVersion:
    existing_product(session, name)
    version = registry.product_version(session, name)
    if version is None or version.seq is None:
        raise NotFound(f"`{name}` was never published", hint="trellis publish", slug="unknown-version")
    return version


def _run(
    session: RegistrySession,
    version: ProductVersion,
    contracts: "Mapping[str, Contract]",
    new: RunNew,
    *,
    by: Caller,
    task: dict[str, Any],
) -> Run:
    return Run(
        id=session.new_id("run"),
        product=version.product,
        product_version=version.seq,
        version=version.version,
        fence=repository.last_fence(session, version.product) + 1,
        holder=new.holder,
        requested_by=by.id,
        attempt=new.attempt,
        started_at=session.now,
        lease_until=session.now + LEASE_SECONDS,
        contracts={port: contract.digest for port, contract in contracts.items()},
        full_refresh=new.full_refresh,
        range_from=new.range_from or "",
        range_to=new.range_to or "",
        kind=new.kind,
        task=task,
    )


def _open(session: RegistrySession, run: Run) -> None:
    from sidecar.run.progress import job_of, started

    session.add(run)
    session.flush()
    ingest_event(session, started(job_of(run.product, run.kind), run.id), product=run.product)
    told = {"run": run.id, "product": run.product, "kind": run.kind, "by": run.requested_by, **run.task}
    record_event(session, "run.started", run.product, told)


def _of_port(contracts: "Mapping[str, Contract]", port: str) -> "dict[str, Contract]":
    if port not in contracts:
        raise Conflict(
            f"The newest version does not serve `{port}` any more",
            hint="publish a version that serves it, or leave it as it is",
            slug="port-left-behind",
        )
    return {port: contracts[port]}


def _contracts(session: RegistrySession, version: ProductVersion) -> "dict[str, Contract]":
    """Return the contracts in force of the ports that the version serves; a port that it left out stays as it is."""
    from governance.contracts import load_contract
    from governance.descriptors import load_descriptor

    descriptor = load_descriptor(_text(session, version.descriptor)).descriptor
    if descriptor is None:
        raise Unavailable(f"The descriptor of `{version.product}` cannot be read", hint="publish it again")
    served = {port.table for port in descriptor.outputs}
    found = {}
    for port in ports_of(session, version.product):
        if PortName.parse(port.name).table not in served:
            continue
        loaded = load_contract(contract_in_force(session, port.name).text, file=port.name)
        if loaded.contract is None:
            raise Unavailable(f"The contract in force for `{port.name}` cannot be read", hint="publish it again")
        found[port.name] = loaded.contract
    return found


_Read = tuple[str, str, str, str | None]
"""What a run reads: the input's name, the port, the role, and the digest of what is relied on."""


def _reads(session: RegistrySession, version: ProductVersion) -> list[_Read]:
    every = registry.inputs(session, version.seq or 0)
    return [(row.name, row.upstream, "input", row.expectations) for row in every if row.upstream]


def _keys(contracts: "Iterable[Contract]") -> list[_Read]:
    tables = {key.table for contract in contracts for key in contract.table.foreign_keys if key.table}
    return [(table, table, "reference", None) for table in sorted(tables)]


def _inputs(
    session: RegistrySession, state: PlatformState, version: ProductVersion, wanted: Iterable[_Read]
) -> list[OrderedInput] | Denied:
    itself = caller_of(session, version.product)
    if itself is None:
        raise NotFound(f"`{version.product}` has no identity", hint="publish it again", slug="unknown-principal")
    purpose = existing_product(session, version.product).purpose
    ordered = []
    for name, port, role, expectations in wanted:
        asked = ask(session, state, itself, port, purpose=purpose)
        write_down(session, asked)
        if not asked.decision.allowed:
            return denied(asked)
        text = _text(session, expectations) if expectations else ""
        ordered.append(
            OrderedInput(name=name, port=port, role=role, decision=asdict(asked.decision), expectations=text)
        )
    return ordered


def _text(session: RegistrySession, digest: str) -> str:
    document = registry.document(session, digest)
    return document.text if document else ""
