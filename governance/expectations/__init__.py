"""Expectations: what a consumer relies on, and whether a contract promises it."""

from governance.expectations.load import LoadedExpectations, load_expectations
from governance.expectations.model import Expectations
from governance.expectations.satisfies import satisfies

__all__ = ["Expectations", "LoadedExpectations", "load_expectations", "satisfies"]
