"""The files of a snapshot one by one: which snapshot added each, and what its bounds rule out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyiceberg import types as iceberg
from pyiceberg.conversions import from_bytes
from pyiceberg.manifest import DataFile, ManifestContent
from pyiceberg.table import Table
from pyiceberg.table.snapshots import Snapshot

from governance.errors import Unavailable

__all__ = ["Added", "LiveFile", "added_since", "comparable", "live_files", "may_hold"]

_COMPARABLE = (
    iceberg.IntegerType,
    iceberg.LongType,
    iceberg.StringType,
    iceberg.DateType,
    iceberg.TimestampType,
    iceberg.TimestamptzType,
)


@dataclass(frozen=True, eq=False)
class LiveFile:
    """A data file of a snapshot, and the snapshot that added it."""

    data: DataFile
    added_by: int

    @property
    def rows(self) -> int:
        """How many rows it holds."""
        return int(self.data.record_count)


def live_files(table: Table, snapshot_id: int | None) -> list[LiveFile]:
    """Return the files of a snapshot, by path; raise `Unavailable` where rows were deleted by merge-on-read."""
    snapshot = table.metadata.snapshot_by_id(snapshot_id) if snapshot_id is not None else None
    found = list(_entries(table, snapshot)) if snapshot is not None else []
    return sorted(found, key=lambda file: file.data.file_path)


def _entries(table: Table, snapshot: Snapshot) -> Iterator[LiveFile]:
    for manifest in snapshot.manifests(table.io):
        if manifest.content is ManifestContent.DELETES:
            raise Unavailable(
                f"`{'.'.join(table.name())}` has row-level deletes that another engine left beside its files",
                hint="let that engine compact the table (in Trino: ALTER TABLE … EXECUTE optimize), then try again",
            )
        for entry in manifest.fetch_manifest_entry(table.io, discard_deleted=True):
            yield LiveFile(entry.data_file, entry.snapshot_id or snapshot.snapshot_id)


@dataclass(frozen=True, kw_only=True)
class Added:
    """The files that came after a snapshot; `broken` says why they cannot be told from the others, "" when they can."""

    files: tuple[LiveFile, ...] = ()
    broken: str = ""


def added_since(table: Table, since: int | None, now: int | None) -> Added:
    """Return what was added to a table after the snapshot `since`, provided that rows were only added.

    Files are compared, not the snapshots between: those may have expired, while the two that are read are held.
    """
    if since == now or now is None:
        return Added(broken="" if since == now else "it is empty now")
    files = live_files(table, now)
    if since is None:
        return Added(files=tuple(files))
    if table.metadata.snapshot_by_id(since) is None:
        return Added(broken="what was read of it then has expired")
    before = {file.data.file_path for file in live_files(table, since)}
    if not before <= {file.data.file_path for file in files}:
        return Added(broken="rows of it were replaced since")
    return Added(files=tuple(file for file in files if file.data.file_path not in before))


def comparable(kind: iceberg.IcebergType, sql: str) -> str:
    """Return SQL for the least or greatest value of a column as `may_hold` compares it, "" for a type that it cannot."""
    match kind:
        case iceberg.DateType():
            return f"TRY(CAST({sql} - DATE '1970-01-01' AS BIGINT))"
        case iceberg.TimestampType() | iceberg.TimestamptzType():
            return f"TRY(epoch_us({sql}))"
        case _:
            return sql if isinstance(kind, _COMPARABLE) else ""


def may_hold(table: Table, file: LiveFile, column: str, least: Any, greatest: Any) -> bool:
    """Tell whether a file may hold a value from `least` to `greatest`; only its bounds are looked at.

    Values are as `comparable` gives them; None is no limit.
    """
    field = table.schema().find_field(column)
    if not isinstance(field.field_type, _COMPARABLE):
        return True
    lower, upper = (
        (file.data.lower_bounds or {}).get(field.field_id),
        (file.data.upper_bounds or {}).get(field.field_id),
    )
    if lower is None or upper is None:
        return True
    below = greatest is not None and from_bytes(field.field_type, lower) > greatest
    return not (below or (least is not None and from_bytes(field.field_type, upper) < least))
