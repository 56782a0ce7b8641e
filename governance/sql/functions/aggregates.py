"""Aggregates and window functions."""

from collections.abc import Sequence

from governance.sql.bound import Bound
from governance.sql.functions.model import Function, Rule, aggregate, same
from governance.sql.types import (
    BIGINT,
    BOOLEAN,
    DOUBLE,
    VARCHAR,
    Type,
    array_of,
    decimal,
    map_of,
)

__all__ = ["AGGREGATES", "WINDOWS"]

_TYPED = "CAST({0} AS {type})"


def _sum(arguments: Sequence[Bound]) -> Type:
    kind = arguments[0].type
    return decimal(38, kind.size[1]) if kind.name == "decimal" else kind


def _listed(arguments: Sequence[Bound]) -> Type:
    return array_of(arguments[0].type)


def _map(arguments: Sequence[Bound]) -> Type:
    return map_of(arguments[0].type, arguments[1].type)


def _counted(arguments: Sequence[Bound]) -> Type:
    return map_of(arguments[0].type, BIGINT)


def _statistic(call: str, takes: str = "n") -> tuple[Function]:
    return (aggregate(takes, call, DOUBLE, by_order="sums"),)


def _extreme(call: str) -> tuple[Function, ...]:
    return (
        aggregate("x", f"{call}({{d}}{{0}})", same()),
        aggregate("xi", f"{call}({{0}}, {{1}})", _listed),
    )


def _extreme_by(call: str) -> tuple[Function, ...]:
    return (
        aggregate("xx", f"{call}_null({{0}}, {{1}})", same(), by_order="yes"),
        aggregate("xxi", f"{call}({{0}}, {{1}}, {{2}})", _listed, by_order="yes"),
    )


def _both(call: str) -> tuple[Function]:
    return (aggregate("b", call, BOOLEAN),)


_ANY = (aggregate("x", "min({0})", same()),)  # any value will do, so the one that does not depend on the plan

AGGREGATES: dict[str, tuple[Function, ...]] = {
    "count": (aggregate("", "count(*)", BIGINT), aggregate("x", "count({d}{0})", BIGINT)),
    "count_if": (aggregate("b", "count(CASE WHEN {0} THEN 1 END)", BIGINT),),
    "sum": (
        aggregate("i", "sum({d}{0})", BIGINT, outer="CAST({0} AS BIGINT)"),
        aggregate("n", "sum({d}{0})", _sum, outer=_TYPED, by_order="sums"),
    ),
    "avg": (
        aggregate("i", "avg({d}{0})", DOUBLE),
        aggregate("n", "avg({d}{0})", same(), outer=_TYPED, by_order="sums"),
    ),
    "min": _extreme("min"),
    "max": _extreme("max"),
    "min_by": _extreme_by("arg_min"),
    "max_by": _extreme_by("arg_max"),
    "arbitrary": _ANY,
    "any_value": _ANY,
    "array_agg": (aggregate("x", "list({d}{0}{o})", _listed),),
    "listagg": (aggregate("ss", "string_agg({d}{0}, {1}{o})", VARCHAR),),
    "map_agg": (
        aggregate("xx", "list(struct_pack(k := {0}, v := {1}) ORDER BY {0})", _map, outer="map_from_entries({0})"),
    ),
    "histogram": (aggregate("x", "histogram({0})", _counted, outer=_TYPED),),
    "approx_distinct": (
        aggregate("x", "approx_count_distinct({0})", BIGINT),
        aggregate("xn", "approx_count_distinct({0})", BIGINT),
    ),
    "approx_percentile": (
        aggregate("nn", "approx_quantile({0}, {1})", same(), outer=_TYPED, by_order="yes"),
        aggregate("na", "approx_quantile({0}, {1})", _listed, outer=_TYPED, by_order="yes"),
    ),
    "bool_and": _both("bool_and({0})"),
    "every": _both("bool_and({0})"),
    "bool_or": _both("bool_or({0})"),
    "bitwise_and_agg": (aggregate("i", "bit_and(CAST({0} AS BIGINT))", BIGINT),),
    "bitwise_or_agg": (aggregate("i", "bit_or(CAST({0} AS BIGINT))", BIGINT),),
    "geometric_mean": _statistic("geomean({0})"),
    "stddev": _statistic("stddev_samp({d}{0})"),
    "stddev_samp": _statistic("stddev_samp({d}{0})"),
    "stddev_pop": _statistic("stddev_pop({d}{0})"),
    "variance": _statistic("var_samp({d}{0})"),
    "var_samp": _statistic("var_samp({d}{0})"),
    "var_pop": _statistic("var_pop({d}{0})"),
    "corr": _statistic("corr({0}, {1})", "nn"),
    "covar_pop": _statistic("covar_pop({0}, {1})", "nn"),
    "covar_samp": _statistic("covar_samp({0}, {1})", "nn"),
    "regr_slope": _statistic("regr_slope({0}, {1})", "nn"),
    "regr_intercept": _statistic("regr_intercept({0}, {1})", "nn"),
    "grouping": (aggregate("xx*", "grouping({all})", BIGINT), aggregate("x", "grouping({0})", BIGINT)),
}


def _window(takes: str, sql: str, returns: Rule) -> Function:
    return Function(takes=takes, sql=sql, returns=returns, kind="window", total=True)


def _shifted(call: str) -> tuple[Function, ...]:
    places = ("{0}", "{0}, {1}", "{0}, {1}, {2}")
    takes = ("x", "xi", "xix")
    return tuple(
        _window(letters, f"{call}({inside}{{n}})", same()) for letters, inside in zip(takes, places, strict=True)
    )


WINDOWS: dict[str, tuple[Function, ...]] = {
    **{name: (_window("", f"{name}()", BIGINT),) for name in ("row_number", "rank", "dense_rank")},
    **{name: (_window("", f"{name}()", DOUBLE),) for name in ("percent_rank", "cume_dist")},
    "ntile": (_window("i", "ntile({0})", BIGINT),),
    "lag": _shifted("lag"),
    "lead": _shifted("lead"),
    "first_value": (_window("x", "first_value({0}{n})", same()),),
    "last_value": (_window("x", "last_value({0}{n})", same()),),
    "nth_value": (_window("xi", "nth_value({0}, {1}{n})", same()),),
}
