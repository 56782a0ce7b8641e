"""Rows for a product's first test, which its own contract accepts or, for a stated reason, does not."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["bad_row", "example_row", "input_rows", "measured_row", "source_row"]

_VALUES: dict[str, Any] = {
    "string": "example",
    "integer": 3,
    "number": 1.5,
    "boolean": True,
    "date": "2024-01-31",
    "timestamp": "2024-01-31T09:30:00",
    "time": "09:30:00",
}
_NESTED = frozenset({"array", "object", "map"})
_UNREADABLE = "not a value"


def example_row(columns: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a row that the columns' own rules accept, as it is published."""
    return {column["name"]: _example(column) for column in columns}


def source_row(columns: Sequence[Mapping[str, Any]], file_format: str) -> dict[str, Any]:
    """Return that row as the source has it: under the source's names, and in CSV as text."""
    values = {column["source"]: _example(column) for column in columns}
    return {name: _as_text(value) for name, value in values.items()} if file_format == "csv" else values


def _as_text(value: Any) -> str:
    return json.dumps(value) if isinstance(value, bool | list | dict) else str(value)


def _example(column: Mapping[str, Any]) -> Any:
    if "example" in column:
        return column["example"]
    if column["enum"]:
        return column["enum"][0]
    match column["type"]:
        case "array":
            return [_example(column["items"])]
        case "object":
            return example_row(column["properties"])
        case "map":
            return {str(_example(column["keys"])): _example(column["values"])}
        case "timestamp" if column["zoned"]:
            return f"{_VALUES['timestamp']}Z"
        case kind:
            return _VALUES[kind]


def bad_row(columns: Sequence[Mapping[str, Any]], file_format: str) -> dict[str, Any]:
    """Return the example with one value broken, as `row` of the source, and the `reason`; empty if nothing can break it.

    A missing value where one is required comes first; in CSV also a text that is no value of the column's type. What
    tells rows apart is broken itself: a copy of the example that kept its key would break the example too.
    """
    row = source_row(columns, file_format)
    telling = [[column for column in columns if column["key"]], *([one] for one in columns if one["unique"])]
    simple = [one for one in columns if one["type"] not in _NESTED and all(one in group for group in telling if group)]
    for column in simple:
        if column["required"]:
            return {"row": row | {column["source"]: None}, "reason": f"{column['name']}.required"}
    for column in simple if file_format == "csv" else ():
        if column["type"] != "string":
            return {"row": row | {column["source"]: _UNREADABLE}, "reason": f"{column['name']}.type"}
    return {}


def input_rows(inputs: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return an example of each input by its name; those of joined inputs meet the first one's."""
    first = example_row(inputs[0]["columns"])
    rows = {one["name"]: example_row(one["columns"]) | {name: first[name] for name in one["on"]} for one in inputs[1:]}
    return {inputs[0]["name"]: first, **rows}


def measured_row(
    columns: Sequence[Mapping[str, Any]], inputs: Sequence[Mapping[str, Any]], rows: int
) -> dict[str, Any]:
    """Return what a group comes to that holds `rows` copies of the examples."""
    given = input_rows(inputs)
    return {one["name"]: _measure(one, given.get(one["input"], {}).get(one["source"]), rows) for one in columns}


def _measure(column: Mapping[str, Any], value: Any, rows: int) -> Any:
    match column["function"]:
        case "count":
            return rows
        case "count_distinct":
            return 1
        case "sum":
            return value * rows
        case _:
            return value
