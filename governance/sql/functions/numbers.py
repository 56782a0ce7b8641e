"""Numbers: Trino answers NaN and infinity where DuckDB raises, and keeps a decimal's scale."""

from collections.abc import Sequence

from governance.errors import Invalid
from governance.sql.arithmetic import calculate
from governance.sql.bound import Bound
from governance.sql.functions.model import Function, Rule, same, scalar
from governance.sql.types import BIGINT, BOOLEAN, DOUBLE, VARCHAR, Type, decimal, family

__all__ = ["NUMBERS"]

_NAN = "CAST('NaN' AS DOUBLE)"
_INFINITY = "CAST('Infinity' AS DOUBLE)"


def _logarithm(call: str) -> str:
    cases = f"WHEN {{0}} > 0 THEN {call} WHEN {{0}} = 0 THEN -{_INFINITY} WHEN {{0}} < 0 THEN {_NAN}"
    return f"CASE {cases} END"


def _whole(arguments: Sequence[Bound]) -> Type:
    """The type of a number without its fraction."""
    kind = arguments[0].type
    return decimal(kind.size[0] - kind.size[1] + min(kind.size[1], 1), 0) if kind.name == "decimal" else kind


def _wider(arguments: Sequence[Bound]) -> Type:
    """Rounding 99.95 to one place needs one more digit before the point."""
    kind = arguments[0].type
    return decimal(kind.size[0] + 1, kind.size[1]) if kind.name == "decimal" else kind


def _cast(call: str, rule: Rule) -> Function:
    """A call that leaves integers as they are and gives decimals the scale that Trino gives them."""

    def text(arguments: Sequence[Bound]) -> str:
        kind = rule if isinstance(rule, Type) else rule(arguments)
        done = call.format(*[argument.sql for argument in arguments])
        if family(kind) == "integer" and len(arguments) == 1:
            return arguments[0].sql
        return f"CAST({done} AS {kind.duckdb})" if kind.name == "decimal" else done

    return scalar("n" + "i" * call.count("{1}"), text, rule)


def _double(call: str, takes: str = "n", *, total: bool = False) -> tuple[Function]:
    return (scalar(takes, call, DOUBLE, total=total),)


def _bit_count(arguments: Sequence[Bound]) -> str:
    if arguments[1].constant != "64":
        raise Invalid("`bit_count` counts the bits of 64", hint="write `bit_count(x, 64)`", slug="sql-argument")
    return f"CAST(bit_count(CAST({arguments[0].sql} AS BIGINT)) AS BIGINT)"


def _bits(call: str, takes: str = "ii") -> tuple[Function]:
    template = call.replace("{0}", "CAST({0} AS BIGINT)").replace("{1}", "CAST({1} AS BIGINT)")
    return (scalar(takes, template, BIGINT),)


_BUCKET = (
    "CASE WHEN {1} < {2} AND {0} < {1} OR {1} > {2} AND {0} > {1} THEN 0 "
    "WHEN {1} < {2} AND {0} >= {2} OR {1} > {2} AND {0} <= {2} THEN {3} + 1 "
    "ELSE CAST(floor(CAST({3} AS DOUBLE) * ({0} - {1}) / CAST({2} - {1} AS DOUBLE)) AS BIGINT) + 1 END"
)

NUMBERS: dict[str, tuple[Function, ...]] = {
    "abs": (scalar("n", "abs({0})", same()),),
    "ceil": (_cast("ceil({0})", _whole),),
    "ceiling": (_cast("ceil({0})", _whole),),
    "floor": (_cast("floor({0})", _whole),),
    "round": (_cast("round({0})", _whole), _cast("round({0}, CAST({1} AS INTEGER))", _wider)),
    "truncate": (_cast("trunc({0})", _whole), _cast("trunc({0}, CAST({1} AS INTEGER))", same())),
    "sign": (scalar("n", lambda a: f"CAST(sign({a[0].sql}) AS {_whole(a).duckdb})", _whole),),
    "sqrt": _double(f"CASE WHEN {{0}} < 0 THEN {_NAN} ELSE sqrt({{0}}) END", total=True),
    "cbrt": _double("cbrt({0})", total=True),
    "exp": _double("exp({0})", total=True),
    "ln": _double(_logarithm("ln({0})"), total=True),
    "log2": _double(_logarithm("log2({0})"), total=True),
    "log10": _double(_logarithm("log10({0})"), total=True),
    "log": _double("(ln({1}) / ln({0}))", "nn"),
    "pow": _double("pow(CAST({0} AS DOUBLE), CAST({1} AS DOUBLE))", "nn"),
    "power": _double("pow(CAST({0} AS DOUBLE), CAST({1} AS DOUBLE))", "nn"),
    "mod": (scalar("nn", lambda a: calculate("%", a[0], a[1]).sql, lambda a: calculate("%", a[0], a[1]).type),),
    "sin": _double("sin({0})"),
    "cos": _double("cos({0})"),
    "tan": _double("tan({0})"),
    "asin": _double(f"CASE WHEN abs({{0}}) > 1 THEN {_NAN} ELSE asin({{0}}) END"),
    "acos": _double(f"CASE WHEN abs({{0}}) > 1 THEN {_NAN} ELSE acos({{0}}) END"),
    "atan": _double("atan({0})"),
    "atan2": _double("atan2({0}, {1})", "nn"),
    "sinh": _double("sinh({0})"),
    "cosh": _double("cosh({0})"),
    "tanh": _double("tanh({0})"),
    "degrees": _double("degrees({0})"),
    "radians": _double("radians({0})"),
    "pi": _double("pi()", "", total=True),
    "e": _double("exp(1)", "", total=True),
    "nan": _double(_NAN, "", total=True),
    "infinity": _double(_INFINITY, "", total=True),
    "is_nan": (scalar("n", "isnan(CAST({0} AS DOUBLE))", BOOLEAN, total=True),),
    "is_finite": (scalar("n", "isfinite(CAST({0} AS DOUBLE))", BOOLEAN, total=True),),
    "is_infinite": (scalar("n", "isinf(CAST({0} AS DOUBLE))", BOOLEAN, total=True),),
    "bitwise_and": _bits("({0} & {1})"),
    "bitwise_or": _bits("({0} | {1})"),
    "bitwise_xor": _bits("xor({0}, {1})"),
    "bitwise_not": _bits("(~{0})", "i"),
    "bitwise_left_shift": _bits("({0} << {1})"),
    "bitwise_right_shift_arithmetic": _bits("({0} >> {1})"),
    "bit_count": (scalar("ii", _bit_count, BIGINT),),
    "width_bucket": (scalar("nnni", _BUCKET, BIGINT),),
    "to_base": (scalar("ii", "lower(to_base({0}, {1}))", VARCHAR),),
}
