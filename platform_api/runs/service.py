"""A run's life in the control plane: its lease, its end, and the one transaction that makes its rows visible."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from sqlmodel import Session

from governance.errors import Conflict, NotFound
from governance.names import PortName
from platform_api.db import RegistrySession
from platform_api.lineage.service import ingest_event
from platform_api.outbox.service import record_event
from platform_api.registry.service import contract_in_force, ports_of
from platform_api.runs import repository
from platform_api.runs.models import RUN, RUNNING, ReadFile, Run
from platform_api.runs.schemas import RunEnd, RunPublish
from sidecar.failpoints import durable_step
from sidecar.holder import is_gone

if TYPE_CHECKING:
    from platform_api.gate.catalog import Gate
    from sidecar.backends.tables import Staged

__all__ = [
    "LEASE_SECONDS",
    "close_failed",
    "existing_run",
    "has_died",
    "holds_lease",
    "make_way",
    "publish_run",
    "renew",
]

LEASE_SECONDS = 60
"""How long a silent sidecar keeps others out; it renews three times in that."""

_TOPICS = {"replay": "quarantine.replayed", "discard": "quarantine.discarded", "retain": "rows.retired"}


def existing_run(session: Session, product: str, run_id: str) -> Run:
    """Return that run of that product; raises `NotFound`."""
    found = repository.run(session, product, run_id)
    if found is None:
        raise NotFound(
            f"`{product}` has no run `{run_id[:80]}`", hint="its list of runs has the ids", slug="unknown-run"
        )
    return found


def holds_lease(session: Session, run_id: str, fence: int) -> bool:
    """Tell whether a run may still act: a lease past its time counts until somebody else takes it."""
    found = session.get(Run, run_id)
    return found is not None and found.state == RUNNING and found.fence == fence


def has_died(found: Run, *, now: int) -> bool:
    """Tell whether nothing more is heard of a run that is under way: its process is gone, or its lease has run out."""
    return found.state == RUNNING and (is_gone(found.holder) or found.lease_until < now)


def make_way(session: RegistrySession, product: str, *, holder: str, gate: "Gate") -> None:
    """Undo what runs left that died, or whose sidecar starts anew; raises `Conflict` while one is alive."""
    from platform_api.gate.tables import sweep

    found = repository.running(session, product)
    if found is not None:
        _take_over(session, found, holder=holder, gate=gate)
    sweep(gate, _tables(session, product), lambda run_id: repository.is_over(session, product, run_id))


def _take_over(session: RegistrySession, found: Run, *, holder: str, gate: "Gate") -> None:
    if found.holder != holder and found.lease_until > session.now and not is_gone(found.holder):
        raise Conflict(
            f"`{found.product}` is being run since {session.now - found.started_at} s by `{found.requested_by}`",
            hint=f"wait for it, or {found.lease_until - session.now} s from now for its lease to end",
            slug="run-in-progress",
            run=found.id,
        )
    from sidecar.run.progress import aborted, job_of

    found.problem = "its sidecar went away"
    _undo(session, found, gate=gate, state="abandoned")
    job = job_of(found.product, found.kind)
    ingest_event(session, aborted(job, found.id, found.problem), product=found.product)


def renew(session: RegistrySession, product: str, run_id: str, *, fence: int) -> int:
    """Return the seconds that the lease now lasts; raises `Conflict` when it is lost."""
    found = existing_run(session, product, run_id)
    if not repository.extend(session, run_id, fence=fence, until=session.now + LEASE_SECONDS):
        raise _lost(found)
    return LEASE_SECONDS


def publish_run(session: RegistrySession, product: str, run_id: str, end: RunPublish, *, gate: "Gate") -> Run:
    """Show what a run staged, in all its tables or in none, and record its outcome and lineage with it.

    A task may leave tables as they are. Raises `Conflict` when the lease is lost, or a contract or a table changed since
    the run began.
    """
    from platform_api.gate.tables import publish
    from sidecar.backends.tables import Staged

    found = _held(session, product, run_id, fence=end.fence)
    _check_contracts(session, found)
    staged = [Staged(table=item.table, base=item.base, snapshot_id=item.snapshot_id) for item in end.staged]
    _check_tables(found, staged)
    with durable_step("run.publish"):
        publish(gate, run_id, staged, domain=product.partition("/")[0])
    found.outcome = {**end.outcome, "snapshots": {item.table: item.snapshot_id for item in end.staged}}
    _remember(session, found, end)
    repository.close(session, found, state="published", now=session.now)
    ingest_event(session, end.event, product=product)
    told = {"run": run_id, "product": product, "outcome": found.outcome}
    record_event(session, "run.published", product, told)
    if found.kind in _TOPICS:
        record_event(session, _TOPICS[found.kind], product, {**told, "by": found.requested_by, **found.task})
    return found


def _remember(session: RegistrySession, found: Run, end: RunPublish) -> None:
    if found.kind == RUN:
        # What a run does not tell of it read whole, or not at all: nobody knows any more what of it is in the rows.
        told = {(read.table, read.input) for read in end.read_files}
        for table, name in repository.read_inputs(session, found.contracts) - told:
            repository.forget_files(session, table, input_name=name)
    for read in end.read_files:
        if read.table not in found.contracts:
            raise Conflict(
                f"`{found.product}` does not make `{read.table}`",
                hint="a run remembers files of its own tables",
                slug="not-its-table",
            )
        if not read.adds:
            repository.forget_files(session, read.table, input_name=read.input)
        files = (ReadFile(table=read.table, input=read.input, run=found.id, **file.model_dump()) for file in read.files)
        repository.remember(session, files)


def close_failed(session: RegistrySession, product: str, run_id: str, end: RunEnd, *, gate: "Gate") -> Run:
    """End a run that publishes nothing and forget what it staged; raises `Conflict` when the lease is lost."""
    found = _held(session, product, run_id, fence=end.fence)
    found.problem, found.outcome = end.problem, end.outcome
    _undo(session, found, gate=gate, state="failed")
    if end.event:
        ingest_event(session, end.event, product=product)
    return found


def _undo(session: RegistrySession, found: Run, *, gate: "Gate", state: str) -> None:
    from platform_api.gate.tables import discard

    with durable_step("run.undo"):
        discard(gate, found.id, _tables(session, found.product))
    repository.close(session, found, state=state, now=session.now)
    told = {"run": found.id, "product": found.product, "problem": found.problem}
    record_event(session, f"run.{state}", found.product, told)


def _tables(session: Session, product: str) -> list[tuple[str, str]]:
    ports = [PortName.parse(port.name) for port in ports_of(session, product)]
    return [(port.domain, table) for port in ports for table in (port.table, port.quarantine)]


def _held(session: RegistrySession, product: str, run_id: str, *, fence: int) -> Run:
    found = existing_run(session, product, run_id)
    if not holds_lease(session, run_id, fence):
        raise _lost(found)
    return found


def _lost(found: Run) -> Conflict:
    if found.state == "published":
        return Conflict(
            f"The run `{found.id}` of `{found.product}` is over: it has published",
            hint=f"`trellis show {found.product}` tells what",
            slug="lease-lost",
        )
    return Conflict(
        f"The run `{found.id}` of `{found.product}` has lost its lease",
        hint=f"another run took over; `trellis show {found.product}` tells which",
        slug="lease-lost",
    )


def _check_contracts(session: RegistrySession, found: Run) -> None:
    in_force: Mapping[str, str] = {port: contract_in_force(session, port).version.contract for port in found.contracts}
    if in_force != found.contracts:
        changed = sorted(port for port, digest in in_force.items() if found.contracts[port] != digest)
        raise Conflict(
            f"The contract of `{changed[0]}` has changed since this run began",
            hint=f"trellis run {found.product}",
            slug="contract-changed",
        )


def _check_tables(found: Run, staged: "list[Staged]") -> None:
    ports = [PortName.parse(port) for port in found.contracts]
    tables, own = [item.table for item in staged], {name for port in ports for name in (port.table, port.quarantine)}
    if strange := sorted(set(tables) - own) or sorted(name for name in tables if tables.count(name) > 1):
        raise Conflict(
            f"`{found.product}` cannot publish to `{strange[0]}`",
            hint="a run publishes each table of its own product once",
            slug="not-its-table",
        )
    if found.kind == RUN and (missing := sorted({port.table for port in ports} - set(tables))):
        raise Conflict(
            f"The run staged nothing for `{missing[0]}`",
            hint="a run shows all tables of its product or none",
            slug="not-its-table",
        )
