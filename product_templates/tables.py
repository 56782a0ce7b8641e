"""The columns that a product serves, worked out from the answers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from governance.contracts.model import CLASSIFICATIONS
from product_templates.inference.names import is_personal

__all__ = ["complete_columns", "completed_inputs", "grouped_columns", "picked_columns"]

Column = dict[str, Any]

_DEFAULTS: Column = {
    "type": "string",
    "physical": "",
    "required": False,
    "unique": False,
    "key": False,
    "zoned": False,
    "enum": [],
    "seen": "",
}
_INSIDE = {"items": "One of `{}`", "keys": "What a value of `{}` is found by", "values": "A value of `{}`"}
_SPOKEN = {
    "count": "How many rows are in the group",
    "count_distinct": "How many different values there are of",
    "sum": "Sum of",
    "avg": "Average of",
    "min": "Least value of",
    "max": "Greatest value of",
}


def complete_columns(columns: Iterable[Mapping[str, Any]], classification: str = "internal") -> list[Column]:
    """Return the columns with every key that templates use.

    Key columns are required, undescribed ones say so, and what holds a secret is as secret itself.
    """
    return [_completed(column, classification) for column in columns]


def _completed(column: Mapping[str, Any], classification: str) -> Column:
    name = column.get("name", "")
    secrecy = column.get("classification", "confidential" if is_personal(name) else classification)
    told = {"source": name, "description": f"Say here what `{name}` means"}
    full = _DEFAULTS | told | dict(column)
    full["required"] = full["required"] or full["key"]
    for key, said in _INSIDE.items():
        full[key] = _completed({"description": said.format(name), **full[key]}, secrecy) if key in full else {}
    full["properties"] = complete_columns(full.get("properties", ()), secrecy)
    inner = [one["classification"] for one in (*full["properties"], *(full[key] for key in _INSIDE)) if one]
    full["classification"] = max((secrecy, *inner), key=CLASSIFICATIONS.index)
    return full


def completed_inputs(inputs: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the inputs with names, versions, contract ids and complete columns."""
    return [
        {
            "port": one["port"],
            "name": one.get("name", one["port"].rpartition(".")[2]),
            "version": one.get("version", "1.0.0"),
            "contract": one.get("contract", one["port"]),
            "columns": complete_columns(one["columns"]),
            "on": one.get("on", []),
        }
        for one in inputs
    ]


def _column_of(inputs: Sequence[Mapping[str, Any]], name: str) -> Column:
    """Return a column of the first input that has it, with the `input` it comes from."""
    found = ((one["name"], column) for one in inputs for column in one["columns"] if column["name"] == name)
    owner, column = next(found)
    return {**column, "input": owner, "source": name, "function": ""}


def picked_columns(inputs: Sequence[Mapping[str, Any]], names: Sequence[str], key: Sequence[str]) -> list[Column]:
    """Return the columns that are passed on; those of the key are required, of a joined input none but those are."""
    first = inputs[0]["name"]
    found = [_column_of(inputs, name) | {"key": name in key, "unique": False} for name in names]
    return [one | {"required": one["key"] or (one["required"] and one["input"] == first)} for one in found]


def grouped_columns(
    inputs: Sequence[Mapping[str, Any]], group_by: Sequence[str], measures: Sequence[Mapping[str, Any]]
) -> list[Column]:
    """Return the columns of an aggregate: those that name a group, then what is measured in it."""
    groups = picked_columns(inputs, group_by, group_by)
    return groups + [_measured(inputs, measure) for measure in measures]


def _measured(inputs: Sequence[Mapping[str, Any]], measure: Mapping[str, Any]) -> Column:
    function = measure.get("function", "count")
    counted = function in {"count", "count_distinct"}
    of = _column_of(inputs, measure["column"]) if function != "count" else _completed({"name": ""}, "internal")
    told = {
        "name": measure["name"],
        "type": "integer" if counted else "number" if function == "avg" else of["type"],
        "physical": "" if counted or function in {"avg", "sum"} else of["physical"],
        "zoned": of["zoned"],
        "required": counted,
        "description": measure.get(
            "description", f"{_SPOKEN[function]} `{of['name']}`" if of["name"] else _SPOKEN["count"]
        ),
        "classification": measure.get("classification", of["classification"]),
    }
    return _completed(told, "internal") | {"function": function, "input": of.get("input", ""), "source": of["name"]}
