"""Semantic versions of contracts and products (semver.org 2.0.0, without build metadata)."""

import re
from dataclasses import dataclass
from functools import total_ordering

from governance.errors import Invalid

__all__ = ["Version"]

_SEMVER = re.compile(r"(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})(?:-([0-9A-Za-z.-]{1,64}))?\Z")


@total_ordering
@dataclass(frozen=True)
class Version:
    """Three numbers and an optional pre-release label, in semver's order."""

    major: int
    minor: int
    patch: int
    label: str = ""

    @classmethod
    def parse(cls, text: str) -> "Version":
        """Read `1.2.3` or `1.2.3-rc.1`; raise `Invalid` for anything else."""
        found = _SEMVER.match(text)
        if not found:
            raise Invalid(
                f"`{text[:40]}` is not a version", hint="write three numbers, as in `1.0.0`", slug="bad-version"
            )
        return cls(int(found[1]), int(found[2]), int(found[3]), found[4] or "")

    def _order(self) -> tuple[object, ...]:
        label = tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in self.label.split("."))
        return (self.major, self.minor, self.patch, self.label == "", label)

    def __lt__(self, other: "Version") -> bool:
        return self._order() < other._order()

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}" + (f"-{self.label}" if self.label else "")
