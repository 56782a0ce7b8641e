"""Which of a reader's predicates may be evaluated beside a row filter: those that cannot fail and cannot tell.

A comparison of an unmasked column with constants answers the same whatever a hidden row holds, and never raises
(Postgres calls such an operator LEAKPROOF). Everything else waits until the policy's filter has been applied.
"""

from dataclasses import replace

from sqlglot import exp

from governance.sql.binding.scope import Scope
from governance.sql.bound import Field, Source
from governance.sql.quoting import identifier

__all__ = ["BASE", "push_leakproof"]

BASE = "r"
"""What a relation is called inside the text that governs it."""

_COMPARISONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between, exp.In, exp.Like)
_CONNECTIVES = (exp.And, exp.Or, exp.Not, exp.Is, exp.Paren)
_LEAVES = (exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Neg, exp.Cast, exp.DataType)
_PARTS = (exp.DataTypeParam,)


def push_leakproof(where: exp.Expr, scope: Scope, *, outer: bool) -> None:
    """Hand each leakproof conjunct of WHERE to the one governed table that it is about.

    `outer`: the SELECT has an outer join, where only what is false for a null row may be applied before it.
    """
    conjuncts = where.flatten() if isinstance(where, exp.And) else [where]
    for conjunct in conjuncts:
        allowed = (*_COMPARISONS, *_LEAVES, *_PARTS, *(() if outer else _CONNECTIVES))
        if all(isinstance(node, allowed) for node in conjunct.walk()):
            _push(conjunct, scope)


def _push(conjunct: exp.Expr, scope: Scope) -> None:
    columns = [node for node in conjunct.find_all(exp.Column) if not isinstance(node.this, exp.Star)]
    found = [_own_field(column, scope) for column in columns]
    marks = {field.origin[0] for field in found if field is not None and field.origin}
    if len(marks) != 1 or None in found or not all(_constant_casts(conjunct, scope)):
        return
    reference = scope.session.references[marks.pop()]
    hidden = {mask.column.split(".")[0].lower() for mask in reference.table.masks}
    names = [field.origin[1] for field in found if field is not None and field.origin]
    if scope.bind(conjunct).raises or any(name.lower() in hidden for name in names):
        return
    reference.pushed.append(_rewritten(conjunct, scope, reference.mark))


def _own_field(node: exp.Column, scope: Scope) -> Field | None:
    """The governed column of this very SELECT that a name means, or None."""
    parts = tuple(part.name for part in node.parts)
    found = scope.own(parts)
    return found if found is not None and found.origin else None


def _constant_casts(conjunct: exp.Expr, scope: Scope) -> list[bool]:
    """A cast is one of a constant, which is made once and not per row."""
    return [scope.bind(cast).constant is not None for cast in conjunct.find_all(exp.Cast)]


def _rewritten(conjunct: exp.Expr, scope: Scope, mark: str) -> str:
    """The predicate again, over the relation's own columns."""
    inside = Scope(scope.session)
    for source in scope.sources:
        own = (
            source.fields[0].origin if source.fields else None
        )  # a source's fields are all of one reference, or of none
        if own and own[0] == mark:
            inside.sources.append(_inner_source(source))
    return inside.bind(conjunct).sql


def _inner_source(source: Source) -> Source:
    fields = [
        replace(field, sql=f"{identifier(BASE)}.{identifier(field.origin[1])}")
        for field in source.fields
        if field.origin
    ]
    return replace(source, fields=tuple(fields), merged={})
