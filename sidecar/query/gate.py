"""The second gate: DuckDB's own syntax tree of the text that is about to run, held against an allow-list.

The first gate (`governance.sql`) decides what a reader may write. This one knows nothing of it: it reads what
`json_serialize_sql` says the engine understood, so a difference between two parsers cannot let anything through.
"""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from governance.errors import Denied
from sidecar.query.vocabulary import CLASSES, FUNCTIONS, TYPES

__all__ = ["check_all_read", "check_serialized", "relation_shape"]


def relation_shape(serialized: str) -> str:
    """Return the shape of the one relation in a serialised `SELECT * FROM <relation>`, to compare others with."""
    statements = json.loads(serialized).get("statements") or [{}]
    return _shape(statements[0].get("node", {}).get("from_table"))


def check_serialized(serialized: str, relations: Iterable[str]) -> Counter[str]:
    """Return how often a serialised statement reads each of `relations`, shapes as `relation_shape` makes them.

    Raises `Denied` unless it is one SELECT of listed nodes and functions. Anything else after FROM must be a CTE of the
    statement itself, a subquery, a join or VALUES.
    """
    tree = json.loads(serialized)
    statements = tree.get("statements") or []
    if tree.get("error") or len(statements) != 1 or statements[0].get("named_param_map"):
        raise _refused("is not one SELECT")
    walk = _Walk(frozenset(relations))
    walk.check(statements[0]["node"])
    return walk.read


def check_all_read(read: Counter[str], relations: Iterable[str]) -> None:
    """Raise `Denied` unless each of `relations` was read at least as often as it is listed.

    One that was not has become part of something else, such as a text, in which its files and keys would be shown.
    """
    if Counter(relations) - read:
        raise _refused("does not read what it names")


class _Walk:
    def __init__(self, relations: frozenset[str]) -> None:
        self._relations = relations
        self._ctes: set[str] = set()
        self.read = Counter[str]()

    def check(self, tree: dict[str, Any]) -> None:
        nodes = []
        stack: list[Any] = [tree]
        while stack:
            item = stack.pop()
            if isinstance(item, dict):
                if _is_relation(item) and (shape := _shape(item)) in self._relations:
                    self.read[shape] += 1
                    continue  # ours, word for word
                nodes.append(item)
                stack.extend(item.values())
            elif isinstance(item, list):
                stack.extend(item)
        for node in nodes:
            self._ctes.update(entry["key"] for entry in node.get("cte_map", {}).get("map", ()))
        for node in nodes:
            self._node(node)

    def _node(self, node: dict[str, Any]) -> None:
        kind, group = node.get("type"), node.get("class")
        if isinstance(kind, str) and kind not in TYPES:
            raise _refused(f"holds {kind}")
        if isinstance(group, str) and group not in CLASSES:
            raise _refused(f"holds {group}")
        if "function_name" in node:
            self._function(node)
        if kind == "UNBOUND_TYPE_INFO" and (node.get("name"), node.get("catalog"), node.get("schema")) != (
            "JSON",
            "",
            "",
        ):
            raise _refused("names a type of its own")
        if kind == "BASE_TABLE":
            self._table(node)
        if kind == "STAR" and (node.get("columns") or node.get("expr") or node.get("replace_list")):
            raise _refused("holds COLUMNS()")
        if node.get("sample") or node.get("qualify") or node.get("at_clause"):
            raise _refused("holds a SAMPLE, QUALIFY or AT clause")

    def _function(self, node: dict[str, Any]) -> None:
        plain = node.get("catalog", "") == "" and node.get("schema", "") in {"", "main"}
        if node["function_name"].lower() not in FUNCTIONS or not plain:
            raise _refused(f"calls `{node['function_name'][:60]}`")

    def _table(self, node: dict[str, Any]) -> None:
        plain = not node.get("catalog_name") and not node.get("schema_name")
        if not plain or node.get("table_name") not in self._ctes:
            raise _refused(f"reads `{str(node.get('table_name'))[:60]}`")


def _is_relation(node: dict[str, Any]) -> bool:
    kind = node.get("type")
    return isinstance(kind, str) and kind in {"TABLE_FUNCTION", "SUBQUERY", "BASE_TABLE"} and "class" not in node


def _shape(node: Any) -> str:
    """A relation without what changes from place to place: its alias, and where it stands in the text."""
    return json.dumps(_bare({**node, "alias": ""}) if isinstance(node, dict) else None, sort_keys=True)


def _bare(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _bare(part) for name, part in value.items() if name != "query_location"}
    return [_bare(part) for part in value] if isinstance(value, list) else value


def _refused(what: str) -> Denied:
    return Denied(
        f"The statement {what}", hint="report this query: the first gate let it through", slug="query-refused"
    )
