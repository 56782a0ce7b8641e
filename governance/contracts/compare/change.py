"""One difference between two contracts, and all of them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from governance.contracts.compare.kinds import KINDS
from governance.documents import Path
from governance.documents.paths import spelled

__all__ = ["Bump", "Change", "Comparison", "Grade", "Perspective"]

Bump = Literal["none", "patch", "minor", "major"]
Perspective = Literal["consumer", "governance", "operations"]


class Grade(StrEnum):
    """How much a change matters: breaking stops somebody's work, a warning may mislead them, safe does neither."""

    BREAKING = "breaking"
    WARNING = "warning"
    SAFE = "safe"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One difference. `kind` is a key of `KINDS`; `path` leads into the new document, or into the old one when what
    changed is gone; `column` is the column it is about, as consumers' usage is recorded.
    """

    kind: str
    path: Path
    before: Any
    after: Any
    grade: Grade
    message: str
    perspective: Perspective = "consumer"
    column: str = ""

    @property
    def code(self) -> str:
        """The code of the catalogue under which it is reported."""
        return KINDS[self.kind].code

    @property
    def why(self) -> str:
        """Why this sort of change is graded as it is."""
        return KINDS[self.kind].why

    @property
    def bump(self) -> Bump:
        """The part of the version that has to rise for this change alone."""
        if self.grade is Grade.BREAKING:
            return "major"
        return "minor" if KINDS[self.kind].minor else "patch"

    def as_json(self) -> dict[str, str]:
        """Return it as the policies on evolution read it."""
        return {
            "kind": self.kind,
            "path": spelled(self.path),
            "column": self.column,
            "grade": self.grade.value,
            "message": self.message,
        }


_ORDER: tuple[Bump, ...] = ("none", "patch", "minor", "major")


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """All changes, those that matter most first; `rewritten` when the text differs at all, if only in a comment."""

    changes: tuple[Change, ...]
    rewritten: bool

    @property
    def grade(self) -> Grade:
        """The worst grade of all changes; safe when there is none."""
        return next((grade for grade in Grade if self.of_grade(grade)), Grade.SAFE)

    @property
    def required_bump(self) -> Bump:
        """The part of the version that has to rise."""
        bumps: list[Bump] = [change.bump for change in self.changes]
        needed: Bump = max(bumps, key=_ORDER.index, default="none")
        return "patch" if needed == "none" and self.rewritten else needed

    def of_grade(self, grade: Grade) -> tuple[Change, ...]:
        """The changes of one grade."""
        return tuple(change for change in self.changes if change.grade is grade)
