"""Columns as another format told them, said as Trellis reads them."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from governance.contracts.physical import read_physical
from governance.contracts.resolve import LOGICAL, logical_of, resolve_type
from governance.contracts.types import Kind
from governance.names import is_kept

__all__ = ["Told", "adopted_column", "sayable"]

Told = Callable[[str, str], None]
"""Says of the column with that label what was changed about it."""

_NAME = re.compile(r"[a-z_][a-z0-9_]*\Z")
_LONGEST = 63
_DIGITS = (38, 9)
_MOMENTS = {"date-time": "timestamp", "date": "date", "time": "time"}
_BYTES = frozenset({"bytes", "binary", "varbinary", "blob", "bytea", "fixed"})
_FLOATING = frozenset({"jsonschema", "openapi", "json", "powerbi", "pydantic-model"})


def sayable(name: str) -> str:
    """Return a name that SQL can carry without quotes, as near to `name` as can be."""
    if _NAME.match(name) and len(name) <= _LONGEST and not is_kept(name) and not name.startswith("__"):
        return name
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    plain = re.sub(r"[^a-z0-9]+", "_", snake.lower()).strip("_")[:_LONGEST].rstrip("_") or "column"
    return plain if plain[0].isalpha() else f"column_{plain}"[:_LONGEST]


def adopted_column(data: Mapping[str, Any], form: str, told: Told, above: str = "") -> dict[str, Any]:
    """Return one property, and what is nested in it, as Trellis reads it; `told` hears of everything that is lost."""
    name = str(data.get("name") or "")
    label = f"{above}.{name}" if above else name
    kept = {key: value for key, value in data.items() if key not in {"physicalName", "examples", "physicalType"}}
    if name and sayable(name) != name:
        kept["name"] = sayable(name)
        told(label, f"is called `{kept['name']}` here, as SQL needs no quotes for that")
    kept |= _type(data, form, lambda message: told(label, message))
    if not kept.get("logicalTypeOptions"):
        kept.pop("logicalTypeOptions", None)
    return _nested(kept, form, told, label)


def _type(data: Mapping[str, Any], form: str, told: Callable[[str], None]) -> dict[str, Any]:
    """The type's keys: what the source called it is left out where Trellis knows no such type, or it says nothing more."""
    options = dict(data.get("logicalTypeOptions") or {})
    spelled = str(data.get("physicalType") or "")
    physical = read_physical(spelled) if spelled else None
    logical = data.get("logicalType") or (logical_of(physical) if physical else "string")
    if logical == "string" and options.get("format") in _MOMENTS:
        logical, physical = _MOMENTS[str(options.pop("format"))], None
    if spelled.lower() in _BYTES and logical in {"string", "array"}:
        logical = "string"
        told("held bytes, which no table here has a type for; it is a text now")
    if physical and physical.kind is Kind.DECIMAL and logical in {"number", "integer"} and not physical.numbers:
        return {"logicalType": logical, "logicalTypeOptions": options, **_decimal(data, form, told)}
    found: dict[str, Any] = {"logicalType": logical if logical in LOGICAL else "string", "logicalTypeOptions": options}
    if physical and physical.kind not in {Kind.OBJECT, Kind.ARRAY, Kind.MAP, Kind.VECTOR}:
        told_more = resolve_type({**found, "physicalType": spelled})
        found |= {"physicalType": spelled} if told_more.type and not told_more.faults else {}
    return found


def _decimal(data: Mapping[str, Any], form: str, told: Callable[[str], None]) -> dict[str, Any]:
    """What other formats call a number is a float in some and a decimal in others, with its digits beside it or without."""
    if form in _FLOATING:
        return {}
    custom = {one.get("property"): one.get("value") for one in data.get("customProperties") or ()}
    precision, scale = custom.get("precision"), custom.get("scale")
    if isinstance(precision, int) and isinstance(scale, int) and 0 <= scale <= precision <= 38:
        return {"physicalType": f"DECIMAL({precision},{scale})"}
    told(f"is a decimal without digits in the source; it has {_DIGITS[0]}, {_DIGITS[1]} of them after the point, here")
    return {"physicalType": f"DECIMAL({_DIGITS[0]},{_DIGITS[1]})"}


def _nested(kept: dict[str, Any], form: str, told: Told, label: str) -> dict[str, Any]:
    if isinstance(kept.get("properties"), list):
        kept["properties"] = [adopted_column(one, form, told, label) for one in kept["properties"]]
    if isinstance(kept.get("items"), Mapping):
        kept["items"] = _unnamed(adopted_column(kept["items"], form, told, f"{label}.items"))
    if isinstance(kept.get("map"), Mapping):
        sides = kept["map"].items()
        kept["map"] = {side: _unnamed(adopted_column(one, form, told, f"{label}.{side}")) for side, one in sides}
    return _filled(kept, lambda message: told(label, message))


def _unnamed(data: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key not in {"name", "required"}}


def _filled(kept: dict[str, Any], told: Callable[[str], None]) -> dict[str, Any]:
    match kept["logicalType"]:
        case "object" if not kept.get("properties"):
            told("is an object of which nothing is said; it is a text now, as JSON")
            return _text(kept)
        case "array" if not kept.get("items"):
            told("is a list of which nothing is said; it holds texts here")
            return {**kept, "items": {"logicalType": "string"}}
        case "map" if not kept.get("map"):
            told("is a map of which nothing is said; it leads from texts to texts here")
            return {**kept, "map": {"key": {"logicalType": "string"}, "value": {"logicalType": "string"}}}
        case "vector" if "dimensions" not in (kept.get("logicalTypeOptions") or {}):
            told("is a vector of unknown length; it is a list of numbers here")
            plain = {key: value for key, value in kept.items() if key != "logicalTypeOptions"}
            return {**plain, "logicalType": "array", "items": {"logicalType": "number"}}
        case _:
            return kept


def _text(kept: dict[str, Any]) -> dict[str, Any]:
    dropped = {"logicalTypeOptions", "properties", "physicalType"}
    return {key: value for key, value in kept.items() if key not in dropped} | {"logicalType": "string"}
