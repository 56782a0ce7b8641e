"""Older and shorter forms of a contract, brought to the full form of ODCS 3.2.0."""

from collections.abc import Mapping
from typing import Any

from governance.contracts.physical import read_physical
from governance.contracts.resolve import logical_of

__all__ = ["modernised", "with_some_type"]

_OLD_RULES = {
    "duplicateCount": "duplicateValues",
    "nullCheck": "nullValues",
    "nullCount": "nullValues",
    "validValues": "invalidValues",
}


def modernised(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document with 3.0's `rule` and `validValues` as a metric and its arguments, and with the
    `logicalType` that a lone `physicalType` implies; nothing that is malformed is touched.
    """
    changed: dict[str, Any] = _mapped(data, _complete)
    return changed


def with_some_type(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the document with a stand-in for each type, and each map, that is not given.

    The schema of ODCS 3.2.0 takes a property without `logicalType` for every type at once, and so asks for the keys of
    a map; what is missing is for the linter to name (TRL211, TRL214).
    """
    changed: dict[str, Any] = _mapped(data, _stand_in)
    return changed


def _mapped(data: Mapping[str, Any], change: Any) -> dict[str, Any]:
    tables = data.get("schema")
    if not isinstance(tables, list):
        return dict(data)
    return {**data, "schema": [_table(table, change) for table in tables]}


def _table(table: Any, change: Any) -> Any:
    return _nested(table, change) if isinstance(table, dict) else table


def _property(data: Any, change: Any) -> Any:
    return change(_nested(data, change)) if isinstance(data, dict) else data


def _nested(data: Mapping[str, Any], change: Any) -> dict[str, Any]:
    changed = dict(data)
    if isinstance(quality := data.get("quality"), list):
        changed["quality"] = [_rule(rule) if isinstance(rule, dict) else rule for rule in quality]
    if isinstance(properties := data.get("properties"), list):
        changed["properties"] = [_property(one, change) for one in properties]
    if "items" in data:
        changed["items"] = _property(data["items"], change)
    if isinstance(sides := data.get("map"), dict):
        changed["map"] = {
            side: _property(one, change) if side in {"key", "value"} else one for side, one in sides.items()
        }
    return changed


def _complete(data: dict[str, Any]) -> dict[str, Any]:
    text = data.get("physicalType")
    physical = read_physical(text) if "logicalType" not in data and isinstance(text, str) else None
    return data | {"logicalType": logical_of(physical)} if physical else data


def _stand_in(data: dict[str, Any]) -> dict[str, Any]:
    if data.get("logicalType") == "map" and "map" not in data:
        return data | {"map": {"key": {"logicalType": "string"}, "value": {"logicalType": "string"}}}
    if "logicalType" in data:
        return data
    return {key: value for key, value in data.items() if key != "logicalTypeOptions"} | {"logicalType": "string"}


def _rule(rule: dict[str, Any]) -> dict[str, Any]:
    if "rule" not in rule or "metric" in rule:
        return rule
    kept = {key: value for key, value in rule.items() if key not in {"rule", "validValues"}}
    valid = {"arguments": {"validValues": rule["validValues"]}} if "validValues" in rule else {}
    return kept | {"metric": _OLD_RULES.get(str(rule["rule"]), rule["rule"])} | valid
