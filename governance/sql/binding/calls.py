"""Calls: the form of a function that fits, its lambdas, and what stands around aggregates and windows."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from governance.errors import Invalid
from governance.sql.binding.lambdas import bind_lambda
from governance.sql.binding.ordering import frame, order_by
from governance.sql.binding.scope import Scope
from governance.sql.binding.session import Handlers
from governance.sql.bound import Bound, combine
from governance.sql.functions import FUNCTIONS, REFUSED
from governance.sql.functions.dates import PARTS
from governance.sql.functions.model import Function
from governance.sql.promotion import alike
from governance.sql.types import UNKNOWN, Type

__all__ = ["CALLS", "called", "check_call"]

_SPECIAL: dict[type[exp.Expr], str] = {
    exp.CurrentDate: "current_date",
    exp.CurrentTime: "current_time",
    exp.CurrentTimestamp: "current_timestamp",
    exp.Localtime: "localtime",
    exp.Localtimestamp: "localtimestamp",
}
_TRIMS = {"": "trim", "BOTH": "trim", "LEADING": "ltrim", "TRAILING": "rtrim"}


@dataclass(frozen=True, slots=True)
class _Call:
    """A call as written, whatever syntax it came in."""

    name: str
    arguments: tuple[exp.Expr, ...]
    distinct: bool = False
    order: exp.Order | None = None


def called(node: exp.Expr) -> _Call | None:
    """Read a node as a call: its name and arguments; None when it is something else."""
    match node:
        case exp.Anonymous():
            return _plain(node.name.lower(), node.expressions)
        case exp.GroupConcat():
            call = _plain("listagg", [node.this])
            separator = node.args.get("separator") or exp.Literal.string("")
            return replace(call, arguments=(*call.arguments, separator))
        case exp.Trim():
            name = _TRIMS[str(node.args.get("position") or "").upper()]
            return _Call(name, tuple(part for part in (node.this, node.expression) if part))
        case exp.Substring():
            parts = (node.this, node.args.get("start"), node.args.get("length"))
            return _Call("substr", tuple(part for part in parts if part))
        case exp.StrPosition():
            return _Call("strpos", (node.this, node.args["substr"]))
        case exp.Extract():
            return _Call(_part(node.this.name.lower()), (node.expression,))
        case _:
            name = _SPECIAL.get(type(node), "")
            return _Call(name, ()) if name else None


def _plain(name: str, arguments: Sequence[exp.Expr]) -> _Call:
    if len(arguments) == 1 and isinstance(arguments[0], exp.Star):
        return _Call(name, ())
    order = next((argument for argument in arguments if isinstance(argument, exp.Order)), None)
    inner = [argument.this if isinstance(argument, exp.Order) else argument for argument in arguments]
    distinct = bool(inner) and isinstance(inner[0], exp.Distinct)
    if distinct:
        inner = [*inner[0].expressions, *inner[1:]]
    return _Call(name, tuple(inner), distinct, order)


def _part(name: str) -> str:
    if name not in PARTS:
        raise Invalid(
            f"`{name[:30]}` cannot be extracted from a date", hint=f"use {', '.join(PARTS)}", slug="sql-argument"
        )
    return name


def check_call(node: exp.Expr) -> None:
    """Raise `Invalid` when a node is a call of a function that is not on the table, or with a wrong number of arguments."""
    call = called(node)
    if call:
        _forms(call)


def _forms(call: _Call) -> tuple[Function, ...]:
    forms = FUNCTIONS.get(call.name)
    if forms is None:
        raise _unknown(call.name)
    fitting = tuple(form for form in forms if form.fits(len(call.arguments)))
    if not fitting:
        counts = (f"{form.bounds[0]}+" if form.takes.endswith("*") else f"{form.bounds[0]}" for form in forms)
        raise Invalid(
            f"`{call.name}` takes {' or '.join(dict.fromkeys(counts))} arguments, not {len(call.arguments)}",
            hint="see Trino's documentation of the function",
            slug="sql-argument",
        )
    return fitting


def _unknown(name: str) -> Invalid:
    close = difflib.get_close_matches(name, FUNCTIONS, n=2)
    hint = REFUSED.get(name) or ("did you mean " + " or ".join(f"`{word}`" for word in close) + "?" if close else "")
    return Invalid(
        f"The function `{name[:60]}` is not available in queries",
        hint=hint or "write it with the functions that Trino and Trellis share",
        slug="sql-function",
        function=name,
    )


def _call(node: exp.Expr, scope: Scope) -> Bound:
    core, form = _core(node, scope)
    if form.kind == "window":
        raise Invalid(
            f"`{_name_of(node)}` needs a window", hint="write `… OVER (PARTITION BY … ORDER BY …)`", slug="sql-syntax"
        )
    return _finished(core, form)


def _name_of(node: exp.Expr) -> str:
    call = called(node)
    return call.name if call else ""


def _finished(core: Bound, form: Function) -> Bound:
    """Put the outer template around an aggregate that is complete."""
    if not form.outer:
        return core
    return replace(core, sql=form.outer.format(core.sql, type=_spelled(core.type)))


def _spelled(kind: Type) -> str:
    try:
        return kind.duckdb
    except KeyError:
        raise Invalid("The type of an argument is not known", hint="cast it", slug="sql-type") from None


def _core(node: exp.Expr, scope: Scope, *, nulls: str = "") -> tuple[Bound, Function]:
    """A call without what stands around it, and the form that was chosen."""
    call = called(node)
    if call is None:
        raise Invalid("FILTER and OVER stand after a function", hint="as in `sum(x) OVER ()`", slug="sql-syntax")
    forms = _forms(call)
    plain = scope.ordering({}) if forms[0].kind == "aggregate" else scope
    arguments = _arguments(call, forms, plain)
    form = _fitting(call, forms, arguments)
    _check_marks(call, form, nulls)
    text = form.text(
        arguments,
        distinct="DISTINCT " if call.distinct else "",
        order=_order(call, form, arguments, scope),
        nulls=nulls,
    )
    bound = combine(text, form.type(arguments), arguments, total=form.total and _harmonious(form, arguments))
    bound = replace(bound, stable=bound.stable and form.stable)
    scope.session.wavers |= form.by_order == "yes"
    scope.session.sums |= form.by_order == "sums" and bound.type.name != "decimal"  # which alone is added exactly
    if form.kind == "aggregate":
        scope.session.shape.add("aggregate")
        bound = replace(bound, settled=True, varies=False)
    return bound, form


def _order(call: _Call, form: Function, arguments: Sequence[Bound], scope: Scope) -> str:
    """ORDER BY inside an aggregate, with room for a key that makes it total."""
    if not form.offers("{o}"):
        return ""
    given = f" {order_by(call.order, scope)}" if call.order else ""
    return given + scope.session.listed(arguments[0].sql, ordered=bool(given))


def _fitting(call: _Call, forms: Sequence[Function], arguments: Sequence[Bound]) -> Function:
    complaints = [form.complaint(arguments) for form in forms]
    if "" in complaints:
        return forms[complaints.index("")]
    raise Invalid(f"`{call.name}` {complaints[0]}", hint="cast the argument", slug="sql-type")


def _harmonious(form: Function, arguments: Sequence[Bound]) -> bool:
    """Arguments that may be of any type, items and keys are converted to one; that cannot fail when they are alike."""
    pairs = [(a.type, letter) for a, letter in zip(arguments, form.letters(len(arguments)), strict=False)]
    free = [kind for kind, letter in pairs if letter == "x"]
    held = [kind for kind, letter in pairs if letter in "am"]
    if len(free) + len(held) > 1:
        free += [kind.inner[0] if kind.inner else kind for kind in held]
    known = all(argument.type != UNKNOWN for argument in arguments)
    return known and alike(free) and (len(held) < 2 or alike([kind.inner[-1] for kind in held if kind.inner]))


def _check_marks(call: _Call, form: Function, nulls: str) -> None:
    wanted = {"{d}": ("DISTINCT", call.distinct), "{o}": ("ORDER BY", call.order), "{n}": ("IGNORE NULLS", nulls)}
    for mark, (words, present) in wanted.items():
        if present and not form.offers(mark):
            raise Invalid(f"`{call.name}` does not take {words}", hint=f"leave {words} out", slug="sql-syntax")


def _arguments(call: _Call, forms: Sequence[Function], scope: Scope) -> list[Bound]:
    letters = forms[0].letters(len(call.arguments))
    found: list[Bound] = []
    for letter, node in zip(letters, call.arguments, strict=False):
        if isinstance(node, exp.Lambda):
            found.append(bind_lambda(call.name, node, found, scope))
            continue
        if letter == "l":
            raise Invalid(f"`{call.name}` takes a lambda here", hint="as in `x -> x + 1`", slug="sql-argument")
        bound = scope.bind(node)
        if letter in "ku" and (bound.constant is None or not _is_string(node)):
            raise Invalid(f"`{call.name}` takes a constant string here", hint="write it in quotes", slug="sql-argument")
        found.append(bound)
    return found


def _is_string(node: exp.Expr) -> bool:
    return isinstance(node, exp.UnicodeString) or (isinstance(node, exp.Literal) and bool(node.is_string))


def _filtered(node: exp.Filter, scope: Scope) -> Bound:
    core, form = _filter(node, scope)
    return _finished(core, form)


def _filter(node: exp.Filter, scope: Scope) -> tuple[Bound, Function]:
    core, form = _core(node.this, scope)
    if form.kind != "aggregate":
        raise Invalid("FILTER stands after an aggregate", hint="as in `count(*) FILTER (WHERE x)`", slug="sql-syntax")
    condition = scope.bind(node.expression.this)
    scope.session.influenced(condition)
    bound = combine(f"{core.sql} FILTER (WHERE {condition.sql})", core.type, (core, condition))
    return replace(bound, settled=True, varies=False, sources=core.sources), form


def _windowed(node: exp.Window, scope: Scope) -> Bound:
    scope.session.shape.add("window")
    scope.session.wavers = True  # equal keys stand in the order in which they are met
    inner = node.this
    nulls = " IGNORE NULLS" if isinstance(inner, exp.IgnoreNulls) else ""
    if isinstance(inner, exp.IgnoreNulls | exp.RespectNulls):
        inner = inner.this
    core, form = _filter(inner, scope) if isinstance(inner, exp.Filter) else _core(inner, scope, nulls=nulls)
    if form.kind == "scalar":
        raise Invalid(
            f"`{_name_of(inner)}` has no window",
            hint="OVER stands after an aggregate or window function",
            slug="sql-syntax",
        )
    bound = combine(f"{core.sql} OVER ({frame(node, scope)})", core.type, (core,))
    return _finished(replace(bound, settled=True, varies=False), form)


CALLS: Handlers = {
    **dict.fromkeys((exp.Anonymous, exp.GroupConcat, exp.Trim, exp.Substring, exp.StrPosition, exp.Extract), _call),
    **dict.fromkeys(_SPECIAL, _call),
    exp.Filter: _filtered,
    exp.Window: _windowed,
}
