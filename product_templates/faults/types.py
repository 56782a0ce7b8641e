"""What a column's type leaves room for: its physical type, its listed values, its part in a key."""

from collections.abc import Iterator, Mapping
from typing import Any

from governance.contracts.resolve import resolve_type
from governance.contracts.types import Kind
from governance.contracts.values import read_value

__all__ = ["COMPARABLE", "SIMPLE", "type_faults"]

COMPARABLE = ("string", "integer", "boolean", "date", "timestamp", "time")
"""The types whose values tell rows apart."""

SIMPLE = (*COMPARABLE, "number")
_NESTED = ("array", "object", "map")


def type_faults(column: Mapping[str, Any], label: str) -> Iterator[str]:
    """Yield what does not fit the type that a column is given."""
    kind = column.get("type", "string")
    if kind not in (*SIMPLE, *_NESTED):
        yield f"`{label}` is of no known type; use {', '.join((*SIMPLE, *_NESTED))}"
        return
    if kind in _NESTED:
        yield from _fault_if_keyed(column, label, kind)
        return
    options = {"timezone": True} if kind == "timestamp" and column.get("zoned") is True else {}
    told = {"logicalType": kind, "physicalType": str(column.get("physical", "")), "logicalTypeOptions": options}
    resolved = resolve_type(told)
    yield from (f"`{label}`: {fault.message}; {fault.fix}" for fault in resolved.faults)
    if resolved.type and resolved.type.kind is Kind.FLOAT:
        yield from _fault_if_keyed(column, label, "number with a fraction")
    listed = column.get("enum", [])
    for value in (*(listed if isinstance(listed, list) else ()), *([column["example"]] if "example" in column else ())):
        try:
            read_value(resolved.type, value) if resolved.type else None
        except ValueError as fault:
            yield f"`{str(value)[:40]}` is no value of `{label}`: {fault}"
    if isinstance(listed, list) and len(set(map(repr, listed))) < len(listed):
        yield f"`{label}` lists a value twice; list it once"


def _fault_if_keyed(column: Mapping[str, Any], label: str, what: str) -> Iterator[str]:
    if column.get("key") or column.get("unique"):
        yield f"`{label}` is a {what}, which tells no rows apart; take another column for the key"
