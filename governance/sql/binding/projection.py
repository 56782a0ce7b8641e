"""The SELECT list: stars spread out, every output given a name."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlglot import exp

from governance.errors import Invalid
from governance.sql.binding.scope import Scope
from governance.sql.bound import Bound, Field, Source
from governance.sql.quoting import identifier

__all__ = ["Item", "items", "outputs"]


@dataclass(frozen=True, slots=True)
class Item:
    """One output of a SELECT, and the name that its user gave it ("" for none)."""

    name: str
    bound: Bound


def items(node: exp.Select, scope: Scope) -> list[Item]:
    """Translate the SELECT list, with `*` as the columns that the reader may see."""
    found: list[Item] = []
    for expression in node.expressions:
        if isinstance(expression, exp.Star):
            found += _everything(scope)
        elif isinstance(expression, exp.Column) and isinstance(expression.this, exp.Star):
            found += _of_one(expression, scope)
        elif isinstance(expression, exp.Alias):
            found.append(Item(expression.alias, scope.bind(expression.this)))
        else:
            found.append(Item(_name(expression), scope.bind(expression)))
    if not found:
        raise Invalid("The SELECT list is empty", hint="name a column", slug="sql-syntax")
    return found


def _name(node: exp.Expr) -> str:
    if isinstance(node, exp.Paren):
        return _name(node.this)
    if isinstance(node, exp.Dot):
        return str(node.expression.name)
    return node.name if isinstance(node, exp.Column) else ""


def _everything(scope: Scope) -> list[Item]:
    """`*`: the columns that USING merged, once and first, then all others in order."""
    if not scope.sources:
        raise Invalid("`*` needs a FROM", hint="name what to select from", slug="sql-syntax")
    scope.session.lists(sum(len(source.fields) for source in scope.sources))
    merged = {name: field for source in scope.sources for name, field in source.merged.items()}
    rest = [f for source in scope.sources for f in source.fields if f.name.lower() not in source.merged]
    return [_item(field, scope) for field in (*merged.values(), *rest)]


def _of_one(node: exp.Column, scope: Scope) -> list[Item]:
    qualifier = tuple(part.name.lower() for part in node.parts[:-1])
    sources: list[Source] = [source for source in scope.sources if source.answers_to(qualifier)]
    if len(sources) != 1:
        raise Invalid(
            f"Nothing in FROM is called `{'.'.join(qualifier)[:80]}`",
            hint="write the alias that FROM gives it",
            slug="sql-unknown-table",
        )
    scope.session.lists(len(sources[0].fields))
    return [_item(field, scope) for field in sources[0].fields]


def _item(field: Field, scope: Scope) -> Item:
    scope.session.read(field)
    return Item(field.name, scope.session.seen(field.bound))


def outputs(listed: Sequence[Item]) -> tuple[Field, ...]:
    """Give each output its own name in the text: `_col2` where there is none, `a_1` for the second `a`."""
    names = _Names()
    found = []
    for position, item in enumerate(listed):
        name = names.free(item.name or f"_col{position}")
        found.append(
            Field(
                name=item.name or name,
                sql=identifier(name),
                type=item.bound.type,
                sources=item.bound.sources,
                varies=item.bound.varies or not item.bound.settled,
            )
        )
    return tuple(found)


class _Names:
    """Names that differ, whatever their case."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._last: dict[str, int] = {}

    def free(self, name: str) -> str:
        made, key = name, name.lower()
        while made.lower() in self._taken:
            self._last[key] = self._last.get(key, 0) + 1
            made = f"{name}_{self._last[key]}"
        self._taken.add(made.lower())
        return made
