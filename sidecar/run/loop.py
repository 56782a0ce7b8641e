"""The run: order, inputs held still, rows made and judged, and one publish that shows all of it or nothing."""

import glob
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from governance.errors import Conflict, TrellisError, Unavailable
from governance.names import ProductName
from sidecar.backends.duck import Connection, open_connection, recorded
from sidecar.backends.tables import Catalog, local_path
from sidecar.failpoints import failpoint
from sidecar.holder import holder
from sidecar.platform import Platform
from sidecar.run.events import Written, completed
from sidecar.run.expected import check_input, check_whole
from sidecar.run.inputs import Inputs, find_sources, open_inputs
from sidecar.run.lease import LeaseKeeper
from sidecar.run.log import RunLog
from sidecar.run.order import RunOrder, read_order
from sidecar.run.port import PortWork, Workshop, produce
from sidecar.run.progress import failed
from sidecar.run.report import InputReport, RunReport

__all__ = ["Surroundings", "run_product"]

Tell = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What a run is given: the control plane, the tables, memory and threads for the engine, a folder for scratch.

    `catalog` hands out the tables for one run, by its id and fencing token. `tell` hears what is being done, and `asked`
    is what else the platform is told when the run is asked for.
    """

    platform: Platform
    catalog: Callable[[str, int], Catalog]
    scratch: str
    memory_bytes: int = 1 << 30
    threads: int = 2
    tell: Tell = lambda _line: None
    asked: Mapping[str, Any] = field(default_factory=dict)


def run_product(product: ProductName, given: Surroundings) -> RunReport:
    """Run a published product once and return what came of it.

    Nothing is shown unless everything is: raises `Denied` when an input may not be read, `Conflict` when an input is not
    what is relied on, a rule on the whole table is broken, or another run is alive or has taken over; `Invalid` for a
    transform that fails. Rows that break a rule on rows are in quarantine with their reasons.
    """
    began = time.monotonic()
    document = given.platform.start(product, holder=holder(), **given.asked)
    failpoint("run.ordered")
    order = read_order(document)
    log = RunLog(given.platform, product, order.run_id, tell=given.tell)
    log.note(f"Attempt {given.asked.get('attempt', 1)} of {order.version}")
    given = replace(given, tell=log.tell)
    try:
        with LeaseKeeper(given.platform, order) as lease, _scratch(given, order) as scratch:
            inputs, works = _work(order, given, folder=document["location"], scratch=scratch)
            lease.check()
            report = _report(order, inputs, works, seconds=time.monotonic() - began)
            _publish(given.platform, order, inputs, works, report)
            log.published(report)
            return report
    except BaseException as error:
        failure = _failure(error)
        log.failed(recorded(failure)[:2000])
        lost = _give_up(given.platform, order, failure)
        if lost is not None and isinstance(failure, Unavailable):
            raise lost from error  # what was staged is gone with the lease, and nothing else is wrong
        if isinstance(error, OSError):
            raise failure from error
        raise


def _work(order: RunOrder, given: Surroundings, *, folder: str, scratch: str) -> tuple[Inputs, list[PortWork]]:
    catalog = given.catalog(order.run_id, order.lease.fence)
    files = find_sources(order, folder=folder)
    connection = open_connection(
        memory_bytes=given.memory_bytes,
        threads=given.threads,
        temp_dir=scratch,
        folders=_reach(catalog, [file.path for found in files.values() for file in found]),
    )
    try:
        given.tell(f"Reading {', '.join(port.name for port in order.descriptor.inputs) or 'nothing'}")
        inputs = open_inputs(order, files, catalog=catalog, connection=connection, scratch=scratch)
        now = datetime.now(UTC)
        _check_inputs(order, inputs, connection, now=now)
        shop = Workshop(
            order=order,
            catalog=catalog,
            connection=connection,
            inputs=inputs,
            scratch=scratch,
            summary=_summary(order, inputs),
            now=now,
        )
        works = []
        for port in order.ports:
            given.tell(f"Making {port.name}")
            works.append(produce(shop, port))
        for source in inputs.sources:
            source.check_unchanged()
        return inputs, works
    finally:
        connection.close()


def _reach(catalog: Catalog, sources: Sequence[str]) -> list[str]:
    """The folders that the engine may touch: the tables' and those of the sources, nothing else on the machine."""
    return sorted({local_path(catalog.properties["warehouse"]), *(os.path.dirname(path) for path in sources)})


def _check_inputs(order: RunOrder, inputs: Inputs, connection: Connection, *, now: datetime) -> None:
    for one in inputs.ports:
        if one.ordered.expectations is not None:
            # Rules on rows were held against the upstream contract when this product was published, and the upstream
            # sidecar keeps that contract row by row; what can change from day to day is the table as a whole.
            check_whole(connection, one.ordered.name, one.pinned.relation, one.ordered.expectations, now=now)
    for source in inputs.sources:
        expected = order.expectations.get(source.name)
        if expected is not None:
            check_input(connection, source.name, source.relation.sql, expected, now=now)


def _summary(order: RunOrder, inputs: Inputs) -> dict[str, str]:
    """What every snapshot of the run says of itself, so that a table can be traced to the bits that made it."""
    pinned = {str(one.ordered.port): one.pinned.snapshot_id for one in inputs.ports}
    return {
        "trellis.run-id": order.run_id,
        "trellis.product": str(order.product),
        "trellis.version": order.version,
        "trellis.git": order.git,
        "trellis.inputs": json.dumps(pinned, sort_keys=True),
    }


def _publish(platform: Platform, order: RunOrder, inputs: Inputs, works: Sequence[PortWork], report: RunReport) -> None:
    written = [
        Written(
            port=work.port.name,
            contract=work.port.contract,
            made=work.made,
            report=work.report,
            snapshot_id=work.staged[0].snapshot_id,
            location=local_path(work.location),
        )
        for work in works
    ]
    end = {
        "fence": order.lease.fence,
        "staged": [vars(one) for work in works for one in work.staged],
        "outcome": report.as_json(),
        "event": completed(order, inputs, written),
    }
    failpoint("run.hand_in.before")
    _hand_in(platform, order, end)
    failpoint("run.hand_in.after")


def _hand_in(platform: Platform, order: RunOrder, end: Mapping[str, Any]) -> None:
    try:
        platform.publish(order.product, order.run_id, end)
    except Unavailable:
        # Whether the rows are shown is not known now. The same request once more shows them, or tells that they are.
        platform.publish(order.product, order.run_id, end)


def _failure(error: BaseException) -> TrellisError:
    """What others are told of an end that nobody foresaw, without a value of any row."""
    if isinstance(error, TrellisError):
        return error
    if isinstance(error, OSError):
        return Unavailable(
            f"The run cannot read or write: {error.strerror or type(error).__name__}",
            hint="`trellis doctor` looks at the disk; then run it again",
        )
    interrupted = isinstance(error, KeyboardInterrupt)
    return Unavailable("The run was interrupted" if interrupted else f"The run crashed with {type(error).__name__}")


def _give_up(platform: Platform, order: RunOrder, error: TrellisError) -> Conflict | None:
    """Tell the platform; return its answer when the run is not this sidecar's to end any more."""
    problem = recorded(error)[:2000]
    end: dict[str, Any] = {
        "fence": order.lease.fence,
        "problem": problem,
        "outcome": {"findings": error.context.get("findings", [])[:50], "code": error.case},
        "event": failed(str(order.product), order.run_id, problem),
    }
    try:
        platform.fail(order.product, order.run_id, end)
    except Conflict as answer:
        return answer
    except TrellisError:
        return None  # the platform is away: the next run undoes what this one left
    return None


def _report(order: RunOrder, inputs: Inputs, works: Sequence[PortWork], *, seconds: float) -> RunReport:
    ports = [
        InputReport(
            name=one.ordered.name,
            read=str(one.ordered.port),
            snapshot_id=one.pinned.snapshot_id,
            rows=one.pinned.rows,
            masked=tuple(mask.column for mask in one.governed.masks),
            filtered_by=tuple(rule.column for rule in one.governed.filters),
        )
        for one in inputs.ports
    ]
    sources = [InputReport(name=one.name, read=one.location) for one in inputs.sources]
    return RunReport(
        run_id=order.run_id,
        product=str(order.product),
        version=order.version,
        inputs=(*ports, *sources),
        ports=tuple(work.report for work in works),
        seconds=seconds,
    )


@contextmanager
def _scratch(given: Surroundings, order: RunOrder) -> Iterator[str]:
    """Yield a folder that is gone afterwards; one that a dead run left is cleared by the next run of the product."""
    prefix = f"{order.product.domain}.{order.product.product}."
    for left in glob.glob(f"{glob.escape(given.scratch)}/{prefix}*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = tempfile.mkdtemp(prefix=prefix, dir=given.scratch)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
