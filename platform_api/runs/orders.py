"""The order that a sidecar is sent out with: what is published, which inputs it may read, and under which lease."""

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

from governance.errors import Denied, NotFound, Unavailable
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
from platform_api.schedules.service import begin_due, check_may_run
from platform_api.state import PlatformState

if TYPE_CHECKING:
    from governance.contracts.model import Contract

__all__ = ["give_order", "mask_key"]


def give_order(session: RegistrySession, state: PlatformState, name: str, new: RunNew, *, by: Caller) -> Order | Denied:
    """Give out a product's lease with everything its sidecar needs, after undoing what a dead run left behind.

    A refused input is returned, not raised: the decision is to be kept, so the transaction has to stand. Raises
    `NotFound` for an unknown product and `Conflict` while another run is alive.
    """
    version = _newest(session, name)
    check_may_run(session, name, even_if_paused=new.even_if_paused)
    make_way(session, name, holder=new.holder, gate=state.gate(session))
    contracts = _contracts(session, version)
    inputs = _inputs(session, state, version, contracts.values())
    if isinstance(inputs, Denied):
        return inputs
    run = _open(session, version, contracts, new, by=by)
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
    )


def mask_key(secret: bytes, *, reader: str, purpose: str) -> bytes:
    """Return the key of `hash` masks for one reader and purpose, so that two of them cannot join their answers."""
    return hmac.digest(secret, f"{reader}\0{purpose}".encode(), hashlib.sha256)


def _newest(session: RegistrySession, name: str) -> ProductVersion:
    existing_product(session, name)
    version = registry.product_version(session, name)
    if version is None or version.seq is None:
        raise NotFound(f"`{name}` was never published", hint="trellis publish", slug="unknown-version")
    return version


def _open(
    session: RegistrySession, version: ProductVersion, contracts: "Mapping[str, Contract]", new: RunNew, *, by: Caller
) -> Run:
    run = Run(
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
    )
    session.add(run)
    session.flush()
    from sidecar.run.progress import started

    ingest_event(session, started(run.product, run.id), product=run.product)
    record_event(session, "run.started", run.product, {"run": run.id, "product": run.product, "by": by.id})
    return run


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


def _inputs(
    session: RegistrySession, state: PlatformState, version: ProductVersion, contracts: "Iterable[Contract]"
) -> list[OrderedInput] | Denied:
    itself = caller_of(session, version.product)
    if itself is None:
        raise NotFound(f"`{version.product}` has no identity", hint="publish it again", slug="unknown-principal")
    purpose = existing_product(session, version.product).purpose
    reads = [
        (row.name, row.upstream, "input", row.expectations)
        for row in registry.inputs(session, version.seq or 0)
        if row.upstream
    ]
    keys = sorted({key.table for contract in contracts for key in contract.table.foreign_keys if key.table})
    wanted = [*reads, *((table, table, "reference", None) for table in keys)]
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
