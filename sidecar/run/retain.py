"""Rows that are older than their contract keeps them, deleted: files without one of them stay as they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from governance.checks import older_rows
from governance.errors import Conflict, Invalid
from governance.names import ProductName
from governance.sql.quoting import identifier
from sidecar.backends.duck import Target, measure, said_plainly
from sidecar.backends.duck.files import DataFile, write
from sidecar.backends.tables import (
    PinnedTable,
    Staged,
    audit_branch,
    data_folder,
    exchange,
    field_ids,
    flush,
    load,
    pin,
)
from sidecar.failpoints import durable_step
from sidecar.run.report import PortReport, TaskReport
from sidecar.run.task import Bench, at_work, check_base, finish, refuse
from sidecar.run.working import Surroundings

__all__ = ["retain_rows"]


def retain_rows(product: ProductName, given: Surroundings, *, port: str, rehearse: bool = False) -> TaskReport:
    """Delete the rows of a port that its contract's `retention` keeps no longer, and return how many there were.

    Snapshots before still have them, until they expire. Raises `Invalid` when the contract names no retention that can
    be kept, `Conflict` when the table without the rows would break a rule on the whole of it, or while another run is
    alive.
    """
    with at_work(product, given, retain={"port": port, "rehearse": rehearse}) as bench:
        shown = pin(bench.catalog, bench.port.name)
        aged = _aged(bench, shown)
        kept = _kept(bench, shown, aged)
        outcomes = measure(bench.connection, bench.plan, relation=_left(bench, shown, aged), now=bench.now)
        refuse(bench, outcomes)
        staged = [] if rehearse or not aged.rows else [_stage(bench, shown, aged, kept)]
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
        told = {"port": report.port, "rows": aged.rows, "left": shown.rows - aged.rows, "older_than": aged.words}
        return finish(bench, staged, report, told)


@dataclass(frozen=True, kw_only=True)
class _Aged:
    """Where rows are too old: the condition, what it says in words, and the files that have any, with both counts."""

    condition: str
    words: str
    files: Mapping[str, tuple[int, int]]

    @property
    def rows(self) -> int:
        return sum(old for old, _ in self.files.values())

    @property
    def young(self) -> int:
        return sum(every - old for old, every in self.files.values())


def _aged(bench: Bench, shown: PinnedTable) -> _Aged:
    old = older_rows(bench.plan, now=bench.now)
    if old is None:
        raise Invalid(
            f"The contract of `{bench.port.name}` does not say how long its rows are kept",
            hint="add `property: retention` with `element`, `value` and `unit` to its `slaProperties`",
            slug="no-retention",
        )
    condition, found = f"coalesce({old.condition}, false)", {}
    with said_plainly():
        for path in shown.files:
            counted = f"SELECT count(*) FILTER (WHERE {condition}), count(*) FROM {shown.reading([path]).relation}"
            ((rows, every),) = bench.connection.execute(counted).fetchall()
            if rows:
                found[path] = (rows, every)
    return _Aged(condition=condition, words=old.title, files=found)


def _kept(bench: Bench, shown: PinnedTable, aged: _Aged) -> Sequence[DataFile]:
    """Write what is young enough of the files that hold old rows anew."""
    if not aged.files or bench.order.task.is_rehearsal:
        return ()
    table = load(bench.catalog, bench.port.name)
    target = Target(
        folder=data_folder(table, bench.order.run_id),
        field_ids=field_ids(table.schema()),
        partition_columns=[field.name for field in table.spec().fields],
    )
    names = ", ".join(identifier(column.name) for column in shown.columns)
    rows = f"SELECT {names} FROM {shown.reading(aged.files).relation} WHERE NOT {aged.condition}"
    with durable_step("retain.split"), said_plainly():
        return write(bench.connection, rows, target)


def _left(bench: Bench, shown: PinnedTable, aged: _Aged) -> str:
    names = ", ".join(identifier(column.name) for column in bench.plan.columns)
    return f"(SELECT {names} FROM {shown.relation} WHERE NOT {aged.condition})"


def _stage(bench: Bench, shown: PinnedTable, aged: _Aged, kept: Sequence[DataFile]) -> Staged:
    paths, rows = [file.path for file in kept], sum(file.rows for file in kept)
    if rows != aged.young:
        raise Conflict(
            f"{aged.young:,} rows of the files are young enough, and {rows:,} would stay",
            hint="nothing was changed; run it again",
        )
    flush(paths)
    table, branch = load(bench.catalog, bench.port.name), audit_branch(bench.order.run_id)
    with durable_step("retain.stage"):
        staged = exchange(table, old=aged.files, new=paths, branch=branch, summary=bench.summary_of_port)
    check_base(bench, staged, shown)
    return staged
