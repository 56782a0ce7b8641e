"""Governed SQL: Trino's dialect in, DuckDB's text out, and nothing of the reader's own text in between."""

from governance.sql.lineage import column_lineage, influences
from governance.sql.query import Query, parse_query
from governance.sql.relations import GovernedTable, Relation
from governance.sql.rewrite import Rewritten, rewrite
from governance.sql.rules import check_rule_sql, compile_rule_sql
from governance.sql.templates import render_template
from governance.sql.transforms import Transform, compile_transform

__all__ = [
    "GovernedTable",
    "Query",
    "Relation",
    "Rewritten",
    "Transform",
    "check_rule_sql",
    "column_lineage",
    "compile_rule_sql",
    "compile_transform",
    "influences",
    "parse_query",
    "render_template",
    "rewrite",
]
