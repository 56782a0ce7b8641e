"""Answers about what a product reads, and what it makes of it."""

import keyword
import re
from collections.abc import Iterator, Mapping
from typing import Any

from governance.contracts.model import CLASSIFICATIONS
from governance.errors import Invalid
from governance.names import PortName
from product_templates.faults.columns import column_name, columns, list_of_mappings
from product_templates.faults.types import COMPARABLE, SIMPLE
from product_templates.faults.words import name, sentence

__all__ = ["chosen", "inputs", "keys", "measures"]

_KEYS = frozenset({"port", "name", "version", "contract", "columns", "on"})
_FORMS = (
    ("version", re.compile(r"[0-9]{1,9}(\.[0-9]{1,9}){0,2}\Z"), "1.0.0"),
    ("contract", re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}\Z"), "operations.flights"),
)
_FUNCTIONS = ("count", "count_distinct", "sum", "avg", "min", "max")
_MEASURE_KEYS = frozenset({"name", "function", "column", "description", "classification"})


def inputs(values: Any) -> str:
    """The ports that a product reads: each with its columns; all but the first with `on`, how they join it."""
    return list_of_mappings(values, "inputs", "port") or next(_in_inputs(values), "")


def _in_inputs(values: list[Mapping[str, Any]]) -> Iterator[str]:
    names: set[str] = set()
    for at, value in enumerate(values):
        label = value["port"]
        yield from _in_input(value, label)
        own = _own_name(value)
        if own in names:
            yield f"Two inputs are called `{own}`; give one of them a `name`"
        names.add(own)
        if at and not _joins(value, values[0]):
            yield f"`{label}` does not join the first input; add `on: [column]`, columns that both have"


def _in_input(value: Mapping[str, Any], label: str) -> Iterator[str]:
    try:
        PortName.parse(label)
    except Invalid as fault:
        yield f"{fault.message}; {fault.hint}"
    own = _own_name(value)
    if problem := name(own, "input port"):
        yield problem
    if keyword.iskeyword(own):
        yield f"`{own}` is one of Python's words; give the input `{label}` another `name`"
    unknown = sorted(str(key) for key in set(value) - _KEYS)
    if unknown:
        yield f"The input `{label}` has `{unknown[0][:40]}`; it has {', '.join(sorted(_KEYS))}"
    if problem := columns(value.get("columns")):
        yield f"The input `{label}`: {problem}"
    for key, pattern, example in _FORMS:
        if not isinstance(given := value.get(key, example), str) or not pattern.match(given):
            yield f"The {key} of `{label}` is not one; write it as `{example}`, in quotes"


def _own_name(value: Mapping[str, Any]) -> str:
    return str(value.get("name", value["port"].rpartition(".")[2]))


def _joins(value: Mapping[str, Any], first: Mapping[str, Any]) -> bool:
    shared = value.get("on")
    return isinstance(shared, list) and bool(shared) and {*map(str, shared)} <= _names(value) & _names(first)


def _names(value: Mapping[str, Any]) -> set[str]:
    found = value.get("columns")
    return {str(c.get("name")) for c in found if isinstance(c, Mapping)} if isinstance(found, list) else set()


def chosen(values: Any, given: list[Mapping[str, Any]]) -> str:
    """Some of the columns of the inputs, by name."""
    known = set().union(*map(_names, given))
    there = ", ".join(sorted(known))
    if not isinstance(values, list) or not values:
        return f"Name at least one column; there is {there}"
    missing = [str(value) for value in values if value not in known]
    if missing:
        return f"No input has a column `{missing[0][:60]}`; there is {there}"
    return "A column is named twice; name each once" if len(set(values)) < len(values) else ""


def keys(values: Any, given: list[Mapping[str, Any]]) -> str:
    """Those columns of the inputs that name a row or a group, which not every type can."""
    problem = chosen(values, given)
    types = _types(given)
    unfit = [] if problem else [value for value in values if types[value] not in COMPARABLE]
    return problem or (f"`{unfit[0]}` is a {types[unfit[0]]}, which tells no rows apart" if unfit else "")


def _types(given: list[Mapping[str, Any]]) -> dict[str, str]:
    return {column["name"]: column.get("type", "string") for one in reversed(given) for column in one["columns"]}


def measures(values: Any, given: list[Mapping[str, Any]], groups: list[str]) -> str:
    """What is counted or added up in each group."""
    found = list_of_mappings(values, "measures", "name")
    return found or next(_in_measures(values, given, set(groups)), "")


def _in_measures(values: list[Mapping[str, Any]], given: list[Mapping[str, Any]], taken: set[str]) -> Iterator[str]:
    types = _types(given)
    for value in values:
        label = value["name"]
        if problem := column_name(label):
            yield problem
        if label in taken:
            yield f"There are two columns `{label}`; rename the measure"
        taken.add(label)
        yield from _in_measure(value, label, types)


def _in_measure(value: Mapping[str, Any], label: str, types: Mapping[str, str]) -> Iterator[str]:
    unknown = sorted(str(key) for key in set(value) - _MEASURE_KEYS)
    if unknown:
        yield f"The measure `{label}` has `{unknown[0][:40]}`; it has {', '.join(sorted(_MEASURE_KEYS))}"
    function, column = value.get("function", "count"), value.get("column")
    if function not in _FUNCTIONS:
        yield f"`{label}` is measured by no known function; use {', '.join(_FUNCTIONS)}"
    elif function != "count" and types.get(str(column)) not in SIMPLE:
        yield f"`{label}` measures no simple column of the inputs; there is {', '.join(sorted(types))}"
    elif function in {"sum", "avg"} and types[str(column)] not in {"integer", "number"}:
        yield f"`{label}` adds up `{column}`, which is no number; use min, max or count_distinct"
    if value.get("classification", "internal") not in CLASSIFICATIONS:
        yield f"`{label}` has no known classification; use {', '.join(CLASSIFICATIONS)}"
    if problem := sentence(str(value.get("description", "Something")), f"description of `{label}`"):
        yield problem
