"""Contracts as suites of Great Expectations."""

from governance.suites.expectation import Expectation, Suite, Unsaid
from governance.suites.suite import suite_of

__all__ = ["Expectation", "Suite", "Unsaid", "suite_of"]
