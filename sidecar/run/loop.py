"""The run: order, inputs held still, rows made and judged, and one publish that shows all of it or nothing."""

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from governance.names import ProductName
from sidecar.backends.duck import Connection
from sidecar.backends.tables import local_path
from sidecar.failpoints import failpoint
from sidecar.holder import holder
from sidecar.platform import Platform
from sidecar.run.asked import ORDINARY, Asked
from sidecar.run.events import Written, completed
from sidecar.run.expected import check_input, check_whole
from sidecar.run.inputs import Inputs, SourceInput, find_sources, open_inputs
from sidecar.run.interrupts import interrupts_wait
from sidecar.run.loading import Loading, plan_loads
from sidecar.run.order import RunOrder, read_order
from sidecar.run.port import PortWork, Workshop, produce
from sidecar.run.report import InputReport, RunReport
from sidecar.run.standing import law_of
from sidecar.run.transform import everything
from sidecar.run.working import Surroundings, engine, hand_in, working
from sidecar.sources import read_file

__all__ = ["run_product"]


def run_product(product: ProductName, given: Surroundings, asked: Asked = ORDINARY) -> RunReport:
    """Run a published product once, as `asked`, and return what came of it.

    Nothing is shown unless everything is: raises `Denied` when an input may not be read, `Conflict` when an input is not
    what is relied on, a rule on the whole table is broken, or another run is alive or has taken over; `Invalid` for a
    transform that fails. Rows that break a rule on rows are in quarantine with their reasons.
    """
    began = time.monotonic()
    with interrupts_wait() as let_come:
        document = given.platform.start(product, holder=holder(), **given.asked, **vars(asked))
        failpoint("run.ordered")
        order = read_order(document)
        with working(given, order) as (lease, scratch, log):
            let_come()
            inputs, works = _work(order, replace(given, tell=log.tell), folder=document["location"], scratch=scratch)
            lease.check()
            report = _report(order, inputs, works, seconds=time.monotonic() - began)
            _publish(given.platform, order, inputs, works, report)
    log.published(report.ports, seconds=report.seconds)
    return report


def _work(order: RunOrder, given: Surroundings, *, folder: str, scratch: str) -> tuple[Inputs, list[PortWork]]:
    catalog = given.catalog(order.run_id, order.lease.fence)
    files = find_sources(order, folder=folder)
    sources = [file.path for found in files.values() for file in found]
    with engine(given, catalog, scratch, sources) as connection:
        given.tell(f"Reading {', '.join(port.name for port in order.descriptor.inputs) or 'nothing'}")
        inputs = open_inputs(order, files, catalog=catalog, connection=connection, scratch=scratch)
        now = datetime.now(UTC)
        loads = plan_loads(order, inputs, catalog)
        _check_inputs(order, inputs, loads, connection, now=now)
        shop = Workshop(
            order=order,
            catalog=catalog,
            connection=connection,
            inputs=inputs,
            scratch=scratch,
            summary=_summary(order, inputs),
            now=now,
            tell=given.tell,
        )
        works = []
        for load in loads:
            given.tell(f"Making {load.port.name}")
            works.append(produce(shop, load))
        for source in inputs.sources:
            source.check_unchanged()
        return inputs, works


def _check_inputs(
    order: RunOrder, inputs: Inputs, loads: Sequence[Loading], connection: Connection, *, now: datetime
) -> None:
    for one in inputs.ports:
        if one.ordered.expectations is not None:
            # Rules on rows were held against the upstream contract when this product was published, and the upstream
            # sidecar keeps that contract row by row; what can change from day to day is the table as a whole. It is
            # held against what the product may see: a rule could otherwise ask for what the law hides from it.
            seen = everything(one.ordered.name, one.governed, inputs.mask_key)
            check_whole(connection, one.ordered.name, f"({seen})", one.ordered.expectations, now=now)
    for source in inputs.sources:
        expected = order.expectations.get(source.name)
        if expected is not None and source.files:
            rows = _read_of(source, loads)
            check_input(connection, source.name, rows, expected, whole=source.relation.sql, now=now)


def _read_of(source: SourceInput, loads: Sequence[Loading]) -> str:
    """What of a source is read, so that rows which were judged once are not judged again; "" for nothing."""
    if any(source.name not in load.news.fresh for load in loads):
        return source.relation.sql
    fresh = {file for load in loads for file in load.news.fresh[source.name]}
    return source.opens(tuple(file for file in source.files if file in fresh)).sql if fresh else ""


def _summary(order: RunOrder, inputs: Inputs) -> dict[str, str]:
    """What every snapshot of the run says of itself, so that a table can be traced to the bits that made it."""
    pinned = {str(one.ordered.port): one.pinned.snapshot_id for one in inputs.ports}
    read = [(one.ordered.port, one.ordered.decision) for one in inputs.ports if not one.ordered.is_reference]
    return {
        "trellis.run-id": order.run_id,
        "trellis.product": str(order.product),
        "trellis.version": order.version,
        "trellis.git": order.git,
        "trellis.inputs": json.dumps(pinned, sort_keys=True),
        "trellis.law": json.dumps(law_of(read), sort_keys=True),
        "trellis.purpose": order.purpose,
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
        "read_files": [one for work in works for one in _read_files(work)],
    }
    hand_in(platform, order, end)


def _read_files(work: PortWork) -> Iterator[dict[str, Any]]:
    """The files to remember for a port; what was remembered before stays where rows were only added."""
    for name, files in work.loading.news.remembered.items():
        yield {
            "table": str(work.port.name),
            "input": name,
            "files": [vars(read_file(file)) for file in files],
            "adds": work.loading.intent.adds and name in work.loading.news.fresh,
        }


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
        asked=order.asked,
    )
