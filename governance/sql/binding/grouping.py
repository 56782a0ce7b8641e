"""GROUP BY, with its sets."""

from collections.abc import Sequence

from sqlglot import exp

from governance.errors import Invalid
from governance.sql.binding.projection import Item
from governance.sql.binding.scope import Scope

__all__ = ["group_by"]

_SETS: dict[type[exp.Expr], str] = {exp.Rollup: "ROLLUP", exp.Cube: "CUBE"}


def group_by(node: exp.Group | None, listed: Sequence[Item], scope: Scope) -> str:
    """The GROUP BY clause; a position stands for that output's expression."""
    if node is None:
        return ""
    scope.session.shape.add("group")
    return " GROUP BY " + ", ".join(_element(part, listed, scope) for part in node.expressions)


def _element(node: exp.Expr, listed: Sequence[Item], scope: Scope) -> str:
    if isinstance(node, exp.GroupingSets):
        return "GROUPING SETS (" + ", ".join(_element(part, listed, scope) for part in node.expressions) + ")"
    if type(node) in _SETS:
        inner = ", ".join(_element(part, listed, scope) for part in node.expressions)
        return f"{_SETS[type(node)]} ({inner})"
    if isinstance(node, exp.Tuple):
        return "(" + ", ".join(_element(part, listed, scope) for part in node.expressions) + ")"
    if isinstance(node, exp.Paren):
        return "(" + _element(node.this, listed, scope) + ")"
    return _key(node, listed, scope)


def _key(node: exp.Expr, listed: Sequence[Item], scope: Scope) -> str:
    if isinstance(node, exp.Literal) and not node.is_string:
        if not node.name.isdigit() or not 1 <= int(node.name) <= len(listed):
            raise Invalid(
                f"Position {node.name[:20]} is not in the SELECT list",
                hint=f"use 1 to {len(listed)}",
                slug="sql-argument",
            )
        item = listed[int(node.name) - 1]
        scope.session.influenced(item.bound)
        return f"({item.bound.sql})" if item.bound.constant is not None else item.bound.sql
    bound = scope.bind(node)
    scope.session.influenced(bound)
    return f"({bound.sql})" if bound.constant is not None else bound.sql
