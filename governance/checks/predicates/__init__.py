"""What breaks a check, as SQL."""

from governance.checks.predicates.texts import FORMATS, UNTESTED
from governance.checks.predicates.violation import NEVER, violation

__all__ = ["FORMATS", "NEVER", "UNTESTED", "violation"]
