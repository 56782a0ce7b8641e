"""The state of every clause of a contract."""

from governance.checks.report.walk import report

__all__ = ["report"]
