"""Diverted rows taken through the checks again: those that pass now are shown, the others stay with their reasons of today."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from governance.checks import classify, convert, judge_columns
from governance.names import ProductName
from governance.sql.quoting import string
from sidecar.backends.duck import Rows, SplitResult, Target, measure, split
from sidecar.backends.tables import (
    PinnedTable,
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
from sidecar.quarantine import COLUMNS, ILLEGIBLE, NUMBER, read_types, rebuilt
from sidecar.run.aside import Aside, by_reason, by_run, put_back, take
from sidecar.run.intent import reachable
from sidecar.run.report import PortReport, TaskReport
from sidecar.run.standing import stand
from sidecar.run.stock import whole_of
from sidecar.run.task import Bench, DivertedRows, at_work, finish, refuse
from sidecar.run.working import Surroundings

__all__ = ["replay_rows"]


def replay_rows(product: ProductName, given: Surroundings, rows: DivertedRows) -> TaskReport:
    """Hold a port's diverted rows against the contract in force, show those that keep it now, and return what came of it.

    A row leaves the quarantine in the transaction that shows it, and in no other; repeating a replay is safe. A key that
    the table has already stays diverted. Raises `Conflict` when the table with the rows would break a rule on the whole
    of it, when the rows were replaced by a later run, or another run is alive; `Denied`, `NotFound` as a run does.
    """
    with at_work(product, given, replay=rows.as_json()) as bench:
        bench.given.tell(f"Taking diverted rows of {rows.port} through the checks again")
        aside = take(bench)
        standing = stand(bench.catalog, bench.port.name)
        judged = _judged(_as_loaded(bench), aside, standing.pinned)
        whole = whole_of(bench.plan, standing, standing.files, judged.good)
        outcomes = measure(bench.connection, bench.plan, relation=whole, now=bench.now)
        refuse(bench, outcomes)
        staged = [] if rows.rehearse else _stage(bench, aside, judged, standing.pinned)
        found = bench.connection
        report = PortReport(
            port=str(bench.port.name),
            contract=bench.port.contract.digest,
            version=str(bench.port.contract.version),
            mode=WriteMode.APPEND.value,
            rows=aside.rows,
            published=judged.rows_good,
            quarantined=aside.rows - judged.rows_good,
            reasons=by_reason(found, "still"),
            outcomes=tuple(outcomes),
        )
        before, after = by_run(found, aside.taken), by_run(found, "still")
        told = {
            "port": str(bench.port.name),
            "before": by_reason(found, aside.taken),
            "after": report.reasons,
            "runs": {one: {"taken": n, "shown": n - after.get(one, 0)} for one, n in before.items()},
        }
        return finish(bench, staged, report, told)


def _as_loaded(bench: Bench) -> Bench:
    """A row that no range could replace would be there twice when its own is loaded again."""
    load = bench.order.load_of(bench.port.name)
    return replace(bench, plan=reachable(bench.plan, load.column)) if load.mode == "range" else bench


@dataclass(frozen=True)
class _Group:
    """Rows that came with the same columns and types."""

    classified: str
    typed: str


def _judged(bench: Bench, aside: Aside, shown: PinnedTable) -> SplitResult:
    """Split the taken rows, and put those that stay into the table `still`."""
    bench.connection.execute(f"CREATE TABLE stays ({NUMBER} BIGINT, contract VARCHAR, reasons VARCHAR[])")
    groups = list(_groups(bench, aside, shown))
    table = load(bench.catalog, bench.port.name)
    folder = bench.scratch if bench.order.task.is_rehearsal else data_folder(table, bench.order.run_id)
    good = Target(
        folder=f"{folder}/again" if bench.order.task.is_rehearsal else folder,
        field_ids=field_ids(table.schema()),
        partition_columns=bench.port.contract.table.partition,
    )
    if groups:
        rows = Rows(
            classified=" UNION ALL ".join(group.classified for group in groups),
            typed=" UNION ALL ".join(group.typed for group in groups),
            row_wise=True,
            staying=lambda _rule, _new: shown.relation,
        )
        bad = Target(folder=f"{bench.scratch}/still")
        with durable_step("replay.split"):
            result = split(bench.connection, bench.plan, rows, good=good, bad=bad)
    else:
        result = SplitResult(good=(), bad=(), rows_in=0, rows_good=0, rows_bad=0, broken={})
    bench.connection.execute(f"CREATE TABLE still AS {_still(bench, result)}")
    return result


def _groups(bench: Bench, aside: Aside, shown: PinnedTable) -> Iterator[_Group]:
    run = bench.connection.execute
    parents = {**bench.inputs.parents(bench.plan.parents), "": shown.relation}
    for (text,) in run(f"SELECT DISTINCT types FROM {aside.taken} ORDER BY ALL").fetchall():
        types = read_types(text)
        same = f"types IS NOT DISTINCT FROM {string(text) if text is not None else 'NULL'}"
        if types is None:
            _stay_illegible(bench, f"{aside.taken} WHERE {same}")
            continue
        if missing := [one.rule for one in judge_columns(bench.plan, types) if one.refuses]:
            listed = f"[{', '.join(map(string, missing))}]"
            digest = string(bench.port.contract.digest)
            run(f"INSERT INTO stays SELECT {NUMBER}, {digest}, {listed} FROM {aside.taken} WHERE {same}")
            continue
        legible = rebuilt(aside.taken, types).legible
        _stay_illegible(bench, f"{aside.taken} WHERE {same} AND NOT coalesce({legible}, false)")
        rows = f"(SELECT * FROM {aside.taken} ANTI JOIN stays USING ({NUMBER}) WHERE {same})"
        source, columns = rebuilt(rows, types).relation, {**types, NUMBER: "BIGINT"}
        yield _Group(
            classify(bench.plan, source=source, source_columns=columns, parents=parents, now=bench.now),
            convert(bench.plan, source=source, source_columns=columns),
        )


def _stay_illegible(bench: Bench, rows: str) -> None:
    reasons = f"list_append(list_filter(reasons, lambda r: r <> {string(ILLEGIBLE)}), {string(ILLEGIBLE)})"
    bench.connection.execute(f"INSERT INTO stays SELECT {NUMBER}, contract, {reasons} FROM {rows}")


def _still(bench: Bench, result: SplitResult) -> str:
    """The rows that stay: as they came, with the run that diverted them, and the reasons of today."""
    found = f"SELECT {NUMBER}, contract, reasons FROM stays"
    if result.bad:
        files = ", ".join(string(file.path) for file in result.bad)
        number = f"CAST(json_extract_string(_row, '/{NUMBER}') AS BIGINT)"
        digest = string(bench.port.contract.digest)
        found += f" UNION ALL SELECT {number}, {digest}, _reasons FROM read_parquet([{files}])"
    return (
        f"SELECT t.run_id, s.contract, s.reasons, t.row, t.types FROM ({found}) AS s JOIN taken AS t USING ({NUMBER})"
    )


def _stage(bench: Bench, aside: Aside, judged: SplitResult, shown: PinnedTable) -> list[Staged]:
    staged = []
    if judged.good:
        files = [file.path for file in judged.good]
        flush(files)
        table, branch = load(bench.catalog, bench.port.name), audit_branch(bench.order.run_id)
        check_base(table, shown.snapshot_id)
        summary = bench.summary_on(table)
        with durable_step("replay.stage"):
            staged.append(stage(table, files, branch=branch, mode=WriteMode.APPEND, summary=summary))
    if judged.good or _changed(bench, aside):
        with durable_step("replay.quarantine"):
            staged.append(put_back(bench, aside, "still", leaving=judged.rows_good))
    return staged


def _changed(bench: Bench, aside: Aside) -> bool:
    """Whether any row stays for other reasons than it had."""
    new = f"SELECT {COLUMNS} FROM still EXCEPT ALL SELECT {COLUMNS} FROM {aside.taken}"
    ((rows,),) = bench.connection.execute(f"SELECT count(*) FROM ({new})").fetchall()
    return bool(rows)
