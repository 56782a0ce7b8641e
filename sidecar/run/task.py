"""A task on one port, done as a run is: an order, a lease, rows on audit branches, and one publish of all of it or nothing."""

import json
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from governance.checks import CheckPlan, Outcome, compile_checks
from governance.errors import Conflict
from governance.names import ProductName
from sidecar.backends.duck import Connection
from sidecar.backends.tables import Catalog, Staged, Table, told_by_main
from sidecar.failpoints import failpoint
from sidecar.holder import holder
from sidecar.run.inputs import Inputs, open_references
from sidecar.run.interrupts import interrupts_wait
from sidecar.run.lease import LeaseKeeper
from sidecar.run.log import RunLog
from sidecar.run.order import OrderedPort, RunOrder, read_order
from sidecar.run.progress import job_of, succeeded
from sidecar.run.report import PortReport, TaskReport
from sidecar.run.working import Surroundings, engine, hand_in, working

__all__ = ["Bench", "DivertedRows", "at_work", "finish", "refuse"]

_BUILT_ON = tuple(f"trellis.{name}" for name in ("inputs", "law", "purpose", "transform", "contract", "range"))


@dataclass(frozen=True, kw_only=True)
class DivertedRows:
    """Which rows of a port's quarantine are meant: of these `reasons` (none: all), and of one `run`.

    Without a run they are those that no later run of the product replaced; `rehearse` asks what would come of it.
    """

    port: str
    reasons: Sequence[str] = ()
    run: str | None = None
    rehearse: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return it as the platform is asked."""
        return {**vars(self), "reasons": list(self.reasons)}


@dataclass(frozen=True, kw_only=True)
class Bench:
    """What a task works with; `scratch` is a folder that goes with it, `plan` what the contract in force asks.

    A rehearsal has no `lease` and no `log`.
    """

    order: RunOrder
    given: Surroundings
    plan: CheckPlan
    catalog: Catalog
    connection: Connection
    inputs: Inputs
    scratch: str
    now: datetime
    lease: LeaseKeeper | None
    log: RunLog | None
    began: float = field(default_factory=time.monotonic)

    @property
    def port(self) -> OrderedPort:
        """The port that the task is about."""
        return self.order.ports[0]

    @property
    def summary(self) -> Mapping[str, str]:
        """What every snapshot of the task says of itself."""
        pinned = {str(one.ordered.port): one.pinned.snapshot_id for one in self.inputs.ports}
        return {
            "trellis.run-id": self.order.run_id,
            "trellis.kind": self.order.kind,
            "trellis.product": str(self.order.product),
            "trellis.version": self.order.version,
            "trellis.contract": self.port.contract.digest,
            "trellis.git": self.order.git,
            "trellis.inputs": json.dumps(pinned, sort_keys=True),
        }

    def summary_on(self, table: Table) -> Mapping[str, str]:
        """What the task's snapshot of the port itself says: besides its own words, those that the next run builds on.

        Rows that stay were made and judged as the run before says. What that run measured is left out: it holds no more.
        """
        told = told_by_main(table)
        return {**self.summary, **{name: told[name] for name in _BUILT_ON if name in told}}


@contextmanager
def at_work(product: ProductName, given: Surroundings, **task: Mapping[str, Any]) -> Iterator[Bench]:
    """Yield a bench for a task (`replay={"port": …}`) under the product's lease, or under none for a rehearsal.

    Raises as a run does: `Denied`, `NotFound`, or `Conflict` while another run is alive.
    """
    with interrupts_wait() as let_come:
        document = given.platform.start(product, holder=holder(), **task)
        order = read_order(document)
        if order.task.is_rehearsal:
            let_come()
            folder = tempfile.TemporaryDirectory(prefix="rehearsal.", dir=given.scratch)
            with folder as scratch, _bench(order, given, scratch) as bench:
                yield bench
            return
        failpoint("task.ordered")
        with working(given, order) as (lease, scratch, log):
            let_come()
            told = replace(given, tell=log.tell)
            with _bench(order, told, scratch, lease, log) as bench:
                yield bench


@contextmanager
def _bench(
    order: RunOrder, given: Surroundings, scratch: str, lease: LeaseKeeper | None = None, log: RunLog | None = None
) -> Iterator[Bench]:
    catalog = given.catalog(order.run_id, order.lease.fence)
    with engine(given, catalog, scratch) as connection:
        yield Bench(
            order=order,
            given=given,
            plan=compile_checks(order.ports[0].contract),
            catalog=catalog,
            connection=connection,
            inputs=open_references(order, catalog=catalog),
            scratch=scratch,
            now=datetime.now(UTC),
            lease=lease,
            log=log,
        )


def refuse(bench: Bench, outcomes: Sequence[Outcome]) -> None:
    """Raise `Conflict` when the table as it would be shown breaks a rule on the whole of it."""
    broken = [one for one in outcomes if one.refuses]
    if broken:
        raise Conflict(
            f"`{bench.port.name}` would break its contract: {broken[0].message}",
            hint="nothing was changed; publish another contract, or leave the rows where they are",
            slug="contract-broken",
            findings=[f"{one.rule}: {one.recorded}" for one in broken],
            recorded=f"`{bench.port.name}` would break its contract: {broken[0].recorded}",
        )


def finish(bench: Bench, staged: Sequence[Staged], report: PortReport, told: Mapping[str, Any]) -> TaskReport:
    """Ask the platform to show what was staged, with what came of it, and return that; a rehearsal asks for nothing."""
    order = bench.order
    found = TaskReport(
        run_id="" if order.task.is_rehearsal else order.run_id,
        product=str(order.product),
        version=order.version,
        kind=order.kind,
        port=report,
        told=told,
        is_rehearsal=order.task.is_rehearsal,
        seconds=time.monotonic() - bench.began,
    )
    if bench.lease is not None:
        bench.lease.check()
        # What the port is made of stays what it was, so the event names no dataset.
        event = succeeded(job_of(str(order.product), order.kind), order.run_id)
        end = {
            "fence": order.lease.fence,
            "staged": [vars(one) for one in staged],
            "outcome": found.as_json(),
            "event": event,
        }
        hand_in(bench.given.platform, order, end)
    if bench.log is not None:
        bench.log.published([report], seconds=found.seconds)
    return found
