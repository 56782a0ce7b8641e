"""CASE and IF, and queries inside expressions."""

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from governance.errors import Invalid
from governance.sql.binding.operators import compare
from governance.sql.binding.scope import Scope
from governance.sql.binding.select import bind_query
from governance.sql.binding.session import Handlers
from governance.sql.bound import Bound, Rows, combine
from governance.sql.promotion import alike, common, comparable
from governance.sql.types import BOOLEAN, is_

__all__ = ["CHOICES"]


def _case(node: exp.Case, scope: Scope) -> Bound:
    subject = scope.bind(node.this) if node.this else None
    branches = [(scope.bind(branch.this), scope.bind(branch.args["true"])) for branch in node.args["ifs"]]
    default = scope.bind(node.args["default"]) if node.args.get("default") else None
    text = "CASE " + (f"{subject.sql} " if subject else "")
    text += " ".join(f"WHEN {condition.sql} THEN {value.sql}" for condition, value in branches)
    text += (f" ELSE {default.sql}" if default else "") + " END"
    conditions = [condition for condition, _ in branches]
    _check(subject, conditions)
    total = subject is None or all(comparable(subject.type, condition.type) for condition in conditions)
    chosen = [value for _, value in branches] + ([default] if default else [])
    return _chosen(text, chosen, [*([subject] if subject else []), *conditions], total=total)


def _if(node: exp.If, scope: Scope) -> Bound:
    condition, value = scope.bind(node.this), scope.bind(node.args["true"])
    default = scope.bind(node.args["false"]) if node.args.get("false") else None
    _check(None, [condition])
    text = f"CASE WHEN {condition.sql} THEN {value.sql}" + (f" ELSE {default.sql}" if default else "") + " END"
    return _chosen(text, [value, *([default] if default else [])], [condition], total=True)


def _check(subject: Bound | None, conditions: Sequence[Bound]) -> None:
    wrong = [condition.type for condition in conditions if not is_(condition.type, "boolean")]
    if subject is None and wrong:
        raise Invalid(f"A condition is a boolean, not {wrong[0]}", hint="compare it, as in `x > 0`", slug="sql-type")


def _chosen(text: str, chosen: Sequence[Bound], conditions: Sequence[Bound], *, total: bool) -> Bound:
    kinds = [value.type for value in chosen]
    return combine(f"({text})", common(kinds), [*conditions, *chosen], total=total and alike(kinds))


def _scalar(node: exp.Subquery, scope: Scope) -> Bound:
    rows = _inner(node, scope, columns=1)
    found = rows.fields[0]
    return replace(found.bound, sql=f"({rows.sql})")


def _inner(node: exp.Expr, scope: Scope, *, columns: int = 0) -> Rows:
    scope.session.shape.add("subquery")
    rows = bind_query(node, scope.inner())
    if columns and len(rows.fields) != columns:
        raise Invalid(
            f"A subquery here gives {columns} column, not {len(rows.fields)}", hint="select one", slug="sql-type"
        )
    return rows


def _exists(node: exp.Exists, scope: Scope) -> Bound:
    rows = _inner(node.this, scope)
    bound = combine(f"EXISTS ({rows.sql})", BOOLEAN, [found.bound for found in rows.fields])
    return replace(bound, varies=True, settled=False)


def _in(node: exp.In, scope: Scope) -> Bound:
    value = scope.bind(node.this)
    query = node.args.get("query")
    if query is not None:
        width = len(value.type.inner) if value.type.name == "row" and isinstance(node.this, exp.Tuple) else 1
        rows = _inner(query, scope, columns=width)
        others = [found.bound for found in rows.fields]
        pairs = value.type.inner if width > 1 else (value.type,)
        total = all(comparable(kind, other.type) for kind, other in zip(pairs, others, strict=True))
        return replace(combine(f"({value.sql} IN ({rows.sql}))", BOOLEAN, (value, *others), total=total), varies=True)
    items = [scope.bind(item) for item in node.expressions]
    return compare(f"({value.sql} IN ({', '.join(item.sql for item in items)}))", value, *items)


def _quantified(node: exp.Any | exp.All, scope: Scope) -> Bound:
    if not isinstance(node.this, exp.Query):
        raise Invalid("ANY and ALL take a subquery", hint="for arrays use `contains(array, x)`", slug="sql-type")
    rows = _inner(node.this, scope, columns=1)
    word = "ANY" if isinstance(node, exp.Any) else "ALL"
    return replace(rows.fields[0].bound, sql=f"{word} ({rows.sql})", varies=True, settled=False)


CHOICES: Handlers = {
    exp.Case: _case,
    exp.If: _if,
    exp.Subquery: _scalar,
    exp.Exists: _exists,
    exp.In: _in,
    exp.Any: _quantified,
    exp.All: _quantified,
}
