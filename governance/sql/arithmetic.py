"""Arithmetic as Trino has it: whole division of integers, decimals that keep their scale, failing on a division by zero."""

from governance.errors import Invalid
from governance.sql.bound import Bound, combine
from governance.sql.failures import fail
from governance.sql.promotion import arithmetic
from governance.sql.types import DATE, INTERVAL, UNKNOWN, Type, family, is_

__all__ = ["calculate"]


def calculate(operator: str, left: Bound, right: Bound) -> Bound:
    """`left operator right` as Trino has it: whole division of integers, failing on a division by zero."""
    kind = arithmetic(operator, left.type, right.type)
    if kind == UNKNOWN and UNKNOWN not in (left.type, right.type):
        raise Invalid(
            f"`{operator}` does not take {left.type} and {right.type}",
            hint="cast one of them, or use a function such as date_add",
            slug="sql-type",
        )
    text = _calculated(operator, left, right, kind)
    whole = family(kind) == "integer" and operator in "/%" and _is_positive(right)
    total = whole or (kind.name in {"double", "real"} and operator != "%")
    return combine(text, kind, (left, right), total=total)


def _is_positive(bound: Bound) -> bool:
    return bound.constant is not None and bound.constant.isdigit() and int(bound.constant) > 0


def _calculated(operator: str, left: Bound, right: Bound, kind: Type) -> str:
    plain = f"({left.sql} {operator} {right.sql})"
    if kind == DATE:
        return f"CAST({plain} AS DATE)"
    if kind == INTERVAL and operator == "-" and is_(left.type, "temporal"):
        return f"(CAST({left.sql} AS TIMESTAMP) - CAST({right.sql} AS TIMESTAMP))"
    if operator not in "/%" or kind.name in {"double", "real", "unknown", "interval"}:
        return plain
    return _divided(operator, left, right, kind)


def _divided(operator: str, left: Bound, right: Bound, kind: Type) -> str:
    if operator == "%":
        plain = f"({left.sql} % {right.sql})"
    elif family(kind) == "integer":
        plain = f"({left.sql} // {right.sql})"
    else:  # DuckDB divides decimals as doubles; 15 digits are exact
        quotient = f"CAST({left.sql} AS DOUBLE) / CAST({right.sql} AS DOUBLE)"
        plain = f"CAST(round({quotient}, {kind.size[1]}) AS {kind.duckdb})"
    if right.constant is not None and right.constant.strip("0.") != "":
        return plain
    return f"CASE WHEN {right.sql} = 0 THEN {fail('division by zero', kind)} ELSE {plain} END"
