"""Expressions with the value that Trino's documentation or source gives them."""

import datetime as dt

import duckdb

from governance.errors import TrellisError

__all__ = ["FAILS", "at", "outcome"]

FAILS = "fails"
at = dt.datetime.fromisoformat


def outcome(value, expression):
    """The value of an expression, or `FAILS` when either gate or the engine refuses it."""
    try:
        return value(expression)
    except (TrellisError, duckdb.Error):
        return FAILS
