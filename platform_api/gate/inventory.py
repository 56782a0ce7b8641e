"""What a table's metadata refers to, and what lies in its folder: the two need not be the same."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from pyiceberg.table import StaticTable, Table

from governance.errors import Unavailable
from sidecar.backends.tables import local_path

__all__ = ["Inventory", "SnapshotFacts", "StoredFile", "inventory_at", "inventory_of", "snapshots_of", "stored_files"]

_FOLDERS = ("data", "metadata")


@dataclass(frozen=True, kw_only=True)
class SnapshotFacts:
    """A snapshot: when it was made and when it stopped being shown (0: it is shown), in seconds since 1970.

    `place` counts back from what `main` shows, 0 for that and -1 for one that it never showed; `is_head` says that a
    branch or tag is at it.
    """

    id: int
    made_at: int
    left_at: int
    place: int
    is_head: bool
    run: str
    rows: int


@dataclass(frozen=True, kw_only=True)
class Inventory:
    """A table under one metadata file: its folder, when its snapshots were made, the files that they need, and all it names."""

    location: str
    made_at: tuple[int, ...]
    needed: frozenset[str]
    referenced: frozenset[str]


@dataclass(frozen=True)
class StoredFile:
    """A file in a table's folder: its size in bytes, and when it was written, in seconds since 1970."""

    path: str
    size: int
    written_at: float


def inventory_at(metadata_location: str) -> Inventory:
    """Return what a metadata file says, without a catalog."""
    return inventory_of(StaticTable.from_metadata(metadata_location))


def inventory_of(table: Table) -> Inventory:
    """Return what a table as it was loaded refers to: manifests and files of every snapshot, and metadata."""
    metadata = table.metadata
    told = {table.metadata_location, *(entry.metadata_file for entry in metadata.metadata_log)}
    told |= {one.statistics_path for one in metadata.statistics}
    manifests = {one.manifest_path: one for snapshot in metadata.snapshots for one in snapshot.manifests(table.io)}
    needed = {snapshot.manifest_list for snapshot in metadata.snapshots} | set(manifests)
    for manifest in manifests.values():
        entries = manifest.fetch_manifest_entry(table.io, discard_deleted=True)
        needed |= {entry.data_file.file_path for entry in entries}
    found = frozenset(_real_path(local_path(path)) for path in needed)
    return Inventory(
        location=local_path(metadata.location),
        made_at=tuple(snapshot.timestamp_ms // 1000 for snapshot in metadata.snapshots),
        needed=found,
        referenced=found | {_real_path(local_path(path)) for path in told},
    )


def snapshots_of(table: Table) -> list[SnapshotFacts]:
    """Return a table's snapshots in the order in which they were made."""
    return list(_snapshots(table))


def _snapshots(table: Table) -> Iterator[SnapshotFacts]:
    metadata = table.metadata
    log = sorted(metadata.snapshot_log, key=lambda entry: entry.timestamp_ms)
    left = {one.snapshot_id: after.timestamp_ms for one, after in pairwise(log)}
    order = list(dict.fromkeys(entry.snapshot_id for entry in reversed(log)))
    heads = {ref.snapshot_id for ref in metadata.refs.values()}
    main = metadata.refs["main"].snapshot_id if "main" in metadata.refs else None
    for snapshot in metadata.snapshots:
        told = snapshot.summary.additional_properties if snapshot.summary else {}
        yield SnapshotFacts(
            id=snapshot.snapshot_id,
            made_at=snapshot.timestamp_ms // 1000,
            left_at=0
            if snapshot.snapshot_id == main
            else -(-left.get(snapshot.snapshot_id, snapshot.timestamp_ms) // 1000),
            place=order.index(snapshot.snapshot_id) if snapshot.snapshot_id in order else -1,
            is_head=snapshot.snapshot_id in heads,
            run=told.get("trellis.run-id", ""),
            rows=int(told.get("total-records", 0)),
        )


def stored_files(location: str, *, within: Path) -> list[StoredFile]:
    """Return the files in a table's own folders. A link is none, and is not followed.

    Raises `Unavailable` for a table that does not lie `within` the warehouse: nothing of it is ours to remove.
    """
    root = Path(location)
    if root.is_symlink() or not root.resolve().is_relative_to(within.resolve()) or root.resolve() == within.resolve():
        raise Unavailable(
            f"The table at `{location}` does not lie in the warehouse `{within}`",
            hint="its files are left alone; move the table back, or clean it where it is",
            slug="outside-warehouse",
        )
    return sorted(_walk(root), key=lambda file: file.path)


def _walk(root: Path) -> Iterator[StoredFile]:
    real = root.resolve()
    for name in _FOLDERS:
        if (root / name).is_symlink():
            continue
        for place, _, names in os.walk(root / name):
            for file in names:
                path = os.path.join(place, file)
                if not os.path.islink(path) and Path(path).resolve().is_relative_to(real):
                    status = os.stat(path)
                    yield StoredFile(_real_path(path), status.st_size, status.st_mtime)


def _real_path(path: str) -> str:
    """Return the one name of a file, whatever links its folder is reached by."""
    folder, name = os.path.split(path)
    return os.path.join(_real_folder(folder), name)


@lru_cache(maxsize=4096)
def _real_folder(folder: str) -> str:
    return os.path.realpath(folder)
