"""Which snapshots stay and why, and which files nobody needs: decided from facts alone."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from platform_api.gate.inventory import SnapshotFacts, StoredFile

__all__ = ["Holds", "Rules", "kept", "unneeded"]


@dataclass(frozen=True, kw_only=True)
class Rules:
    """How long a snapshot stays after it was last shown, how many stay at least, and how old a file must be to go.

    Times are in seconds. A snapshot stays for the time that a file does at least, for those who read it still.
    """

    now: int
    snapshot_seconds: int
    snapshots: int
    file_seconds: int

    @property
    def oldest(self) -> int:
        """When a snapshot must have been shown last not to stay by its age."""
        return self.now - max(self.snapshot_seconds, self.file_seconds)


@dataclass(frozen=True, kw_only=True)
class Holds:
    """Who holds what of one table: snapshots by id with the words for it, and since when somebody may read what is shown."""

    snapshots: Mapping[int, str] = field(default_factory=dict)
    reading_since: int | None = None


def kept(snapshots: "Iterable[SnapshotFacts]", holds: Holds, rules: Rules) -> dict[int, str]:
    """Return why each snapshot stays, "" for one that may go."""
    return {one.id: _reason(one, holds, rules) for one in snapshots}


def _reason(one: "SnapshotFacts", holds: Holds, rules: Rules) -> str:
    if one.left_at == 0:
        return "it is what readers see"
    if one.is_head:
        return "a branch or tag is at it"
    if one.id in holds.snapshots:
        return holds.snapshots[one.id]
    if 0 <= one.place < rules.snapshots:
        return f"it is one of the last {rules.snapshots}"
    if one.left_at >= rules.oldest:
        return "it was shown not long ago"
    if holds.reading_since is not None and one.left_at >= holds.reading_since:
        return "a run that is under way may read it"
    return ""


def unneeded(
    files: "Iterable[StoredFile]", *, referenced: Collection[str], busy: Collection[str], rules: Rules
) -> "list[StoredFile]":
    """Return the files that no table of the mesh refers to now (`referenced`) and that are old enough to go.

    A folder that is called like one of the `busy` runs is theirs.
    """
    oldest = rules.now - rules.file_seconds
    return [
        file
        for file in files
        if file.path not in referenced and file.written_at < oldest and not set(file.path.split("/")) & set(busy)
    ]
