"""Duplicated keys, found by counting bits where keys are dense and by grouping where they are not."""

from collections.abc import Mapping
from typing import Any

from governance.checks import CheckPlan, KeyCheck, duplicates
from sidecar.backends.duck.connection import Connection

__all__ = ["duplicated_keys"]


def duplicated_keys(connection: Connection, plan: CheckPlan, *, relation: str, name: str) -> Mapping[str, str]:
    """Return for each key rule that `relation` breaks a temporary table of the keys that stand twice.

    The tables are called `<name>_0`, …, and have the columns `k0`, `k1`, ….
    """
    found: dict[str, str] = {}
    for number, check in enumerate(duplicates(plan, relation=relation)):
        if not _is_unique(connection, check):
            table = f"{name}_{number}"
            connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {check.duplicated}")
            if _one(connection, f"SELECT count(*) FROM {table}"):
                found[check.rule] = table
    return found


def _is_unique(connection: Connection, check: KeyCheck) -> bool:
    if not check.countable:
        return False
    least, greatest, count = connection.execute(check.span).fetchall()[0]
    return check.is_dense(least, greatest, count) and _one(connection, check.distinct(least, greatest)) == count


def _one(connection: Connection, query: str) -> Any:
    return connection.execute(query).fetchall()[0][0]
