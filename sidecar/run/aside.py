"""A port's quarantine held still: the rows that a task takes in hand, and the others, which stay as they are."""

from collections.abc import Mapping
from dataclasses import dataclass

from governance.errors import Conflict
from governance.sql.quoting import string
from sidecar.backends.duck import Connection, Target
from sidecar.backends.duck.files import write
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
    pin,
    stage,
)
from sidecar.quarantine import COLUMNS, NUMBER
from sidecar.run.order import Task
from sidecar.run.task import Bench

__all__ = ["Aside", "by_reason", "by_run", "put_back", "take"]


@dataclass(frozen=True, kw_only=True)
class Aside:
    """`taken` is a table of the `rows` that are meant, numbered; `others` selects the rest of the quarantine."""

    pinned: PinnedTable
    taken: str
    others: str
    rows: int


def take(bench: Bench) -> Aside:
    """Hold the quarantine of the task's port at what it shows now, and take the rows that the task means."""
    name = bench.port.name
    pinned = pin(bench.catalog, name, table=name.quarantine)
    known = {column.name for column in pinned.columns}
    relation = pinned.relation if "types" in known else f"(SELECT *, NULL::VARCHAR AS types FROM {pinned.relation})"
    where = _where(bench.order.task)
    bench.connection.execute(
        f"CREATE TABLE taken AS SELECT {COLUMNS}, row_number() OVER () AS {NUMBER} FROM {relation} WHERE {where}"
    )
    ((rows,),) = bench.connection.execute("SELECT count(*) FROM taken").fetchall()
    others = f"SELECT {COLUMNS} FROM {relation} WHERE NOT ({where})"
    return Aside(pinned=pinned, taken="taken", others=others, rows=rows)


def _where(task: Task) -> str:
    terms = ["true"]
    if task.runs is not None:
        terms.append(f"run_id IN ({', '.join(map(string, task.runs))})" if task.runs else "false")
    if task.reasons:
        terms.append(f"list_has_any(reasons, [{', '.join(map(string, task.reasons))}])")
    return " AND ".join(f"coalesce({term}, false)" for term in terms)


def by_reason(connection: Connection, relation: str) -> Mapping[str, int]:
    """Count rows by reason, the most frequent first; a row with several counts for each."""
    each = f"SELECT unnest(reasons) AS reason FROM {relation}"
    counted = f"SELECT reason, count(*) FROM ({each}) GROUP BY reason ORDER BY 2 DESC, 1"
    return dict(connection.execute(counted).fetchall())


def by_run(connection: Connection, relation: str) -> Mapping[str, int]:
    """Count rows by the run that diverted them."""
    return dict(connection.execute(f"SELECT run_id, count(*) FROM {relation} GROUP BY 1 ORDER BY 1").fetchall())


def put_back(bench: Bench, aside: Aside, still: str = "", *, leaving: int) -> Staged:
    """Stage the quarantine without `leaving` of the rows that were taken; `still` is the relation of those that stay.

    Raises `Conflict` when the rows do not add up, or the quarantine has changed.
    """
    name, run_id = bench.port.name, bench.order.run_id
    table = load(bench.catalog, name, table=name.quarantine)
    check_base(table, aside.pinned.snapshot_id)
    target = Target(folder=data_folder(table, run_id), field_ids=field_ids(table.schema()))
    every = aside.others + (f" UNION ALL SELECT {COLUMNS} FROM {still}" if still else "")
    known = ", ".join(field.name for field in table.schema().fields)
    files = write(bench.connection, f"SELECT {known} FROM ({every})", target)
    kept = sum(file.rows for file in files)
    if kept != aside.pinned.rows - leaving:
        raise Conflict(
            f"{aside.pinned.rows:,} rows were in quarantine, {leaving:,} would leave it, and {kept:,} would stay",
            hint="nothing was changed; run it again",
        )
    paths = [file.path for file in files]
    flush(paths)
    return stage(table, paths, branch=audit_branch(run_id), mode=WriteMode.REPLACE, summary=bench.summary)
