"""A check: one small function with the code that its complaints carry."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from governance.contracts.lint.subject import Complaint, Field, Rule, Subject

__all__ = ["Check", "of_contract", "of_each_field", "of_each_rule"]


@dataclass(frozen=True)
class Check:
    """One check of the linter: what it yields for a subject are findings of its code, or of one of its codes."""

    codes: tuple[str, ...]
    run: Callable[[Subject], Iterator[Complaint]]


def of_contract(*codes: str) -> Callable[[Callable[[Subject], Iterator[Complaint]]], Check]:
    """Make a check of a function that is given the whole contract."""
    return lambda function: Check(codes, function)


def of_each_field(*codes: str) -> Callable[[Callable[[Field], Iterator[Complaint]]], Check]:
    """Make a check of a function that is given one property after the other, nested ones included."""
    return lambda function: Check(codes, lambda subject: _each(function, subject.fields))


def of_each_rule(*codes: str) -> Callable[[Callable[[Rule], Iterator[Complaint]]], Check]:
    """Make a check of a function that is given one quality rule after the other."""
    return lambda function: Check(codes, lambda subject: _each(function, subject.rules))


def _each(function: Callable[[Any], Iterator[Complaint]], things: tuple[Any, ...]) -> Iterator[Complaint]:
    for thing in things:
        yield from function(thing)
