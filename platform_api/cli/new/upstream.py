"""Answers for `inputs`, taken from the contracts in force of ports that are to be read."""

import keyword
from collections.abc import Sequence
from typing import Any

from governance.contracts import Column, Contract, DataType, Kind, load_contract
from governance.errors import Invalid
from governance.names import PortName
from sidecar.calls import Calls

__all__ = ["inputs_of"]

_LOGICAL = {Kind.FLOAT: "number", Kind.DECIMAL: "number"}
_PHYSICAL = {(Kind.INTEGER, 32): "INT", (Kind.FLOAT, 32): "REAL"}
_LONGEST = 500


def inputs_of(calls: Calls, ports: Sequence[str]) -> list[dict[str, Any]]:
    """Return an answer for `inputs` from ports named as `domain.port`, or as `domain.port:column,…` to say what joins.

    Without a `:` a port joins the first one on its own key. Raises `NotFound` for a port that the mesh does not have,
    `Invalid` when nothing says how one joins.
    """
    named = [(PortName.parse(text.partition(":")[0]), text.partition(":")[2]) for text in ports]
    contracts = [_contract(calls, port) for port, _ in named]
    found: list[dict[str, Any]] = []
    for (port, joining), contract in zip(named, contracts, strict=True):
        entry = _input(port, contract, taken={one["name"] for one in found})
        if found:
            entry["on"] = (
                [one.strip() for one in joining.split(",")] if joining else _joins(port, contract, contracts[0])
            )
        found.append(entry)
    return found


def _contract(calls: Calls, port: PortName) -> Contract:
    digest = calls.get(f"mesh/ports/{port}")["contract"]["digest"]
    loaded = load_contract(calls.fetch("GET", f"mesh/documents/{digest}", accept="*/*").text)
    if loaded.contract is None:
        raise Invalid(f"The contract in force of `{port}` cannot be read here", hint="upgrade Trellis")
    return loaded.contract


def _input(port: PortName, contract: Contract, *, taken: set[str]) -> dict[str, Any]:
    name = (
        port.table if port.table not in taken and not keyword.iskeyword(port.table) else f"{port.domain}_{port.table}"
    )
    columns = [_described(one) for one in contract.table.columns if _is_held(one.type)]
    told = {"port": str(port), "name": name, "version": str(contract.version), "contract": contract.id}
    return {**told, "columns": columns}


def _joins(port: PortName, contract: Contract, first: Contract) -> list[str]:
    key = contract.table.primary_key
    there = {column.name: column.type for column in first.table.columns}
    ours = {column.name: column.type for column in contract.table.columns}
    if key and all(there.get(name) == ours[name] for name in key):
        return list(key)
    shared = [name for name, kind in ours.items() if there.get(name) == kind]
    raise Invalid(
        f"The key of `{port}` is not in the first input, so nothing says how the two join",
        hint=f"name what they join by, as in `--input {port}:{','.join(shared)}`"
        if shared
        else "they have no column in common: take one input, and join the other by hand in the transform",
    )


def _is_held(kind: DataType) -> bool:
    """Templates know no vectors; a product that reads one adds it by hand."""
    inner = (*(one.type for one in kind.fields), *(one.type for one in (kind.item, kind.key, kind.value) if one))
    return kind.kind is not Kind.VECTOR and all(map(_is_held, inner))


def _described(column: Column) -> dict[str, Any]:
    kind = column.type
    whole = kind.kind is Kind.DECIMAL and kind.scale == 0
    exact = f"DECIMAL({kind.precision},{kind.scale})" if kind.kind is Kind.DECIMAL else ""
    told: dict[str, Any] = {
        "name": column.name,
        "type": "integer" if whole else _LOGICAL.get(kind.kind, kind.kind.value),
        "physical": exact or _PHYSICAL.get((kind.kind, kind.bits), ""),
        "zoned": kind.zoned,
        "required": column.required or bool(column.primary_key_position),
        "enum": [value for value in column.enum if isinstance(value, str | int | float)],
        "classification": column.classification,
        "description": " ".join(column.description.split())[:_LONGEST].rstrip(),
        "properties": [_described(one) for one in kind.fields],
    }
    for place, inner in (("items", kind.item), ("keys", kind.key), ("values", kind.value)):
        if inner:
            told[place] = {name: value for name, value in _described(inner).items() if name != "name"}
    return {name: value for name, value in told.items() if value not in (False, "", [])}
