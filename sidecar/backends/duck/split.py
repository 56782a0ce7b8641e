"""Rows that keep their contract go to the table's files, the others aside with their reasons; none is lost or doubled."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

from governance.checks import CheckPlan, diverted, mark_duplicates, reasons_expression
from governance.errors import Conflict
from governance.sql.quoting import identifier
from sidecar.backends.duck.connection import Connection, said_plainly
from sidecar.backends.duck.files import DataFile, Target, remove, write
from sidecar.backends.duck.keys import Staying, duplicated_keys
from sidecar.backends.duck.stream import Staged, stream

__all__ = ["Rows", "SplitResult", "split"]


@dataclass(frozen=True, kw_only=True)
class Rows:
    """What is split: `classified` as `governance.checks.classify` returns it, `typed` as `convert` does.

    `row_wise` promises that evaluating them again gives the same rows (immutable files, nothing random), which spares
    work and memory; without it each is evaluated once. `staying` gives the rows that stay in the table, among which a new
    row's key must not stand either.
    """

    classified: str
    typed: str
    row_wise: bool
    staying: Staying | None = None


@dataclass(frozen=True, kw_only=True)
class SplitResult:
    """The files that were written, how many rows went where, and how many of the diverted rows broke each rule."""

    good: tuple[DataFile, ...]
    bad: tuple[DataFile, ...]
    rows_in: int
    rows_good: int
    rows_bad: int
    broken: Mapping[str, int]


def split(connection: Connection, plan: CheckPlan, rows: Rows, *, good: Target, bad: Target) -> SplitResult:
    """Write the rows that keep `plan` to `good` and the others to `bad`.

    Bad files hold the contract's columns as far as values convert, `_bits_<n>`, `_reasons` (ids of rules) and `_row`
    (the row as it came, a JSON object of texts). Every row that shares a key with another is diverted. Raises `Conflict`,
    with nothing left behind, unless every row that went in came out exactly once.
    """
    name = f"split_{uuid4().hex}"
    with said_plainly(), _tidied(connection, name):
        method = _again if rows.row_wise else _once
        staged = method(connection, plan, rows, good, name)
        reasons = f"{name}_reasons"
        connection.execute(f"CREATE TABLE {reasons} AS {_reasons(plan, name)}")
        aside = write(
            connection,
            f"SELECT a.* EXCLUDE (_hash), r._reasons FROM {name} AS a JOIN {reasons} AS r USING ({_words(plan)})",
            bad,
        )
        result = SplitResult(
            good=staged.files,
            bad=aside,
            rows_in=staged.rows_in,
            rows_good=sum(file.rows for file in staged.files),
            rows_bad=sum(file.rows for file in aside),
            broken=_broken(connection, plan, reasons),
        )
    if result.rows_in != result.rows_good + result.rows_bad:
        remove([*result.good, *result.bad])
        raise Conflict(
            f"{result.rows_in:,} rows went in, {result.rows_good:,} were kept and {result.rows_bad:,} diverted",
            hint="the source changed while it was read; run again when it is complete",
        )
    return result


@contextmanager
def _tidied(connection: Connection, name: str) -> Iterator[None]:
    try:
        yield
    finally:
        left = connection.execute("SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, ?)", [name])
        for (table,) in left.fetchall():
            connection.execute(f"DROP TABLE {identifier(table)}")


def _columns(plan: CheckPlan) -> str:
    return ", ".join(identifier(column.name) for column in plan.columns)


def _number(connection: Connection, relation: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {relation}").fetchall()[0][0])


def _again(connection: Connection, plan: CheckPlan, rows: Rows, good: Target, name: str) -> Staged:
    """Judge every row once and keep the diverted; then write the rows that are not among them, without judging again.

    Rows that are alike fare alike, so a hash of the whole row tells them apart. Should two rows that differ share one,
    the count shows it, and the rows are judged a second time.
    """
    keys = duplicated_keys(connection, plan, relation=f"({rows.typed})", name=f"{name}_k", staying=rows.staying)
    judged = mark_duplicates(plan, classified=rows.classified, duplicated=keys) if keys else rows.classified
    connection.execute(f"CREATE TABLE {name} AS SELECT * FROM ({judged}) WHERE {diverted(plan)}")
    rows_in, rows_bad = _number(connection, f"({rows.typed})"), _number(connection, name)
    others = f" AS r ANTI JOIN {name} AS a ON r._hash = a._hash" if rows_bad else ""
    files = write(connection, f"SELECT {_columns(plan)} FROM ({rows.typed}){others}", good)
    if sum(file.rows for file in files) + rows_bad != rows_in:
        remove(files)
        files = write(connection, f"SELECT {_columns(plan)} FROM ({judged}) WHERE NOT ({diverted(plan)})", good)
    return Staged(files, rows_in)


def _once(connection: Connection, plan: CheckPlan, rows: Rows, good: Target, name: str) -> Staged:
    """Judge and write in one go; keys are looked at in what was written, which is written again if one stands twice."""
    staged = stream(connection, plan, rows.classified, good=good, aside=name)
    kept = staged.relation(plan)
    both = f"(SELECT {_columns(plan)} FROM {kept} UNION ALL SELECT {_columns(plan)} FROM {name})"
    keys = duplicated_keys(connection, plan, relation=both, name=f"{name}_k", staying=rows.staying)
    if not keys:
        return staged
    marked_aside = mark_duplicates(plan, classified=f"SELECT * FROM {name}", duplicated=keys)
    marked = mark_duplicates(plan, classified=f"SELECT * FROM {kept}", duplicated=keys)
    connection.execute(f"CREATE TABLE {name}_m AS {marked_aside}")
    connection.execute(f"INSERT INTO {name}_m SELECT * FROM ({marked}) WHERE {diverted(plan)}")
    files = write(connection, f"SELECT {_columns(plan)} FROM ({marked}) WHERE NOT ({diverted(plan)})", good)
    remove(staged.files)
    connection.execute(f"DROP TABLE {name}")
    connection.execute(f"ALTER TABLE {name}_m RENAME TO {name}")
    return Staged(files, staged.rows_in)


def _words(plan: CheckPlan) -> str:
    return ", ".join(f"_bits_{word}" for word in range(plan.words))


def _reasons(plan: CheckPlan, name: str) -> str:
    """The ids of the rules for each pattern of bits: rows are many, patterns few."""
    patterns = f"SELECT {_words(plan)}, count(*) AS rows FROM {name} GROUP BY ALL"
    return f"SELECT *, {reasons_expression(plan)} AS _reasons FROM ({patterns})"


def _broken(connection: Connection, plan: CheckPlan, reasons: str) -> Mapping[str, int]:
    listed = f"SELECT unnest(_reasons) AS reason, rows FROM {reasons}"
    found = dict(connection.execute(f"SELECT reason, sum(rows)::BIGINT FROM ({listed}) GROUP BY reason").fetchall())
    return {rule.id: found[rule.id] for rule in plan.rules if rule.id in found}
