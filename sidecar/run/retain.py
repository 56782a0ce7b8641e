"""Rows that are older than their contract keeps them, deleted: files without one of them stay as they are."""

from collections.abc import Mapping

from governance.checks import Older, older_rows
from governance.errors import Invalid
from governance.names import ProductName
from governance.sql.quoting import identifier
from sidecar.backends.duck import Target, measure
from sidecar.backends.tables import (
    LiveFile,
    Staged,
    WriteMode,
    audit_branch,
    check_base,
    data_folder,
    field_ids,
    flush,
    load,
    stage,
)
from sidecar.failpoints import durable_step
from sidecar.run.displace import going, rewrite
from sidecar.run.report import PortReport, TaskReport
from sidecar.run.standing import Standing, stand
from sidecar.run.task import Bench, at_work, finish, refuse
from sidecar.run.working import Surroundings

__all__ = ["retain_rows"]


def retain_rows(product: ProductName, given: Surroundings, *, port: str, rehearse: bool = False) -> TaskReport:
    """Delete the rows of a port that its contract's `retention` keeps no longer, and return how many there were.

    Snapshots before still have them, until they expire. Raises `Invalid` when the contract names no retention that can
    be kept, `Conflict` when the table without the rows would break a rule on the whole of it, or while another run is
    alive.
    """
    with at_work(product, given, retain={"port": port, "rehearse": rehearse}) as bench:
        standing, older = stand(bench.catalog, bench.port.name), _older(bench)
        condition = f"coalesce({older.condition}, false)"
        sides = (f"WHERE {condition}", f"WHERE NOT {condition}")
        gone = going(bench.connection, standing, standing.files, sides[0])
        outcomes = measure(bench.connection, bench.plan, relation=_left(bench, standing, sides[1]), now=bench.now)
        refuse(bench, outcomes)
        staged = [] if rehearse or not gone else [_stage(bench, standing, gone, sides)]
        report = PortReport(
            port=str(bench.port.name),
            contract=bench.port.contract.digest,
            version=str(bench.port.contract.version),
            mode="retain",
            rows=0,
            published=0,
            quarantined=0,
            reasons={},
            outcomes=tuple(outcomes),
        )
        rows = sum(gone.values())
        told = {"port": report.port, "rows": rows, "left": standing.pinned.rows - rows, "older_than": older.title}
        return finish(bench, staged, report, told)


def _older(bench: Bench) -> Older:
    found = older_rows(bench.plan, now=bench.now)
    if found is None:
        raise Invalid(
            f"The contract of `{bench.port.name}` does not say how long its rows are kept",
            hint="add `property: retention` with `element`, `value` and `unit` to its `slaProperties`",
            slug="no-retention",
        )
    return found


def _left(bench: Bench, standing: Standing, stays: str) -> str:
    names = ", ".join(identifier(column.name) for column in bench.plan.columns)
    return f"(SELECT {names} FROM {standing.pinned.relation} {stays})"


def _stage(bench: Bench, standing: Standing, gone: Mapping[LiveFile, int], sides: tuple[str, str]) -> Staged:
    table = load(bench.catalog, bench.port.name)
    check_base(table, standing.pinned.snapshot_id)
    target = Target(
        folder=data_folder(table, bench.order.run_id),
        field_ids=field_ids(table.schema()),
        partition_columns=[field.name for field in table.spec().fields],
    )
    with durable_step("retain.split"):
        displaced = rewrite(bench.connection, standing, gone, sides, target)
    paths = [file.path for file in displaced.rewritten]
    flush(paths)
    branch = audit_branch(bench.order.run_id)
    with durable_step("retain.stage"):
        return stage(
            table,
            paths,
            branch=branch,
            mode=WriteMode.RANGE,
            summary=bench.summary_on(table),
            dropped=displaced.dropped,
        )
