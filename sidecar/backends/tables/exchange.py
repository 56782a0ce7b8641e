"""Some files of a table in the place of others: those that nobody names stay as they are."""

from collections.abc import Collection, Iterable, Mapping

from pyiceberg.io.pyarrow import parquet_file_to_data_file
from pyiceberg.table import Table
from pyiceberg.table.refs import MAIN_BRANCH
from pyiceberg.table.update.snapshot import ManageSnapshots

from governance.errors import Conflict
from sidecar.backends.tables.pin import local_path
from sidecar.backends.tables.stage import Staged

__all__ = ["exchange"]


def exchange(
    table: Table, *, old: Collection[str], new: Iterable[str], branch: str, summary: Mapping[str, str]
) -> Staged:
    """Commit to a new `branch` what `main` shows, with the files `new` instead of `old`; `main` does not change.

    Paths are local; new files carry the table's field ids and lie at their final place. Raises `Conflict` when one of
    the old files is not among those that `main` shows.
    """
    transaction = table.transaction()
    base = table.metadata.snapshot_by_name(MAIN_BRANCH)
    live = [task.file for task in table.scan(snapshot_id=base.snapshot_id).plan_files()] if base else []
    gone = [file for file in live if local_path(file.file_path) in old]
    if base is None or len(gone) != len(old):
        raise Conflict(
            f"`{'.'.join(table.name())}` has changed since this run began",
            hint="run it again on what is there now",
            slug="table-moved",
        )
    ManageSnapshots(transaction).create_branch(base.snapshot_id, branch).commit()
    with transaction.update_snapshot(snapshot_properties=dict(summary), branch=branch).overwrite() as producer:
        for file in gone:
            producer.delete_data_file(file)
        for path in new:
            producer.append_data_file(parquet_file_to_data_file(table.io, table.metadata, f"file://{path}"))
    transaction.commit_transaction()
    return Staged(table=table.name()[-1], base=base.snapshot_id, snapshot_id=producer.snapshot_id)
