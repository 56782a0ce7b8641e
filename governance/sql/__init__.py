"""Governed SQL: Trino's dialect in, DuckDB's text out, and nothing of the reader's own text in between.

The names below are loaded when they are first used: the parser takes 0.1 s, and those who only quote a literal or
describe a relation do not need it.
"""

import importlib
import typing

if typing.TYPE_CHECKING:
    from governance.sql.lineage import column_lineage, influences
    from governance.sql.query import Query, parse_query
    from governance.sql.relations import GovernedTable, Relation
    from governance.sql.rewritten import Rewritten, rewrite
    from governance.sql.row_conditions import ColumnText, counts_rows, row_condition
    from governance.sql.rules import check_rule_sql, compile_rule_sql
    from governance.sql.templates import Occasion, render_template
    from governance.sql.transforms import Transform, check_transform_sql, compile_transform

__all__ = [
    "ColumnText",
    "GovernedTable",
    "Occasion",
    "Query",
    "Relation",
    "Rewritten",
    "Transform",
    "check_rule_sql",
    "check_transform_sql",
    "column_lineage",
    "compile_rule_sql",
    "compile_transform",
    "counts_rows",
    "influences",
    "parse_query",
    "render_template",
    "rewrite",
    "row_condition",
]

_HOMES = {
    "lineage": ("column_lineage", "influences"),
    "query": ("Query", "parse_query"),
    "relations": ("GovernedTable", "Relation"),
    "rewritten": ("Rewritten", "rewrite"),
    "row_conditions": ("ColumnText", "counts_rows", "row_condition"),
    "rules": ("check_rule_sql", "compile_rule_sql"),
    "templates": ("Occasion", "render_template"),
    "transforms": ("Transform", "check_transform_sql", "compile_transform"),
}


def __getattr__(name: str) -> typing.Any:
    home = next((module for module, names in _HOMES.items() if name in names), None)
    if home is None:
        raise AttributeError(f"module `{__name__}` has no attribute `{name}`")
    return getattr(importlib.import_module(f"{__name__}.{home}"), name)
