"""Lambdas, in DuckDB's words; a map is walked entry by entry, two arrays pair by pair."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

from governance.errors import Invalid
from governance.sql.binding.scope import Scope
from governance.sql.bound import Bound, Field, combine
from governance.sql.promotion import common
from governance.sql.types import UNKNOWN, Type, is_

__all__ = ["bind_lambda"]


_ENTRY = ("struct_extract({0}, 'key')", "struct_extract({0}, 'value')")  # `p1.key` could be a table's column


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a function hands to its lambda: types, and how each parameter is written when `{0}` is handed over."""

    types: tuple[Type, ...]
    spelled: tuple[str, ...] = ()
    body: str = "{1}"


def bind_lambda(function: str, node: exp.Lambda, before: Sequence[Bound], scope: Scope) -> Bound:
    """Translate the lambda that follows the arguments `before`; its type is that of its body."""
    if not before:
        raise Invalid(f"`{function}` takes no lambda here", hint="give the array first", slug="sql-argument")
    shape = _shape(function, before)
    if len(shape.types) != len(node.expressions):
        raise Invalid(
            f"`{function}` gives its lambda {len(shape.types)} parameters, not {len(node.expressions)}",
            hint="as in `x -> x + 1` or `(x, y) -> x + y`",
            slug="sql-argument",
        )
    handed = [scope.session.fresh("p") for _ in (shape.spelled[:1] or shape.types)]
    spelled = [text.format(handed[0]) for text in shape.spelled] or handed
    body = scope.within(_parameters(node, spelled, shape.types, before)).bind(node.this)
    if function in {"filter", "map_filter", "any_match", "all_match", "none_match"} and not is_(body.type, "boolean"):
        raise Invalid(f"The lambda of `{function}` gives {body.type}", hint="compare something", slug="sql-type")
    return replace(body, sql=f"lambda {', '.join(handed)}: {shape.body.format(handed[0], body.sql)}")


def _parameters(
    node: exp.Lambda, spelled: Sequence[str], types: Sequence[Type], before: Sequence[Bound]
) -> dict[str, Field]:
    origin = combine("", UNKNOWN, before)
    return {
        name.name.lower(): Field(name=name.name, sql=text, type=kind, sources=origin.sources, varies=origin.varies)
        for name, text, kind in zip(node.expressions, spelled, types, strict=True)
    }


def _shape(function: str, before: Sequence[Bound]) -> _Shape:
    first = before[0].type.inner or (UNKNOWN,)
    match function:
        case "reduce" if common([before[1].type, first[0]]) == UNKNOWN:
            raise Invalid(
                f"`reduce` starts from {before[1].type} over items of {first[0]}",
                hint="`transform` the items first, so that both are of one type",
                slug="sql-type",
            )
        case "reduce":
            return _Shape((before[1].type, first[0]) if len(before) == 2 else (before[1].type,))
        case "zip_with":
            second = before[1].type.inner or (UNKNOWN,)
            return _Shape((first[0], second[0]), ("{0}[1]", "{0}[2]"))
        case "map_filter":
            return _Shape(_entry(first), _ENTRY)
        case "transform_values":
            return _Shape(_entry(first), _ENTRY, f"struct_pack(key := {_ENTRY[0]}, value := {{1}})")
        case "transform_keys":
            return _Shape(_entry(first), _ENTRY, f"struct_pack(key := {{1}}, value := {_ENTRY[1]})")
        case _:
            return _Shape((first[0],))


def _entry(inner: tuple[Type, ...]) -> tuple[Type, ...]:
    return inner if len(inner) == 2 else (UNKNOWN, UNKNOWN)
