"""From clauses to rules, in the order of the table's columns."""

from governance.checks.rules.assemble import Assembled, assemble
from governance.checks.rules.draft import Gap

__all__ = ["Assembled", "Gap", "assemble"]
