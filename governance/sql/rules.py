"""SQL quality rules of a contract: one number out of one table, in the same grammar as every query."""

import re
from collections.abc import Mapping

from sqlglot import exp

from governance.errors import Invalid, TrellisError
from governance.sql.bound import Rows
from governance.sql.dialect import read
from governance.sql.query import Query, checked
from governance.sql.quoting import identifier
from governance.sql.relations import GovernedTable, Relation
from governance.sql.rewritten import bind, written
from governance.sql.types import is_

__all__ = ["OBJECT", "check_rule_sql", "compile_rule_sql", "parse_rule", "rule_table"]

OBJECT = "this table"
"""What a rule's own table is called while it is read."""
_PLACEHOLDER = re.compile(
    r"""(?P<text>'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|/\*.*?\*/)"""
    r"|\$?\{\s*(?:(?P<object>object|table|model|schema)|(?P<property>property|column|field))\s*\}",
    re.DOTALL | re.IGNORECASE,
)


def compile_rule_sql(query: str, *, object_relation: str, columns: Mapping[str, str], property_name: str = "") -> str:
    """Return the DuckDB text of a rule over `object_relation` (trusted text) with `columns` (name to DuckDB type).

    `{object}` or `${object}` stands for the table, `{property}` for the column `property_name`. Raises `Invalid`
    unless the rule reads that one table and yields one number whatever the data.
    """
    parsed = parse_rule(query, property_name)
    relation = Relation(name=OBJECT, columns=tuple(columns.items()), sql=object_relation)
    session, rows = bind(parsed.expression, {OBJECT: GovernedTable.open(relation)}, rule_table)
    _check_number(rows)
    return written(session, rows, b"").sql


def check_rule_sql(query: str, columns: Mapping[str, str] | None = None, property_name: str = "") -> list[str]:
    """Return what is wrong with a rule, as sentences; nothing when it can be compiled.

    Without `columns` names and types are not looked up, only the grammar and the functions.
    """
    try:
        if columns is None:
            parse_rule(query, property_name)
        else:
            compile_rule_sql(query, object_relation="t", columns=columns, property_name=property_name)
    except TrellisError as problem:
        return [f"{problem.message}: {problem.hint}" if problem.hint else problem.message]
    return []


def parse_rule(query: str, property_name: str) -> Query:
    """Return a rule with its placeholders filled, checked node by node; raises `Invalid`."""
    parsed = checked(read(_PLACEHOLDER.sub(lambda found: _stand_in(found, property_name), query)), rule_table)
    if parsed.tables != (OBJECT,):
        raise Invalid(
            "A rule reads its own table", hint="write `SELECT count(*) FROM {object} WHERE …`", slug="rule-tables"
        )
    body = parsed.expression
    width = len(body.selects) if isinstance(body, exp.Query) else 0
    if width > 1:
        raise Invalid(f"A rule yields one number, not {width} columns", hint="select one", slug="rule-shape")
    return parsed


def _stand_in(found: re.Match[str], property_name: str) -> str:
    if found["text"] is not None:
        return found[0]
    if found["object"]:
        return identifier(OBJECT)
    if not property_name:
        raise Invalid(
            f"`{found[0]}` means nothing in a rule of the whole table",
            hint="name the column, or move the rule to it",
            slug="rule-property",
        )
    return identifier(property_name)


def rule_table(node: exp.Table) -> str:
    """Return `OBJECT` when a name means the rule's own table; raises `Invalid` for any other."""
    if node.name != OBJECT or node.args.get("db"):
        raise Invalid(
            f"A rule reads its own table, not `{'.'.join(part.name for part in node.parts)[:80]}`",
            hint="write `{object}` for it; foreign keys go into `relationships`",
            slug="rule-tables",
        )
    return OBJECT


def _check_number(rows: Rows) -> None:
    if len(rows.fields) != 1 or not rows.singular:
        raise Invalid(
            "A rule yields one number, and this one can yield more or none",
            hint="use an aggregate such as `count(*)`, without GROUP BY or LIMIT",
            slug="rule-shape",
        )
    if not is_(rows.fields[0].type, "number"):
        raise Invalid(
            f"A rule yields a number, not {rows.fields[0].type}", hint="count what is wrong", slug="rule-shape"
        )
