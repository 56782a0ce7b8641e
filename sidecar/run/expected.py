"""What a product relies on from its inputs, held against the inputs as they are before anything is made of them."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from governance.checks import CheckPlan, Outcome, classify, compile_table, judge_columns
from governance.errors import Conflict
from governance.expectations import Expectations
from sidecar.backends.duck import Connection, columns_of, measure, said_plainly

__all__ = ["check_input", "check_whole"]


def check_input(
    connection: Connection, name: str, relation: str, expected: Expectations, *, now: datetime, whole: str = ""
) -> None:
    """Raise `Conflict`, naming each rule and how often it is broken, when a source is not what is relied on.

    Rules on rows are held against `relation` ("" for none), those on the whole table against `whole` where it is given.
    Columns that nobody relies on may be there.
    """
    plan = compile_table(expected.table, levels=expected.service_levels, document=expected.document)
    columns = judge_columns(plan, columns_of(connection, relation or whole), allow_undeclared=True)
    missing = [one for one in columns if one.refuses]
    rows = list(_rows(connection, plan, relation, now)) if relation and not missing else []
    asks_whole = any(rule.scope == "table" for rule in plan.rules) or not whole
    _refuse(name, missing or [*rows, *(_whole(connection, plan, whole or relation, now) if asks_whole else ())])


def check_whole(connection: Connection, name: str, relation: str, expected: Expectations, *, now: datetime) -> None:
    """Do as `check_input` does, with the rules on the whole table alone: how fresh, how many, how complete."""
    plan = compile_table(expected.table, levels=expected.service_levels, document=expected.document)
    _refuse(name, _whole(connection, plan, relation, now))


def _refuse(name: str, broken: Sequence[Outcome]) -> None:
    if broken:
        raise Conflict(
            f"The input `{name}` is not what this product relies on: {broken[0].message}",
            hint=f"tell its owners, or change `expectations/{name}.yaml`",
            slug="expectations-unmet",
            findings=[one.recorded for one in broken],
            recorded=f"The input `{name}` is not what this product relies on: {broken[0].recorded}",
        )


def _rows(connection: Connection, plan: CheckPlan, relation: str, now: datetime) -> Iterator[Outcome]:
    """Count the rows that break each rule on rows; keys and references are their producer's to keep.

    That a number is finite goes without saying, so nobody has said it: such a row is for the contract to divert.
    """
    written = [rule for rule in plan.of_scope("row") if rule.check.kind != "finite" and not rule.check.foreign_key]
    rules = [rule for rule in written if rule.severity == "error"]
    if not rules:
        return
    judged = classify(plan, source=relation, source_columns=columns_of(connection, relation), now=now)
    broken = [f"_bits_{one.word} & {one.mask}::BIGINT <> 0" for one in rules]
    counted = ", ".join(f"count(*) FILTER (WHERE {each})" for each in broken)
    # Rows without a fault, nearly all of them, are out before anything is counted.
    with said_plainly():
        found = connection.execute(f"SELECT {counted} FROM ({judged}) WHERE {' OR '.join(broken)}").fetchall()[0]
    for rule, rows in zip(rules, found, strict=True):
        if rows:
            yield Outcome(
                rule=rule.id,
                passed=False,
                severity="error",
                measured=rows,
                expected=rule.title,
                message=f"{rule.title}; {rows:,} rows do not keep it",
            )


def _whole(connection: Connection, plan: CheckPlan, relation: str, now: datetime) -> list[Outcome]:
    return [one for one in measure(connection, plan, relation=relation, now=now) if one.refuses]
