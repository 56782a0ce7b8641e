"""Duplicated keys, found by a bit for each number where keys are dense and by grouping where they are not.

Keys of rows that stay in the table are looked up for the new keys alone: what stays is read once, and nothing of it is kept.
"""

from collections.abc import Callable, Mapping

from governance.checks import CheckPlan, KeyCheck, duplicates, key_check
from sidecar.backends.duck.connection import Connection

__all__ = ["Staying", "duplicated_keys"]

Staying = Callable[[str, str], str]
"""From a key rule's id and a relation of the new rows to the rows that stay in the table, among which none of their keys may
stand; "" when there is nothing to look at. It may leave out rows that can have none of these keys."""


def duplicated_keys(
    connection: Connection, plan: CheckPlan, *, relation: str, name: str, staying: Staying | None = None
) -> Mapping[str, str]:
    """Return for each key rule that `relation` breaks a temporary table of the keys that stand twice in it, or that rows
    have which are `staying`.

    The tables are called `<name>_0`, …, and have the columns `k0`, `k1`, ….
    """
    found: dict[str, str] = {}
    for number, check in enumerate(duplicates(plan, relation=relation)):
        table = f"{name}_{number}"
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {_duplicated(connection, check, table)}")
        others = staying(check.rule, relation) if staying else ""
        if others:
            there = key_check(plan, plan.rule(check.rule), relation=others)
            connection.execute(f"INSERT INTO {table} {check.standing_in(there, known=table)}")
        if _any(connection, table):
            found[check.rule] = table
    return found


def _duplicated(connection: Connection, check: KeyCheck, name: str) -> str:
    if not check.countable or not check.is_dense(*connection.execute(check.span).fetchall()[0]):
        return check.duplicated
    words = f"{name}_words"
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {words} AS {check.crowded}")
    # Nothing is read a second time when no word is crowded, as is usual.
    return check.duplicated_in(words) if _any(connection, words) else f"SELECT word AS k0 FROM {words}"


def _any(connection: Connection, table: str) -> bool:
    return bool(connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0])
