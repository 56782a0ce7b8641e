"""Writing: data files that DuckDB made become a snapshot on an audit branch, which nobody else sees."""

import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pyiceberg.catalog import Catalog
from pyiceberg.io.pyarrow import parquet_file_to_data_file
from pyiceberg.table import Table
from pyiceberg.table.refs import MAIN_BRANCH
from pyiceberg.table.update.snapshot import ExpireSnapshots, ManageSnapshots

from governance.contracts.model import Table as ContractTable
from governance.errors import Conflict
from sidecar.backends.tables.live import LiveFile, live_files
from sidecar.backends.tables.pin import local_path
from sidecar.backends.tables.schema import partition_spec, table_schema

__all__ = [
    "MERGING",
    "Staged",
    "WriteMode",
    "audit_branch",
    "check_base",
    "create",
    "data_folder",
    "drop_branch",
    "flush",
    "stage",
    "table_moved",
]

MERGING = {"commit.manifest-merge.enabled": "true"}
"""Every addition lists its files in a manifest of its own; a hundred of them become one, or planning would take ever longer."""


class WriteMode(StrEnum):
    """What a new snapshot does with the rows that are there: leave them, or take the place of all of them, of those with
    the same keys, or of those in a range.
    """

    APPEND = "append"
    REPLACE = "replace"
    UPSERT = "upsert"
    RANGE = "range"


def audit_branch(run_id: str) -> str:
    """Name the branch on which a run's rows wait for judgement."""
    return f"audit-{run_id}"


def data_folder(table: Table, run_id: str) -> str:
    """Return the local folder that holds one run's data files, so that an undone run is one folder to remove."""
    return f"{local_path(table.location())}/data/{run_id}"


def create(
    catalog: Catalog, identifier: tuple[str, str], table: ContractTable, *, properties: Mapping[str, str] | None = None
) -> Table:
    """Create a table with a first, empty snapshot, so that every commit can name the one it builds on.

    Without it two first writers both see "no snapshot" and overwrite each other.
    """
    schema = table_schema(table)
    spec = partition_spec(table, schema)
    created = catalog.create_table(
        identifier, schema, partition_spec=spec, properties={**MERGING, **(properties or {})}
    )
    created.append(created.schema().as_arrow().empty_table())  # the catalog has numbered nested fields anew
    return created


def flush(paths: Iterable[str]) -> None:
    """Force files and their folders to the disk, so that no pointer can outlive what it points at."""
    files = list(paths)
    for path in [*files, *sorted({os.path.dirname(path) for path in files})]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@dataclass(frozen=True, kw_only=True)
class Staged:
    """A snapshot that waits on its audit branch; `base` is what `main` showed when it was made."""

    table: str
    base: int | None
    snapshot_id: int


def stage(
    table: Table,
    files: Iterable[str],
    *,
    branch: str,
    mode: WriteMode,
    summary: Mapping[str, str],
    dropped: Collection[LiveFile] = (),
) -> Staged:
    """Commit Parquet files to a new `branch` that starts from what `main` shows; `main` does not change.

    Files must carry the table's field ids and lie at their final place. The `dropped` files are not shown any more; with
    `replace` no file that was there is.
    """
    transaction = table.transaction()
    current = table.metadata.snapshot_by_name(MAIN_BRANCH)
    base = current.snapshot_id if current else None
    if base is not None:
        ManageSnapshots(transaction).create_branch(base, branch).commit()
    replaced = live_files(table, base) if mode is WriteMode.REPLACE else dropped
    update = transaction.update_snapshot(snapshot_properties=dict(summary), branch=branch)
    with update.overwrite() if replaced else update.merge_append() as producer:
        for old in replaced:
            producer.delete_data_file(old.data)
        for path in files:
            producer.append_data_file(parquet_file_to_data_file(table.io, table.metadata, f"file://{path}"))
    transaction.commit_transaction()
    return Staged(table=table.name()[-1], base=base, snapshot_id=producer.snapshot_id)


def check_base(table: Table, base: int | None) -> None:
    """Raise `Conflict` when `main` does not show the snapshot `base` any more, on which a run built."""
    current = table.metadata.snapshot_by_name(MAIN_BRANCH)
    if (current.snapshot_id if current else None) != base:
        raise table_moved(".".join(table.name()))


def table_moved(name: str) -> Conflict:
    """Return the refusal of what a run built on a table that shows something else now."""
    return Conflict(
        f"`{name}` has changed since this run began", hint="run it again on what is there now", slug="table-moved"
    )


def drop_branch(table: Table, branch: str) -> None:
    """Forget an audit branch, if it is still there, and its snapshot with it: the files of that are about to go."""
    ref = table.metadata.refs.get(branch)
    if ref is None:
        return
    with table.transaction() as change:
        ManageSnapshots(change).remove_branch(branch).commit()
        if ref.snapshot_id not in {other.snapshot_id for other in change.table_metadata.refs.values()}:
            ExpireSnapshots(change).by_id(ref.snapshot_id).commit()
