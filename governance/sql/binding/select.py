"""Queries: SELECT, set operations, WITH, and what stands after them."""

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from governance.errors import Invalid
from governance.sql.allowed import refuse
from governance.sql.binding.barrier import push_leakproof
from governance.sql.binding.grouping import group_by
from governance.sql.binding.ordering import sort_key
from governance.sql.binding.projection import Item, items, outputs
from governance.sql.binding.scope import Named, Scope
from governance.sql.binding.sources import FromBuilder, values_rows
from governance.sql.bound import Bound, Field, Rows
from governance.sql.promotion import common
from governance.sql.quoting import identifier
from governance.sql.types import is_

__all__ = ["bind_query"]

_SETS = {exp.Union: "UNION", exp.Intersect: "INTERSECT", exp.Except: "EXCEPT"}


def bind_query(node: exp.Expr, scope: Scope) -> Rows:
    """Translate a query; `scope` is its own, empty of sources, inside whatever is around it."""
    scope, prefix = _with(node, scope)
    match node:
        case exp.Select():
            rows = _select(node, scope)
        case exp.SetOperation():
            rows = _set_operation(node, scope)
        case exp.Subquery():
            rows = _bracketed(node, scope)
        case exp.Values():
            rows = values_rows(node, scope)
        case _:
            raise refuse(f"{type(node).__name__.upper()} as a query", "write a SELECT")
    return replace(rows, sql=prefix + rows.sql)


def _with(node: exp.Expr, scope: Scope) -> tuple[Scope, str]:
    """Add the CTEs of WITH: each sees those before it, never itself, and has a name in the text that is only its own."""
    clause = node.args.get("with_")
    if not clause:
        return scope, ""
    texts: list[str] = []
    seen: set[str] = set()
    for cte in clause.expressions:
        name = cte.args["alias"].this.name.lower()
        if name in seen:
            raise Invalid(f"WITH defines `{name[:60]}` twice", hint="rename one", slug="sql-duplicate-name")
        seen.add(name)
        rows = bind_query(cte.this, Scope(scope.session, parent=scope.parent, ctes=scope.ctes))
        rows = _with_names(rows, cte.args["alias"])
        unique = scope.session.fresh("q")
        texts.append(f"{identifier(unique)} AS ({rows.sql})")
        scope = replace(scope, ctes={**scope.ctes, name: Named(unique, rows)})
    return scope, f"WITH {', '.join(texts)} "


def _with_names(rows: Rows, alias: exp.TableAlias) -> Rows:
    names = [column.name for column in alias.args.get("columns") or ()]
    if names and len(names) != len(rows.fields):
        raise Invalid(
            f"{len(names)} column names for {len(rows.fields)} columns", hint="name each column once", slug="sql-type"
        )
    fields = [replace(field, name=name) for field, name in zip(rows.fields, names, strict=True)] if names else ()
    return replace(rows, fields=tuple(fields)) if names else rows


def _select(node: exp.Select, scope: Scope) -> Rows:
    scope = replace(scope, windows=_windows(node))
    source = FromBuilder(scope, bind_query).build(node)
    where = _condition(node.args.get("where"), scope, "WHERE")
    if where:
        outer = any(join.args.get("side") for join in node.find_all(exp.Join))
        push_leakproof(node.args["where"].this, scope, outer=outer)
    listed = items(node, scope)
    group = group_by(node.args.get("group"), listed, scope)
    having = _condition(node.args.get("having"), scope, "HAVING")
    _note_shape(node, scope)
    fields = outputs(listed)
    distinct = "DISTINCT " if node.args.get("distinct") else ""
    texts = ", ".join(f"{item.bound.sql} AS {field.sql}" for item, field in zip(listed, fields, strict=True))
    order = _order(node, scope.ordering(_by_name(listed)), listed)
    tail = _tail(node, len(listed), scope)
    text = f"SELECT {distinct}{texts}{source}{where}{group}{having}{order}{tail}{_limits(node, scope)}"
    return Rows(sql=text, fields=fields, singular=_is_singular(node, listed), tail=tail)


def _tail(node: exp.Expr, columns: int, scope: Scope) -> str:
    limited = bool(node.args.get("limit") or node.args.get("offset"))
    return scope.session.tail(columns, ordered=bool(node.args.get("order")), limited=limited)


def _is_singular(node: exp.Select, listed: Sequence[Item]) -> bool:
    """Tell whether it yields one row whatever the data: a plain aggregate, or no FROM at all."""
    if any(
        node.args.get(part)
        for part in ("group", "having", "limit", "offset", "where" if not node.args.get("from_") else "group")
    ):
        return False
    windows = any(expression.find(exp.Window) for expression in node.expressions)
    return not node.args.get("from_") or (not windows and any(item.bound.settled for item in listed))


def _windows(node: exp.Select) -> dict[str, exp.Window]:
    return {window.this.name.lower(): window for window in node.args.get("windows") or ()}


def _note_shape(node: exp.Select, scope: Scope) -> None:
    parts = {"group", "having", "distinct", "order", "limit", "offset"}
    scope.session.shape |= {part for part in parts if node.args.get(part)}
    if not node.args.get("from_"):
        scope.session.shape.add("no table")


def _condition(node: exp.Expr | None, scope: Scope, word: str) -> str:
    if node is None:
        return ""
    bound = scope.bind(node.this)
    if not is_(bound.type, "boolean"):
        raise Invalid(f"{word} takes a boolean, not {bound.type}", hint="compare it, as in `x > 0`", slug="sql-type")
    scope.session.influenced(bound)
    return f" {word} {bound.sql}"


def _by_name(listed: Sequence[Item]) -> dict[str, Bound]:
    """What ORDER BY finds under an output's name; a name given twice means neither."""
    found: dict[str, Bound] = {}
    twice: set[str] = set()
    for item in listed:
        name = item.name.lower()
        if name in found and found[name].sql != item.bound.sql:
            twice.add(name)
        found.setdefault(name, item.bound)
    return {name: bound for name, bound in found.items() if name not in twice}


def _order(node: exp.Expr, scope: Scope, listed: Sequence[Item]) -> str:
    order = node.args.get("order")
    if not order:
        return ""
    keys = []
    for key in order.expressions:
        position = _position(key.this, listed, scope)
        bound = listed[position].bound if position is not None else scope.bind(key.this)
        scope.session.influenced(bound)
        text = str(position + 1) if position is not None else bound.sql
        keys.append(sort_key(key, f"({text})" if position is None and bound.constant is not None else text))
    return " ORDER BY " + ", ".join(keys)


def _position(node: exp.Expr, listed: Sequence[Item], scope: Scope) -> int | None:
    """Which output a key means, when it is a position or an output's name."""
    if isinstance(node, exp.Column) and len(node.parts) == 1 and node.name.lower() in scope.outputs:
        return next(at for at, item in enumerate(listed) if item.name.lower() == node.name.lower())
    if not isinstance(node, exp.Literal) or node.is_string:
        return None
    if not node.name.isdigit() or not 1 <= int(node.name) <= len(listed):
        raise Invalid(
            f"Position {node.name[:20]} is not in the SELECT list", hint=f"use 1 to {len(listed)}", slug="sql-argument"
        )
    return int(node.name) - 1


def _limits(node: exp.Expr, scope: Scope) -> str:
    limit, offset = node.args.get("limit"), node.args.get("offset")
    text = ""
    if isinstance(limit, exp.Fetch):
        text += f" LIMIT {_count(limit.args.get('count') or exp.Literal.number(1), scope)}"
    elif limit and not (isinstance(limit.expression, exp.Var) and limit.expression.name.upper() == "ALL"):
        text += f" LIMIT {_count(limit.expression, scope)}"
    return text + (f" OFFSET {_count(offset.expression, scope)}" if offset else "")


def _count(node: exp.Expr, _scope: Scope) -> str:
    text = node.name if isinstance(node, exp.Literal) and not node.is_string else ""
    if not text.isdigit() or int(text) >= 2**63:
        raise Invalid("LIMIT and OFFSET take a number", hint="as in `LIMIT 10`", slug="sql-argument")
    return text


def _set_operation(node: exp.SetOperation, scope: Scope) -> Rows:
    scope.session.shape.add("set operation")
    first, steps = _chain(node)
    rows = bind_query(first, scope.inner_of(scope.parent))
    text = f"({rows.sql})"
    for step in steps:
        other = bind_query(step.expression, scope.inner_of(scope.parent))
        if len(other.fields) != len(rows.fields):
            raise Invalid(
                f"The parts of a {_SETS[type(step)]} have {len(rows.fields)} and {len(other.fields)} columns",
                hint="select as many columns in each",
                slug="sql-type",
            )
        for one, another in zip(rows.fields, other.fields, strict=True):
            scope.session.converts((one.type, another.type))
        word = _SETS[type(step)] + ("" if step.args.get("distinct") else " ALL")
        text = f"({text} {word} ({other.sql}))" if step is not steps[-1] else f"{text} {word} ({other.sql})"
        rows = Rows(sql=text, fields=tuple(_meet(a, b) for a, b in zip(rows.fields, other.fields, strict=True)))
    tail = "" if _has_modifiers(node) else scope.session.tail(len(rows.fields), ordered=False, limited=False)
    return _modified(node, replace(rows, sql=text + tail, tail=tail), scope)


def _chain(node: exp.SetOperation) -> tuple[exp.Expr, list[exp.SetOperation]]:
    """The first query of a chain that leans left, and the operations on it in order."""
    steps: list[exp.SetOperation] = [node]
    while isinstance(steps[-1].this, exp.SetOperation) and not _has_modifiers(steps[-1].this):
        steps.append(steps[-1].this)
    return steps[-1].this, steps[::-1]


def _has_modifiers(node: exp.Expr) -> bool:
    return any(node.args.get(part) for part in ("with_", "order", "limit", "offset"))


def _meet(left: Field, right: Field) -> Field:
    return replace(
        left,
        type=common([left.type, right.type]),
        sources=left.sources | right.sources,
        varies=left.varies or right.varies,
    )


def _bracketed(node: exp.Subquery, scope: Scope) -> Rows:
    return _modified(node, bind_query(node.this, scope.inner_of(scope.parent)), scope)


def _modified(node: exp.Expr, rows: Rows, scope: Scope) -> Rows:
    """Put ORDER BY and LIMIT around a query that cannot carry them itself."""
    if not any(node.args.get(part) for part in ("order", "limit", "offset")):
        return rows
    scope.session.shape |= {part for part in ("order", "limit", "offset") if node.args.get(part)}
    name = scope.session.fresh("s")
    named = [replace(field, sql=f"{identifier(name)}.{field.sql}") for field in rows.fields]
    listed = [Item(field.name, field.bound) for field in named]
    order = _order(node, scope.ordering(_by_name(listed)), listed)
    tail = _tail(node, len(listed), scope)
    text = f"SELECT * FROM ({rows.sql}) AS {identifier(name)}{order}{tail}{_limits(node, scope)}"
    return replace(rows, sql=text, tail=tail)
