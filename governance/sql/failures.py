"""How a query fails on purpose where Trino would and DuckDB would not.

DuckDB's own `error()` is volatile, which TRY refuses and which stops filters from being pushed down. A cast that
cannot succeed is neither, and the words in it tell the worker which failure it was.
"""

from governance.sql.types import Type

__all__ = ["FAILURES", "fail", "reason_in"]

FAILURES = {
    "division by zero": "arithmetic",
    "subscript out of bounds": "argument",
    "key not in map": "argument",
    "sequence longer than 10000": "argument",
    "invalid base": "argument",
}
"""What may go wrong, and the code that a query ends with."""

_MARK = "trellis:"


def fail(reason: str, kind: Type) -> str:
    """DuckDB text of type `kind` that fails with `reason` when it is evaluated, and only then."""
    if reason not in FAILURES:
        raise KeyError(reason)
    inner = f"CAST('{_MARK}{reason}' AS INTEGER)"
    if kind.name in {"unknown", "null", "integer"}:
        return inner
    return (
        f"CAST({inner} AS {kind.duckdb})" if kind.name in {"varchar", "json"} else inner.replace("INTEGER", kind.duckdb)
    )


def reason_in(text: str) -> str:
    """The reason that an engine's message carries, or ""."""
    return next((reason for reason in FAILURES if f"{_MARK}{reason}" in text), "")
