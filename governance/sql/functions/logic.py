"""Choosing between values. Trino's greatest and least are null when any argument is."""

from collections.abc import Sequence

from governance.sql.bound import Bound
from governance.sql.functions.formats import from_printf
from governance.sql.functions.model import Builder, Function, same, scalar, widest
from governance.sql.quoting import string
from governance.sql.types import VARCHAR

__all__ = ["LOGIC"]


def _strict(call: str) -> Builder:
    def text(arguments: Sequence[Bound]) -> str:
        texts = [argument.sql for argument in arguments]
        nothing = " OR ".join(f"{one} IS NULL" for one in texts)
        return f"CASE WHEN {nothing} THEN NULL ELSE {call}({', '.join(texts)}) END"

    return text


def _printf(arguments: Sequence[Bound]) -> str:
    pattern = string(from_printf(arguments[0].constant or "", len(arguments) - 1))
    return f"printf({', '.join([pattern, *(argument.sql for argument in arguments[1:])])})"


LOGIC: dict[str, tuple[Function, ...]] = {
    "coalesce": (scalar("xx*", "coalesce({all})", widest, total=True),),
    "nullif": (scalar("xx", "nullif({0}, {1})", same(), total=True),),
    "greatest": (scalar("xx*", _strict("greatest"), widest, total=True),),
    "least": (scalar("xx*", _strict("least"), widest, total=True),),
    "try": (scalar("x", "TRY({0})", same(), total=True),),
    "format": (scalar("kx*", _printf, VARCHAR),),
}
