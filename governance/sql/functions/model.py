"""One row of the functions table: what Trino calls it, what it takes, and what DuckDB text means the same."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from governance.sql.bound import Bound
from governance.sql.promotion import common
from governance.sql.types import UNKNOWN, Type, is_

__all__ = ["Builder", "Function", "Rule", "aggregate", "element", "same", "scalar", "widest"]

Rule = Type | Callable[[Sequence[Bound]], Type]
"""A result's type, or how it follows from the arguments."""

Builder = Callable[[Sequence[Bound]], str]
"""How the text follows from the arguments, where a template does not do."""

_ACCEPTS: dict[str, tuple[str, ...]] = {
    "s": ("varchar",),
    "j": ("varchar", "json"),
    "y": ("varbinary",),
    "i": ("integer",),
    "n": ("integer", "number"),
    "b": ("boolean",),
    "d": ("temporal",),
    "w": ("temporal", "wallclock"),
    "t": ("temporal", "wallclock", "time"),
    "v": ("interval",),
    "a": ("array",),
    "m": ("map",),
}
_CALLED = {
    "s": "a string",
    "j": "a string or JSON",
    "y": "a varbinary",
    "i": "an integer",
    "n": "a number",
    "b": "a boolean",
    "d": "a date or timestamp",
    "w": "a date or timestamp",
    "t": "a date or time",
    "v": "an interval",
    "a": "an array",
    "m": "a map",
    "k": "a constant string",
    "u": "a unit such as 'day'",
    "l": "a lambda",
    "x": "a value",
}


@dataclass(frozen=True, kw_only=True)
class Function:
    """One form of a function.

    `takes` has a letter for each argument: s string, j string or JSON, y varbinary, i integer, n number, b boolean,
    d date or timestamp, w also at a zone, t also time, v interval, a array, m map, k constant string, u unit, l lambda, x anything;
    the last one may be followed by `*` (any number more). `sql` is a template (`{0}`, or `{all}` for a list) or
    builds the text. `{d}`, `{o}` and `{n}` in an aggregate stand where DISTINCT, ORDER BY and IGNORE NULLS would go.
    `outer` is put around an aggregate after its FILTER and OVER (`{type}` is the result's). `total`: it never fails.
    `by_order`: "yes" when the result follows from the order in which rows are met, "sums" when its last digits do.
    """

    takes: str
    sql: str | Builder
    returns: Rule
    kind: Literal["scalar", "aggregate", "window"] = "scalar"
    outer: str = ""
    total: bool = False
    stable: bool = True
    by_order: Literal["", "sums", "yes"] = ""
    bounds: tuple[int, int] = field(init=False)

    def __post_init__(self) -> None:
        least = len(self.takes.rstrip("*"))
        object.__setattr__(self, "bounds", (least, 10_000 if self.takes.endswith("*") else least))

    def fits(self, count: int) -> bool:
        """Tell whether it can take that many arguments."""
        return self.bounds[0] <= count <= self.bounds[1]

    def letters(self, count: int) -> str:
        """The letter of each of `count` arguments."""
        least = self.bounds[0]
        return self.takes.rstrip("*") + self.takes[-2:-1] * (count - least)

    def complaint(self, arguments: Sequence[Bound]) -> str:
        """What is wrong with the arguments' types, or ""."""
        for letter, argument in zip(self.letters(len(arguments)), arguments, strict=False):
            if letter in _ACCEPTS and not is_(argument.type, *_ACCEPTS[letter]):
                return f"takes {_CALLED[letter]}, not {argument.type}"
        return ""

    def text(self, arguments: Sequence[Bound], *, distinct: str = "", order: str = "", nulls: str = "") -> str:
        """The call in DuckDB's words."""
        if callable(self.sql):
            return self.sql(arguments)
        texts = [argument.sql for argument in arguments]
        return self.sql.format(*texts, all=", ".join(texts), d=distinct, o=order, n=nulls)

    def offers(self, mark: str) -> bool:
        """Tell whether the template has room for `{d}`, `{o}` or `{n}`."""
        return not callable(self.sql) and mark in self.sql

    def type(self, arguments: Sequence[Bound]) -> Type:
        """The type of the result."""
        return self.returns if isinstance(self.returns, Type) else self.returns(arguments)


def scalar(takes: str, sql: str | Builder, returns: Rule, *, total: bool = False) -> Function:
    """A function of one row's values."""
    return Function(takes=takes, sql=sql, returns=returns, total=total)


def aggregate(
    takes: str, sql: str | Builder, returns: Rule, *, outer: str = "", by_order: Literal["", "sums", "yes"] = ""
) -> Function:
    """A function of many rows' values."""
    return Function(takes=takes, sql=sql, returns=returns, kind="aggregate", outer=outer, total=True, by_order=by_order)


def same(position: int = 0) -> Callable[[Sequence[Bound]], Type]:
    """The result has the type of that argument."""
    return lambda arguments: arguments[position].type


def element(position: int = 0) -> Callable[[Sequence[Bound]], Type]:
    """The result has the type of that array's items, or that map's values."""

    def rule(arguments: Sequence[Bound]) -> Type:
        inner = arguments[position].type.inner
        return inner[-1] if inner else UNKNOWN

    return rule


def widest(arguments: Sequence[Bound]) -> Type:
    """The type that all arguments can be read as."""
    return common([argument.type for argument in arguments])
