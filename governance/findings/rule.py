"""One entry of the catalogue: what a code stands for, why it exists and how to get past it."""

from dataclasses import dataclass

from governance.findings.model import Severity

__all__ = ["Rule"]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """What `trellis explain` shows for one code; `before` and `after` are the smallest example and its cure."""

    code: str
    title: str
    why: str
    cure: str
    before: str
    after: str
    severity: Severity = Severity.ERROR

    @property
    def group(self) -> str:
        """What the hundreds of the code stand for."""
        return GROUPS[self.code[3]]


GROUPS = {
    "1": "schema",
    "2": "semantics",
    "3": "compatibility",
    "4": "policy",
    "5": "documentation and ownership",
    "6": "service levels",
    "7": "examples",
    "8": "other tools",
}
