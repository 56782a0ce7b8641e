"""Limits of ODCS on a count or a share, as the arguments of an expectation."""

from typing import Any

from governance.checks import Limit

__all__ = ["non_null_share", "row_count"]

_NO_LIMIT = "it has no limits"
_NOT_ONE = "it can say that a number lies in a range, and not that it is anything but one number"


def row_count(limit: Limit | None) -> dict[str, Any] | str:
    """Return the least and greatest number of rows, or the reason why there are none."""
    if limit is None:
        return _NO_LIMIT
    t = limit.threshold
    match limit.operator:
        case "mustBe":
            return {"min_value": t, "max_value": t}
        case "mustBeGreaterThan":
            return {"min_value": int(t) + 1}
        case "mustBeGreaterOrEqualTo":
            return {"min_value": t}
        case "mustBeLessThan":
            return {"max_value": int(t) - 1} if int(t) == t else {"max_value": int(t)}
        case "mustBeLessOrEqualTo":
            return {"max_value": int(t)}
        case "mustBeBetween":
            return {"min_value": t[0], "max_value": t[1]}
        case _:
            return _NOT_ONE


def non_null_share(limit: Limit | None) -> dict[str, Any] | str:
    """Return the share of values that are there which a limit on the percentage of nulls leaves, or a reason."""
    if limit is None or limit.unit != "percent":
        return "it counts shares of nulls, and not their number"
    t = limit.threshold
    match limit.operator:
        case "mustBe":
            return {"min_value": _rest(t), "max_value": _rest(t)}
        case "mustBeLessThan":
            return {"min_value": _rest(t), "strict_min": True}
        case "mustBeLessOrEqualTo":
            return {"min_value": _rest(t)}
        case "mustBeGreaterThan":
            return {"max_value": _rest(t), "strict_max": True}
        case "mustBeGreaterOrEqualTo":
            return {"max_value": _rest(t)}
        case "mustBeBetween":
            return {"min_value": _rest(t[1]), "max_value": _rest(t[0])}
        case _:
            return _NOT_ONE


def _rest(percent: float) -> float:
    return (100 - percent) / 100
