"""The whole table as it would be shown, judged: what changes is measured, and the rest is known from the run before."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from governance.checks import CheckPlan, classify, diverted, duckdb_type, duplicates
from governance.sql.quoting import identifier, string
from sidecar.backends.duck import (
    Change,
    Connection,
    DataFile,
    Measured,
    columns_of,
    measure_change,
    measure_whole,
)
from sidecar.backends.tables import LiveFile
from sidecar.run.displace import RunFiles
from sidecar.run.intent import Intent
from sidecar.run.standing import Standing

__all__ = ["broken_rules", "outcomes_of_the_hour", "rows_of", "take_stock", "whole_of"]

_OF_THE_HOUR = frozenset({"freshness", "retention", "future"})


def rows_of(plan: CheckPlan, files: Iterable[DataFile]) -> str:
    """Return the relation of files that this run wrote."""
    listed = ", ".join(string(file.path) for file in files)
    if listed:
        return f"read_parquet([{listed}], hive_partitioning = false)"
    nothing = ", ".join(f"NULL::{duckdb_type(one.type)} AS {identifier(one.name)}" for one in plan.columns)
    return f"(SELECT {nothing} WHERE false)"


def whole_of(plan: CheckPlan, standing: Standing, kept: Sequence[LiveFile], new: Sequence[DataFile]) -> str:
    """Return the relation of the rows that would be shown: those of files that are kept, and of new ones."""
    if not kept:
        return rows_of(plan, new)
    names = ", ".join(identifier(column.name) for column in plan.columns)
    old = f"SELECT {names} FROM {standing.pinned.only(kept).relation}"
    return f"({old} UNION ALL SELECT {names} FROM {rows_of(plan, new)})" if new else f"({old})"


def take_stock(
    connection: Connection, plan: CheckPlan, standing: Standing, files: RunFiles, *, digest: str, now: datetime
) -> Measured:
    """Measure and judge what a run that adds would show; all of it when nothing is known under this contract."""
    dropped = {file.data.file_path for file in files.displaced.dropped}
    kept = [file for file in standing.files if file.data.file_path not in dropped]
    relation = whole_of(plan, standing, kept, files.new)
    known = standing.known(digest)
    if not known:
        return measure_whole(connection, plan, relation=relation, now=now)
    change = Change(before=known, added=rows_of(plan, files.result.good), removed=files.displaced.gone)
    return measure_change(connection, plan, change, relation=relation, now=now)


def outcomes_of_the_hour(
    connection: Connection, plan: CheckPlan, standing: Standing, *, digest: str, now: datetime
) -> Measured:
    """Judge a table to which nothing is added: by what depends on the hour alone, if it was judged under this contract."""
    known, relation = standing.known(digest), standing.pinned.relation
    if not known:
        return measure_whole(connection, plan, relation=relation, now=now)
    timely = replace(plan, rules=tuple(rule for rule in plan.rules if rule.check.kind in _OF_THE_HOUR))
    change = Change(before=known, added=rows_of(plan, ()))
    found = measure_change(connection, timely, change, relation=relation, now=now)
    return replace(found, known=known)


def broken_rules(
    connection: Connection,
    plan: CheckPlan,
    intent: Intent,
    standing: Standing,
    *,
    parents: dict[str, str],
    now: datetime,
) -> dict[str, int]:
    """Count the rows that stay and break each rule on rows or keys: they were judged under another contract."""
    relation = standing.pinned.relation
    if intent.span is not None:
        relation = f"(SELECT * FROM {relation} WHERE {intent.span.inside} IS NOT TRUE)"
    judged = classify(plan, source=relation, source_columns=columns_of(connection, relation), parents=parents, now=now)
    rules = [rule for rule in plan.of_scope("row") if rule.diverts]
    counts = [f"count(*) FILTER (WHERE _bits_{rule.word} & {rule.mask}::BIGINT <> 0)" for rule in rules]
    found: dict[str, int] = {}
    if counts:
        told = connection.execute(f"SELECT {', '.join(counts)} FROM ({judged}) WHERE {diverted(plan)}").fetchall()[0]
        found = {rule.id: rows for rule, rows in zip(rules, told, strict=True) if rows}
    for check in duplicates(plan, relation=relation):
        ((rows,),) = connection.execute(check.repeated_rows).fetchall()
        found |= {check.rule: rows} if rows else {}
    return found
