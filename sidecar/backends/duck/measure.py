"""What would be published, measured and judged."""

from datetime import datetime
from typing import Any

from governance.checks import CheckPlan, Outcome, aggregate, judge, sql_measures
from governance.errors import TrellisError
from sidecar.backends.duck.connection import Connection, recorded, said_plainly

__all__ = ["measure"]


def measure(connection: Connection, plan: CheckPlan, *, relation: str, now: datetime) -> list[Outcome]:
    """Return the outcome of every rule that is judged on the whole of `relation` (the contract's columns and types).

    A rule in SQL that ends without a number fails by itself; the others are judged all the same.
    """
    with said_plainly():
        cursor = connection.execute(aggregate(plan, relation=relation, now=now))
        names = [column[0] for column in cursor.description or ()]
        measures: dict[str, Any] = dict(zip(names, cursor.fetchall()[0], strict=True))
    failures: dict[str, str] = {}
    for rule, query in sql_measures(plan, relation=relation).items():
        try:
            with said_plainly():
                ((measures[rule],),) = connection.execute(query).fetchall()
        except TrellisError as failure:
            failures[rule] = recorded(failure)
    return judge(plan, measures, now, failures=failures)
