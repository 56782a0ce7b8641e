"""What no text of ours makes the engine say today, and what must be refused if it ever does."""

import json

import pytest

from governance.errors import Denied
from sidecar.query.gate import check_serialized, relation_shape

RELATION = {"type": "TABLE_FUNCTION", "alias": "r", "function": {"name": "read_parquet", "files": ["a"]}}
ONE = {"class": "CONSTANT", "type": "VALUE_CONSTANT", "value": 1}


def serialized(*, error=False, params=(), **node):
    return json.dumps(
        {
            "error": error,
            "statements": [{"node": {"type": "SELECT_NODE", "select_list": [ONE], **node}, "named_param_map": params}],
        }
    )


def shape(relation):
    return relation_shape(serialized(from_table=relation))


def check(relations=(RELATION,), **tree):
    check_serialized(serialized(**tree), [shape(relation) for relation in relations])


def selected(**expression):
    return {"select_list": [{"class": "FUNCTION", "type": "FUNCTION", **expression}]}


CTE = {"cte_map": {"map": [{"key": "c", "value": {"query": {"node": {"type": "SELECT_NODE"}}}}]}}


@pytest.mark.parametrize(
    "tree",
    [
        {},
        {"from_table": RELATION},
        {"from_table": {**RELATION, "alias": "other"}},
        {"from_table": dict(reversed(RELATION.items()))},
        {"from_table": {**RELATION, "function": {"files": ["a"], "name": "read_parquet", "query_location": 7}}},
        {"from_table": {"type": "BASE_TABLE", "table_name": "c"}, **CTE},
        selected(function_name="lower"),
        selected(function_name="LOWER", schema="main", catalog=""),
        selected(type="UNBOUND_TYPE_INFO", **{"class": "CAST"}, name="JSON", catalog="", schema=""),
        {"select_list": [{"class": "STAR", "type": "STAR", "columns": False, "expr": None, "replace_list": []}]},
    ],
)
def test_what_is_listed_passes(tree):
    check(**tree)


@pytest.mark.parametrize(
    ("tree", "reason"),
    [
        ({"error": True}, "is not one SELECT"),
        ({"params": [{"key": "a"}]}, "is not one SELECT"),
        ({"from_table": {**RELATION, "function": {"name": "read_parquet", "files": ["b"]}}}, "TABLE_FUNCTION"),
        ({"from_table": {"type": "BASE_TABLE", "table_name": "d"}, **CTE}, "reads `d`"),
        ({"from_table": {"type": "BASE_TABLE", "table_name": "c", "schema_name": "main"}, **CTE}, "reads `c`"),
        ({"from_table": {"type": "BASE_TABLE", "table_name": "c", "catalog_name": "x"}, **CTE}, "reads `c`"),
        ({"from_table": {"type": "COLUMN_DATA"}}, "COLUMN_DATA"),
        (selected(function_name="getenv"), "calls `getenv`"),
        (selected(function_name="lower", schema="other"), "calls `lower`"),
        (selected(function_name="lower", catalog="other"), "calls `lower`"),
        ({"select_list": [{"class": "PARAMETER"}]}, "PARAMETER"),
        (selected(type="UNBOUND_TYPE_INFO", name="other"), "a type of its own"),
        (selected(type="UNBOUND_TYPE_INFO", name="JSON", catalog="x", schema=""), "a type of its own"),
        (selected(type="UNBOUND_TYPE_INFO", name="JSON", catalog="", schema="x"), "a type of its own"),
        ({"select_list": [{"type": "STAR", "columns": True}]}, "COLUMNS"),
        ({"select_list": [{"type": "STAR", "expr": ONE}]}, "COLUMNS"),
        ({"select_list": [{"type": "STAR", "replace_list": [ONE]}]}, "COLUMNS"),
        ({"sample": {"method": "System"}}, "SAMPLE"),
        ({"qualify": ONE}, "QUALIFY"),
        ({"from_table": {"type": "BASE_TABLE", "table_name": "c", "at_clause": ONE}, **CTE}, "AT clause"),
    ],
)
def test_what_is_not_listed_is_refused(tree, reason):
    with pytest.raises(Denied, match=reason):
        check(**tree)


@pytest.mark.parametrize("text", ['{"error": false}', '{"error": false, "statements": null}', '{"statements": []}'])
def test_what_holds_no_statement_is_refused(text):
    with pytest.raises(Denied, match="is not one SELECT"):
        check_serialized(text, [])


def test_two_statements_are_refused():
    two = json.loads(serialized())
    two["statements"] *= 2
    with pytest.raises(Denied, match="is not one SELECT"):
        check_serialized(json.dumps(two), [])


@pytest.mark.parametrize(
    "kind", [{"type": "JOIN"}, {"type": "SUBQUERY", "class": "SUBQUERY"}], ids=["a join", "an expression"]
)
def test_only_a_relation_is_let_in_by_its_shape(kind):
    part = {**kind, "alias": "", "left": {"type": "BASE_TABLE", "table_name": "secret"}}
    with pytest.raises(Denied, match="secret"):
        check([part], from_table=part)


def test_a_text_that_cannot_be_read_has_the_shape_of_no_relation():
    assert relation_shape('{"error": true}') == relation_shape('{"statements": []}') == "null"
    with pytest.raises(Denied):
        check_serialized(serialized(from_table={"type": "BASE_TABLE", "table_name": "a"}), ["null"])
