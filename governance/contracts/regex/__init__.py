"""Regular expressions as the engines read them (RE2): told apart from those they refuse, and matched in linear time."""

from governance.contracts.regex.automaton import matches
from governance.contracts.regex.parser import BadPattern, is_anchored, parse

__all__ = ["BadPattern", "is_anchored", "matches", "parse"]
