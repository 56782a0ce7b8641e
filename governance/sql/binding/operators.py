"""Operators: arithmetic, comparison, logic, and taking things out of arrays, maps and rows."""

from collections.abc import Iterable, Iterator

from sqlglot import exp

from governance.errors import Invalid
from governance.sql.arithmetic import calculate
from governance.sql.binding.scope import Scope
from governance.sql.binding.session import Handlers
from governance.sql.bound import Bound, combine
from governance.sql.functions.collections import subscript
from governance.sql.functions.model import element
from governance.sql.promotion import alike, common
from governance.sql.types import (
    BOOLEAN,
    VARBINARY,
    VARCHAR,
    WALLCLOCK,
    Type,
    array_of,
    is_,
)

__all__ = ["OPERATORS", "compare"]

_ARITHMETIC: dict[type[exp.Expr], str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/", exp.Mod: "%"}
_COMPARISONS = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.GT: ">",
    exp.GTE: ">=",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.NullSafeEQ: "IS NOT DISTINCT FROM",
    exp.NullSafeNEQ: "IS DISTINCT FROM",
}


def _spine(node: exp.Expr, kinds: Iterable[type[exp.Expr]]) -> Iterator[exp.Expr]:
    """The operators of a chain that leans left (`a + b - c`), the outermost first."""
    wanted = tuple(kinds)
    while isinstance(node, wanted):
        yield node
        node = node.this


def _calculation(node: exp.Binary, scope: Scope) -> Bound:
    chain = list(_spine(node, _ARITHMETIC))
    bound = scope.bind(chain[-1].this)
    for step in reversed(chain):
        bound = scope.session.seen(calculate(_ARITHMETIC[type(step)], bound, scope.bind(step.expression)))
    return bound


def _negative(node: exp.Neg, scope: Scope) -> Bound:
    inner = scope.bind(node.this)
    constant = _opposite(inner.constant) if inner.constant is not None and is_(inner.type, "number") else None
    bound = combine(f"(-{inner.sql})", inner.type, (inner,), total=inner.type.name in {"double", "real", "decimal"})
    return bound if constant is None else Bound(sql=bound.sql, type=bound.type, constant=constant)


def _opposite(constant: str) -> str:
    return constant[1:] if constant.startswith("-") else f"-{constant}" if constant else ""


def _piped(node: exp.DPipe, scope: Scope) -> Bound:
    parts = [scope.bind(part) for part in node.flatten(unnest=False)]
    if not any(part.type.name == "array" for part in parts):
        text = "(" + " || ".join(part.sql for part in parts) + ")"
        kind = _joined([part.type for part in parts])
        return combine(text, kind, parts, total=all(is_(part.type, kind.name) for part in parts))
    texts = [part.sql if part.type.name == "array" else f"[{part.sql}]" for part in parts]
    kinds = [part.type.inner[0] if part.type.name == "array" else part.type for part in parts]
    return combine("(" + " || ".join(texts) + ")", array_of(common(kinds)), parts, total=alike(kinds))


def _joined(kinds: Iterable[Type]) -> Type:
    """Bytes among bytes alone: beside anything else DuckDB makes a text of them, and comparing that with bytes can fail."""
    names = {kind.name for kind in kinds} - {"null", "unknown"}
    if "varbinary" in names and len(names) > 1:
        raise Invalid("`||` joins texts or bytes, not both", hint="use `to_utf8(x)` or `from_utf8(x)`", slug="sql-type")
    return VARBINARY if "varbinary" in names else VARCHAR


def compare(text: str, first: Bound, *others: Bound) -> Bound:
    """A boolean that compares `first` with each of `others`; it can fail when one must be converted to do so."""
    if any(part.type == WALLCLOCK for part in (first, *others)):
        raise Invalid(
            "What AT TIME ZONE gives cannot be compared here",
            hint="compare the timestamp itself: an instant is the same in every zone",
            slug="sql-type",
        )
    total = alike(part.type for part in (first, *others))
    return combine(text, BOOLEAN, (first, *others), total=total)


def _comparison(node: exp.Binary, scope: Scope) -> Bound:
    left, right = scope.bind(node.this), scope.bind(node.expression)
    return compare(f"({left.sql} {_COMPARISONS[type(node)]} {right.sql})", left, right)


def _logic(node: exp.Connector, scope: Scope) -> Bound:
    word = " AND " if isinstance(node, exp.And) else " OR "
    parts = [_truth(part, scope) for part in node.flatten(unnest=False)]
    return combine("(" + word.join(part.sql for part in parts) + ")", BOOLEAN, parts)


def _truth(node: exp.Expr, scope: Scope) -> Bound:
    bound = scope.bind(node)
    if not is_(bound.type, "boolean"):
        raise Invalid(
            f"AND, OR and NOT take booleans, not {bound.type}", hint="compare it, as in `x > 0`", slug="sql-type"
        )
    return bound


def _not(node: exp.Not, scope: Scope) -> Bound:
    inner = _truth(node.this, scope)
    return combine(f"(NOT {inner.sql})", BOOLEAN, (inner,))


def _is(node: exp.Is, scope: Scope) -> Bound:
    inner = scope.bind(node.this)
    if not isinstance(node.expression, exp.Null):
        raise Invalid("IS is followed by NULL here", hint="write `x = true`, or `x IS NOT NULL`", slug="sql-syntax")
    return combine(f"({inner.sql} IS NULL)", BOOLEAN, (inner,))


def _between(node: exp.Between, scope: Scope) -> Bound:
    value, low, high = scope.bind(node.this), scope.bind(node.args["low"]), scope.bind(node.args["high"])
    return compare(f"({value.sql} BETWEEN {low.sql} AND {high.sql})", value, low, high)


def _like(node: exp.Like, scope: Scope) -> Bound:
    return _likened(node, scope, "")


def _escaped(node: exp.Escape, scope: Scope) -> Bound:
    sign = node.expression
    if not isinstance(node.this, exp.Like) or not isinstance(sign, exp.Literal) or not _is_sign(sign.name):
        raise Invalid("ESCAPE takes one ASCII character after a LIKE", hint=r"write `ESCAPE '\'`", slug="sql-syntax")
    pattern = node.this.expression
    if _is_text(pattern) and not _is_escaped_well(scope.bind(pattern).constant or "", sign.name):
        raise Invalid(
            f"The pattern of LIKE has `{sign.name}` before something else than `%`, `_` or `{sign.name}`",
            hint="write the escape character twice where it stands for itself",
            slug="sql-argument",
        )
    return _likened(node.this, scope, f" ESCAPE {scope.bind(sign).sql}")


def _is_sign(text: str) -> bool:
    return len(text) == 1 and text.isascii()  # DuckDB fails for any other as soon as it meets a row


def _is_text(node: exp.Expr) -> bool:
    return isinstance(node, exp.UnicodeString) or (isinstance(node, exp.Literal) and bool(node.is_string))


def _is_escaped_well(pattern: str, sign: str) -> bool:
    """DuckDB finds a sign that escapes nothing when a row's text matches up to there, and fails on that row alone."""
    signs = iter(pattern)
    return all(next(signs, "") in {"%", "_", sign} for letter in signs if letter == sign)


def _likened(node: exp.Like, scope: Scope, escape: str) -> Bound:
    value, pattern = scope.bind(node.this), scope.bind(node.expression)
    for part in (value, pattern):
        if not is_(part.type, "varchar"):
            raise Invalid(f"LIKE takes strings, not {part.type}", hint="cast it to varchar", slug="sql-type")
    total = not escape or _is_text(node.expression)
    word = "NOT LIKE" if node.args.get("negate") else "LIKE"
    return combine(f"({value.sql} {word} {pattern.sql}{escape})", BOOLEAN, (value, pattern), total=total)


def _subscript(node: exp.Bracket, scope: Scope) -> Bound:
    container = scope.bind(node.this)
    if len(node.expressions) != 1 or not is_(container.type, "array", "map"):
        raise Invalid(
            f"`[…]` takes one item out of an array or a map, not out of {container.type}",
            hint="use `element_at`, or the name of a field",
            slug="sql-type",
        )
    index = scope.bind(node.expressions[0])
    return combine(subscript(container, index), element()([container]), (container, index), total=False)


def _array(node: exp.Array, scope: Scope) -> Bound:
    items = [scope.bind(item) for item in node.expressions]
    text = "[" + ", ".join(item.sql for item in items) + "]"
    kinds = common([item.type for item in items])
    return combine(text, array_of(kinds), items, total=alike(item.type for item in items))


def _tuple(node: exp.Tuple, scope: Scope) -> Bound:
    parts = [scope.bind(part) for part in node.expressions]
    kind = Type("row", tuple(part.type for part in parts), ("",) * len(parts))
    return combine("(" + ", ".join(part.sql for part in parts) + ")", kind, parts)


def _paren(node: exp.Paren, scope: Scope) -> Bound:
    return scope.bind(node.this)


def _at_zone(node: exp.AtTimeZone, scope: Scope) -> Bound:
    """The wall clock of a zone. Trino keeps the instant beside it; what is shown, extracted and formatted is the same."""
    moment, zone = scope.bind(node.this), scope.bind(node.args["zone"])
    if zone.constant is None or not is_(moment.type, "temporal"):
        raise Invalid(
            "AT TIME ZONE takes a timestamp and a constant zone",
            hint="write `x AT TIME ZONE 'Europe/Paris'`",
            slug="sql-type",
        )
    text = moment.sql if moment.type.name == "timestamptz" else f"(CAST({moment.sql} AS TIMESTAMP) AT TIME ZONE 'UTC')"
    return combine(f"({text} AT TIME ZONE {zone.sql})", WALLCLOCK, (moment, zone), total=False)


OPERATORS: Handlers = {
    **dict.fromkeys(_ARITHMETIC, _calculation),
    **dict.fromkeys(_COMPARISONS, _comparison),
    exp.And: _logic,
    exp.Or: _logic,
    exp.Neg: _negative,
    exp.DPipe: _piped,
    exp.Not: _not,
    exp.Is: _is,
    exp.Between: _between,
    exp.Like: _like,
    exp.Escape: _escaped,
    exp.Bracket: _subscript,
    exp.Array: _array,
    exp.Tuple: _tuple,
    exp.Paren: _paren,
    exp.AtTimeZone: _at_zone,
}
