"""What is counted over the rows that would be published, as SQL: one row, with a column for each rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from governance.checks.keys import key_check
from governance.checks.layers import Layers, Read, typed_source
from governance.checks.mapping import duckdb_type
from governance.checks.model import CheckPlan, Rule
from governance.checks.operands import literal
from governance.checks.predicates import violation
from governance.checks.references import dangling
from governance.contracts.model import Column
from governance.contracts.types import Kind
from governance.sql.quoting import identifier, string

__all__ = ["ROWS", "Older", "aggregate", "compile_sql", "is_counted", "older_rows", "sql_measures"]

ROWS = "rows"
"""The column that holds the number of rows."""


def aggregate(plan: CheckPlan, *, relation: str, now: datetime) -> str:
    """Return a SELECT of one row over `relation` (the contract's columns and types): `rows`, and under each rule's id
    what `judge` needs: a count of rows, or the newest moment in microseconds since 1970.

    Rules in SQL are not among them: each is its own query, so that one that fails takes no other with it.
    """
    layers = typed_source(plan.columns, relation)
    measures = [f"count(*) AS {ROWS}"]
    for rule in plan.rules:
        if is_counted(rule):
            name = '"' + rule.id.replace('"', '""') + '"'
            measures.append(f"{_measure(plan, rule, layers, relation, now)} AS {name}")
    return f"SELECT {', '.join(measures)} FROM ({layers.sql})"


def is_counted(rule: Rule) -> bool:
    """Tell whether a rule is judged by what `aggregate` measures: thresholds, warnings, references into the table itself."""
    if rule.scope == "table":
        return rule.check.kind not in {"sql", "missing_columns", "undeclared_columns"}
    key = rule.check.foreign_key
    return rule.severity == "warning" or bool(key and not key.table)


def _measure(plan: CheckPlan, rule: Rule, layers: Layers, relation: str, now: datetime) -> str:
    match rule.check.kind:
        case "row_count":
            return "count(*)"
        case "unique":
            return f"({key_check(plan, rule, relation=relation).repeated_rows})"
        case "references":
            return dangling(rule, layers, relation)
        case "freshness":
            return _newest(_read(layers, rule).column, _read(layers, rule).value.sql)
        case "retention":
            return _older(_read(layers, rule).column, _read(layers, rule).value.sql, rule, now)
        case _:
            read = _read(layers, rule)
            broken = violation(rule.check, read.column, source=read.value, value=read.value, now=now)
            return f"count(*) FILTER (WHERE {broken})"


def _read(layers: Layers, rule: Rule) -> Read:
    return next(read for read in layers.reads if read.column.name == rule.column)


def _newest(column: Column, x: str) -> str:
    """A timestamp without a zone is in the column's `defaultTimezone`, UTC unless given."""
    zone = str(column.options.get("defaultTimezone") or "UTC")
    if column.type.kind is Kind.TIMESTAMP and not column.type.zoned and zone != "UTC":
        return f"epoch_us(TRY(max({x}) AT TIME ZONE {string(zone)}))"
    return f"epoch_us(max({x}))"


def _older(column: Column, x: str, rule: Rule, now: datetime) -> str:
    return f"count(*) FILTER (WHERE {_is_older(column, x, rule, now)})"


def _is_older(column: Column, x: str, rule: Rule, now: datetime) -> str:
    oldest = (now.astimezone(UTC) - timedelta(seconds=rule.check.operand)).replace(tzinfo=None)
    return f"{x} < {literal(column.type, oldest.date() if column.type.kind is Kind.DATE else oldest)}"


@dataclass(frozen=True)
class Older:
    """A `condition` over the contract's columns and types that a row too old fulfils, and what the contract says of it."""

    condition: str
    title: str


def older_rows(plan: CheckPlan, *, now: datetime) -> Older | None:
    """Return which rows the contract's `retention` keeps no longer, exactly those that its check counts; None without one."""
    columns = {column.name: column for column in plan.columns}
    rules = [rule for rule in plan.of_scope("table") if rule.check.kind == "retention"]
    if not rules:
        return None
    each = [_is_older(columns[rule.column], identifier(rule.column), rule, now) for rule in rules]
    return Older(" OR ".join(f"({one})" for one in each), "; ".join(rule.title for rule in rules))


def sql_measures(plan: CheckPlan, *, relation: str) -> dict[str, str]:
    """Return for each rule in SQL on the whole table, by id, the query that yields its number over `relation`."""
    whole = (rule for rule in plan.of_scope("table") if rule.check.kind == "sql")
    return {rule.id: compile_sql(plan.columns, rule, relation) for rule in whole}


def compile_sql(columns: Sequence[Column], rule: Rule, relation: str) -> str:
    """Return a rule's query as DuckDB text that reads nothing but `relation`; raise when it would."""
    from governance.sql import compile_rule_sql

    query, column = rule.check.operand
    types = {one.name: duckdb_type(one.type) for one in columns}
    return compile_rule_sql(query, object_relation=relation, columns=types, property_name=column)
