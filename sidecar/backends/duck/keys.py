"""Duplicated keys, found by a bit for each number where keys are dense and by grouping where they are not."""

from collections.abc import Mapping

from governance.checks import CheckPlan, KeyCheck, duplicates
from sidecar.backends.duck.connection import Connection

__all__ = ["duplicated_keys"]


def duplicated_keys(connection: Connection, plan: CheckPlan, *, relation: str, name: str) -> Mapping[str, str]:
    """Return for each key rule that `relation` breaks a temporary table of the keys that stand twice.

    The tables are called `<name>_0`, …, and have the columns `k0`, `k1`, ….
    """
    found: dict[str, str] = {}
    for number, check in enumerate(duplicates(plan, relation=relation)):
        table = f"{name}_{number}"
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {_duplicated(connection, check, table)}")
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
