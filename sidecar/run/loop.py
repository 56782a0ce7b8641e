"""The run: order, inputs held still, rows made and judged, and one publish that shows all of it or nothing."""

import json
import time
from collections.abc import Sequence
from datetime import UTC, datetime

from governance.names import ProductName
from sidecar.backends.duck import Connection, open_connection
from sidecar.backends.tables import local_path
from sidecar.failpoints import failpoint
from sidecar.holder import holder
from sidecar.platform import Platform
from sidecar.run.events import Written, completed
from sidecar.run.expected import check_input, check_whole
from sidecar.run.inputs import Inputs, find_sources, open_inputs
from sidecar.run.order import RunOrder, read_order
from sidecar.run.port import PortWork, Workshop, produce
from sidecar.run.report import InputReport, RunReport
from sidecar.run.working import Surroundings, hand_in, reach, working

__all__ = ["run_product"]


def run_product(product: ProductName, given: Surroundings) -> RunReport:
    """Run a published product once and return what came of it.

    Nothing is shown unless everything is: raises `Denied` when an input may not be read, `Conflict` when an input is not
    what is relied on, a rule on the whole table is broken, or another run is alive or has taken over; `Invalid` for a
    transform that fails. Rows that break a rule on rows are in quarantine with their reasons.
    """
    began = time.monotonic()
    document = given.platform.start(product, holder=holder())
    failpoint("run.ordered")
    order = read_order(document)
    with working(given, order) as (lease, scratch):
        inputs, works = _work(order, given, folder=document["location"], scratch=scratch)
        lease.check()
        report = _report(order, inputs, works, seconds=time.monotonic() - began)
        _publish(given.platform, order, inputs, works, report)
        return report


def _work(order: RunOrder, given: Surroundings, *, folder: str, scratch: str) -> tuple[Inputs, list[PortWork]]:
    catalog = given.catalog(order.run_id, order.lease.fence)
    files = find_sources(order, folder=folder)
    connection = open_connection(
        memory_bytes=given.memory_bytes,
        threads=given.threads,
        temp_dir=scratch,
        folders=reach(catalog, [file.path for found in files.values() for file in found]),
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
    hand_in(platform, order, end)


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
