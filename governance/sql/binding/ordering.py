"""ORDER BY and windows. Trino puts nulls last whichever way it sorts; the text says so each time."""

from sqlglot import exp

from governance.errors import Invalid
from governance.sql.binding.scope import Scope
from governance.sql.bound import Bound
from governance.sql.types import is_

__all__ = ["frame", "merged", "order_by", "sort_key"]

_SIDES = {"PRECEDING", "FOLLOWING"}


def sort_key(node: exp.Ordered, text: str) -> str:
    """One key of an ORDER BY, direction and nulls spelled out."""
    direction = "DESC" if node.args.get("desc") else "ASC"
    return f"{text} {direction} NULLS {'FIRST' if node.args.get('nulls_first') else 'LAST'}"


def order_by(order: exp.Order, scope: Scope) -> str:
    """The ORDER BY of an aggregate or a window; positions mean nothing there."""
    keys = []
    for node in order.expressions:
        bound = scope.bind(node.this)
        scope.session.influenced(bound)
        keys.append(sort_key(node, f"({bound.sql})" if bound.constant is not None else bound.sql))
    return "ORDER BY " + ", ".join(keys)


def merged(node: exp.Window, scope: Scope) -> exp.Window:
    """A window with what it takes from the named one that it starts from."""
    name = node.args.get("alias")
    if name is None:
        return node
    found = scope.windows.get(name.name.lower())
    if found is None:
        raise Invalid(f"There is no window `{name.name[:60]}`", hint="define it with WINDOW", slug="sql-syntax")
    inherited = merged(found, scope)
    parts = {part: node.args.get(part) or inherited.args.get(part) for part in ("partition_by", "order", "spec")}
    return exp.Window(this=node.this, **parts)


def frame(node: exp.Window, scope: Scope) -> str:
    """What stands between the brackets of OVER."""
    whole = merged(node, scope)
    parts = []
    partition: list[Bound] = [scope.bind(key) for key in whole.args.get("partition_by") or ()]
    if partition:
        scope.session.influenced(*partition)
        parts.append("PARTITION BY " + ", ".join(key.sql for key in partition))
    if whole.args.get("order"):
        parts.append(order_by(whole.args["order"], scope))
    if whole.args.get("spec"):
        parts.append(_extent(whole.args["spec"], scope))
    return " ".join(parts)


def _extent(spec: exp.WindowSpec, scope: Scope) -> str:
    kind = str(spec.args.get("kind") or "").upper()
    start = _edge(spec.args.get("start"), spec.args.get("start_side"), scope)
    end = _edge(spec.args.get("end"), spec.args.get("end_side"), scope) if spec.args.get("end") else "CURRENT ROW"
    if kind not in {"ROWS", "RANGE", "GROUPS"}:
        raise Invalid("A frame counts ROWS, RANGE or GROUPS", hint="write `ROWS BETWEEN …`", slug="sql-syntax")
    return f"{kind} BETWEEN {start} AND {end}"


def _edge(value: object, side: object, scope: Scope) -> str:
    if value == "CURRENT ROW":
        return "CURRENT ROW"
    where = str(side or "").upper()
    if where not in _SIDES:
        raise Invalid("A frame's edge is PRECEDING or FOLLOWING", hint="as in `1 PRECEDING`", slug="sql-syntax")
    if value == "UNBOUNDED":
        return f"UNBOUNDED {where}"
    bound = scope.bind(value) if isinstance(value, exp.Expr) else None
    if bound is None or not is_(bound.type, "number", "interval"):
        raise Invalid("A frame's edge is a number or an interval", hint="as in `1 PRECEDING`", slug="sql-syntax")
    return f"{bound.sql} {where}"
