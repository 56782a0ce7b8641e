"""Mutants that no test can tell from the original, and why."""

from collections.abc import Mapping

__all__ = ["EQUIVALENT", "reason_for"]

EQUIVALENT: Mapping[str, str] = {}
"""The reason by the mutant's name."""


def reason_for(name: str) -> str:
    """Return why a mutant is no other program, "" if nobody has said so."""
    return EQUIVALENT.get(name, "")
