"""Columns, and fields taken out of rows."""

from sqlglot import exp

from governance.errors import Invalid
from governance.sql.binding.scope import Scope
from governance.sql.binding.session import Handlers
from governance.sql.bound import Bound, combine
from governance.sql.quoting import string

__all__ = ["COLUMNS"]


def _column(node: exp.Column, scope: Scope) -> Bound:
    if isinstance(node.this, exp.Star):
        raise Invalid("`*` stands alone in a SELECT list or in `count(*)`", hint="name a column", slug="sql-syntax")
    parts = tuple(part.name for part in node.parts)
    found, rest = scope.resolve(parts)
    return _fields(found, rest)


def _parameter(node: exp.Identifier, scope: Scope) -> Bound:
    """A lambda's parameter, which the parser leaves as a bare name."""
    found, rest = scope.resolve((node.name,))
    return _fields(found, rest)


def _dot(node: exp.Dot, scope: Scope) -> Bound:
    names, inner = [], node
    while isinstance(inner, exp.Dot):
        if not isinstance(inner.expression, exp.Identifier):
            raise Invalid(
                "Functions have no prefix", hint="call it by its plain name, as in `lower(x)`", slug="sql-not-allowed"
            )
        names.append(inner.expression.name)
        inner = inner.this
    names.reverse()
    if isinstance(inner, exp.Column):
        found, rest = scope.resolve((*(part.name for part in inner.parts), *names))
        return _fields(found, rest)
    if isinstance(inner, exp.Identifier):
        found, rest = scope.resolve((inner.name, *names))
        return _fields(found, rest)
    return _fields(scope.bind(inner), tuple(names))


def _fields(bound: Bound, names: tuple[str, ...]) -> Bound:
    for name in names:
        bound = _field(bound, name)
    return bound


def _field(bound: Bound, name: str) -> Bound:
    known = {found.lower(): position for position, found in enumerate(bound.type.names)}
    if name.lower() not in known:
        raise Invalid(
            f"`{name[:80]}` cannot be taken out of {bound.type}",
            hint=f"it has {', '.join(f'`{known_name}`' for known_name in known)}" if known else "it is not a row",
            slug="sql-unknown-column",
        )
    position = known[name.lower()]
    text = f"struct_extract({bound.sql}, {string(bound.type.names[position])})"
    return combine(text, bound.type.inner[position], (bound,))


COLUMNS: Handlers = {exp.Column: _column, exp.Dot: _dot, exp.Identifier: _parameter}
