"""Whether a column is among values that a statement is given: as one JSON text, whatever their number.

A parameter a value has to be spelt out at each execution, which costs half as much again as the statement, and SQLite
bounds how many there are.
"""

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, bindparam, func, select

__all__ = ["among", "listed"]


def among(column: Any, name: str) -> ColumnElement[bool]:
    """Return the condition that the column's value is one of those given as the parameter `name`, made by `listed`."""
    values = func.json_each(bindparam(name)).table_valued("value")
    condition: ColumnElement[bool] = column.in_(select(values.c.value))
    return condition


def listed(values: Iterable[Any]) -> str:
    """Return texts or numbers as a parameter of `among`."""
    return json.dumps(list(values))
