"""What would be published, measured and judged: the whole of it, or what changes in it beside what is known of the rest."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from governance.checks import CheckPlan, Outcome, aggregate, carried_plan, carry, judge, rest_of, sql_measures
from governance.checks.aggregate import ROWS, is_counted
from governance.errors import TrellisError
from sidecar.backends.duck.connection import Connection, recorded, said_plainly

__all__ = ["Change", "Measured", "measure", "measure_change", "measure_whole"]


@dataclass(frozen=True, kw_only=True)
class Change:
    """What happens to a table that measured `before`: rows of `added` come in, those of `removed` ("" for none) go."""

    before: Mapping[str, Any]
    added: str
    removed: str = ""


@dataclass(frozen=True, kw_only=True)
class Measured:
    """The outcomes, and what the next run may take as known of the table."""

    outcomes: list[Outcome]
    known: Mapping[str, Any]


def measure(connection: Connection, plan: CheckPlan, *, relation: str, now: datetime) -> list[Outcome]:
    """Return the outcome of every rule that is judged on the whole of `relation` (the contract's columns and types).

    A rule in SQL that ends without a number fails by itself; the others are judged all the same.
    """
    return measure_whole(connection, plan, relation=relation, now=now).outcomes


def measure_whole(connection: Connection, plan: CheckPlan, *, relation: str, now: datetime) -> Measured:
    """Measure all of `relation`, and say what of it the next run may carry on."""
    return _judged(connection, plan, _counts(connection, plan, relation, now), relation, now)


def measure_change(
    connection: Connection, plan: CheckPlan, change: Change, *, relation: str, now: datetime
) -> Measured:
    """Judge the whole of `relation`, of which only `change` is read where the rest is known: counts, the newest moment.

    What cannot be carried (keys, references, queries) is measured on all of it.
    """
    known = carried_plan(plan)
    added = _counts(connection, known, change.added, now)
    removed = _counts(connection, known, change.removed, now) if change.removed else None
    carried = carry(plan, change.before, added, removed)
    if carried is None:
        return measure_whole(connection, plan, relation=relation, now=now)
    rest = rest_of(plan, carried.unknown)
    measures = dict(carried.measures)
    if any(rule.check.kind != "sql" for rule in rest.rules if is_counted(rule)):
        measures |= _counts(connection, rest, relation, now)
    return _judged(connection, plan, measures, relation, now)


def _counts(connection: Connection, plan: CheckPlan, relation: str, now: datetime) -> dict[str, Any]:
    with said_plainly():
        cursor = connection.execute(aggregate(plan, relation=relation, now=now))
        names = [column[0] for column in cursor.description or ()]
        return dict(zip(names, cursor.fetchall()[0], strict=True))


def _judged(
    connection: Connection, plan: CheckPlan, measures: dict[str, Any], relation: str, now: datetime
) -> Measured:
    carried = (ROWS, *(rule.id for rule in carried_plan(plan).rules))
    known = {name: measures[name] for name in carried}
    failures: dict[str, str] = {}
    for rule, query in sql_measures(plan, relation=relation).items():
        try:
            with said_plainly():
                ((measures[rule],),) = connection.execute(query).fetchall()
        except TrellisError as failure:
            failures[rule] = recorded(failure)
    return Measured(outcomes=judge(plan, measures, now, failures=failures), known=known)
