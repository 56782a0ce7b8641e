"""Snapshots that go: out of a table's metadata in one commit; their files are removed afterwards, by nobody in a hurry."""

from collections.abc import Collection

from pyiceberg.exceptions import CommitFailedException
from pyiceberg.table.refs import MAIN_BRANCH
from pyiceberg.table.update import AssertRefSnapshotId, AssertTableUUID, RemoveSnapshotsUpdate
from pyiceberg.typedef import Identifier

from governance.errors import Conflict
from platform_api.gate.catalog import Gate

__all__ = ["expire"]


def expire(gate: Gate, identifier: Identifier, snapshots: Collection[int]) -> None:
    """Take snapshots out of a table; raises `Conflict` when the table has moved, or a branch or tag is at one of them."""
    table = gate.load_table(identifier)
    if held := {ref.snapshot_id for ref in table.metadata.refs.values()} & set(snapshots):
        raise Conflict(
            f"The snapshot {min(held)} of `{'.'.join(identifier)}` is one that readers see",
            hint="leave it out",
            slug="snapshot-held",
        )
    main = table.metadata.refs[MAIN_BRANCH].snapshot_id
    requirements = (
        AssertTableUUID(uuid=table.metadata.table_uuid),
        AssertRefSnapshotId(ref=MAIN_BRANCH, snapshot_id=main),
    )
    try:
        gate.commit_table(table, requirements, (RemoveSnapshotsUpdate(snapshot_ids=sorted(snapshots)),))
    except CommitFailedException as error:
        raise Conflict(
            f"`{'.'.join(identifier)}` has changed in the meantime", hint="trellis clean", slug="table-moved"
        ) from error
