"""What the control plane does to tables, as part of its own transactions: make, evolve, show a run's rows, forget them."""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence

from pyiceberg.exceptions import CommitFailedException, NoSuchTableError, ValidationError
from pyiceberg.schema import Schema
from pyiceberg.table import Table, Transaction
from pyiceberg.table.refs import MAIN_BRANCH, SnapshotRefType
from pyiceberg.table.update import (
    AddSnapshotUpdate,
    AssertRefSnapshotId,
    RemoveSnapshotRefUpdate,
    SetSnapshotRefUpdate,
    TableUpdate,
)
from pyiceberg.typedef import Identifier
from sqlmodel import Session

from governance.contracts.model import Contract
from governance.errors import Conflict, Denied
from governance.names import PortName
from platform_api.gate.catalog import Gate
from sidecar.backends.tables import (
    Staged,
    audit_branch,
    create,
    data_folder,
    drop_branch,
    local_path,
    table_moved,
    table_schema,
)
from sidecar.backends.tables.stage import MERGING
from sidecar.failpoints import durable_step
from sidecar.quarantine import QUARANTINE

__all__ = ["discard", "ensure", "judge_of_run", "publish", "sweep"]


def ensure(gate: Gate, name: PortName, contract: Contract) -> None:
    """Make the port's table and its quarantine, or evolve the table to what the contract in force says.

    Raises `Conflict` when the table cannot become that in place.
    """
    properties = {**MERGING, "trellis.contract": contract.digest, "trellis.version": str(contract.version)}
    if not gate.table_exists(name.identifier):
        create(gate, name.identifier, contract.table, properties=properties)
        create(gate, (name.domain, name.quarantine), QUARANTINE)
        return
    _complete_quarantine(gate, name)
    table = gate.load_table(name.identifier)
    try:
        with table.transaction() as change:
            _drop_columns(change, table_schema(contract.table))
            with change.update_schema() as update:
                update.union_by_name(table_schema(contract.table))
            _partition(change, contract.table.partition)
            change.set_properties(properties)
    except (ValueError, ValidationError) as error:
        raise Conflict(
            f"The table of `{name}` cannot take the shape of version {contract.version} in place: {error}",
            hint=f"publish it as {max(contract.version.major, 1) + 1}.0.0, beside the one that is read now",
            slug="cannot-evolve",
        ) from error


def _drop_columns(change: Transaction, wanted: Schema) -> None:
    """Take out what the contract has no more, as it may below 1.0.0: runs write the columns of the contract, and no other.

    One that comes back later is a new one, and null in rows from before. Raises `ValueError` for a column that parts
    files, as without it nobody could tell them apart, and for what is inside of one that stays: files are read by the
    names of that, and what they have would come back.
    """
    schema = change.table_metadata.schema()
    gone = _paths(schema) - _paths(wanted)
    parting = {field.name for spec in change.table_metadata.partition_specs for field in spec.fields}
    if lost := sorted(gone & parting):
        raise ValueError(f"files that are there are parted by `{lost[0]}`, which is left out")
    whole = {name for name in gone if "." not in name}
    if inner := sorted(name for name in gone if name.partition(".")[0] not in whole):
        raise ValueError(f"`{inner[0]}` is left out of a column that stays")
    with change.update_schema() as update:
        for name in sorted(whole):
            update.delete_column(name)


def _paths(schema: Schema) -> set[str]:
    return {name for number in schema.field_ids if (name := schema.find_column_name(number))}


def _complete_quarantine(gate: Gate, name: PortName) -> None:
    """Add the columns that quarantines have gained since this one was made."""
    table = gate.load_table((name.domain, name.quarantine))
    if len(table.schema().fields) < len(QUARANTINE.columns):
        with table.transaction() as change, change.update_schema() as update:
            update.union_by_name(table_schema(QUARANTINE))


def _partition(change: Transaction, columns: Sequence[str]) -> None:
    """Let new files be parted by these columns; files that are there stay as they are."""
    now = [field.name for field in change.table_metadata.spec().fields]
    if set(now) != set(columns):
        with change.update_spec() as update:
            for gone in sorted(set(now) - set(columns)):
                update.remove_field(gone)
            for new in (name for name in columns if name not in now):
                update.add_identity(new)


def publish(gate: Gate, run_id: str, staged: Iterable[Staged], *, domain: str) -> None:
    """Let `main` of each table show what the run staged, and drop its audit branches.

    Raises `Conflict` when a table has moved since the run began, or the branch is not what was judged.
    """
    branch = audit_branch(run_id)
    for snapshot in staged:
        table = gate.load_table((domain, snapshot.table))
        requirements = (
            AssertRefSnapshotId(ref=MAIN_BRANCH, snapshot_id=snapshot.base),
            AssertRefSnapshotId(ref=branch, snapshot_id=snapshot.snapshot_id),
        )
        updates = (
            SetSnapshotRefUpdate(
                ref_name=MAIN_BRANCH,
                type=SnapshotRefType.BRANCH,
                snapshot_id=snapshot.snapshot_id,
                max_ref_age_ms=None,
                max_snapshot_age_ms=None,
                min_snapshots_to_keep=None,
            ),
            RemoveSnapshotRefUpdate(ref_name=branch),
        )
        try:
            with durable_step("gate.publish"):
                gate.commit_table(table, requirements, updates)
        except CommitFailedException as error:
            raise table_moved(f"{domain}.{snapshot.table}") from error


def discard(gate: Gate, run_id: str, tables: Iterable[Identifier]) -> None:
    """Forget what a run that published nothing has staged: its audit branches, then its files. Repeating it is safe."""
    for identifier in tables:
        try:
            table = gate.load_table(identifier)
        except NoSuchTableError:
            continue
        with durable_step("gate.discard"):
            drop_branch(table, audit_branch(run_id))
        _remove_folders(table, [run_id])


def sweep(gate: Gate, tables: Iterable[Identifier], is_dead: Callable[[str], bool]) -> None:
    """Remove the data folders of runs of which `is_dead` says that they never publish: one may have written on."""
    for identifier in tables:
        table = gate.load_table(identifier)
        root = data_folder(table, "")
        _remove_folders(table, [name for name in os.listdir(root) if is_dead(name)] if os.path.isdir(root) else [])


def _remove_folders(table: Table, runs: Sequence[str]) -> None:
    """Remove data folders of runs, but none of which a snapshot shows a file: rows live on in the folder of their run."""
    there = [run for run in runs if os.path.isdir(data_folder(table, run))]
    if not there:
        return
    shown = {os.path.realpath(path) for path in _shown(table)}
    for run in there:
        folder = os.path.realpath(data_folder(table, run))
        if not any(path.startswith(folder + os.sep) for path in shown):
            shutil.rmtree(folder, ignore_errors=True)


def _shown(table: Table) -> Iterator[str]:
    """Yield the local path of every file that any snapshot of the table shows."""
    manifests = {manifest.manifest_path: manifest for one in table.snapshots() for manifest in one.manifests(table.io)}
    for manifest in manifests.values():
        for entry in manifest.fetch_manifest_entry(table.io, discard_deleted=True):
            yield local_path(entry.data_file.file_path)


def judge_of_run(run_id: str, holds_lease: Callable[[Session], bool]) -> Callable[..., None]:
    """Return the judge of a running sidecar's commits: its own audit branch and nothing else, while it holds its lease."""
    branch = audit_branch(run_id)

    def judge(session: Session, identifier: Identifier, updates: tuple[TableUpdate, ...]) -> None:
        if not all(_stays_on(branch, update) for update in updates):
            raise Denied(
                f"Run {run_id} tried to change `{'.'.join(identifier)}` outside its audit branch",
                hint="rows reach `main` by publishing the run",
                slug="outside-audit-branch",
            )
        if not holds_lease(session):
            raise Conflict(
                f"Run {run_id} has lost its lease", hint="another run took over; start a new one", slug="lease-lost"
            )

    return judge


def _stays_on(branch: str, update: TableUpdate) -> bool:
    if isinstance(update, SetSnapshotRefUpdate | RemoveSnapshotRefUpdate):
        return update.ref_name == branch
    return isinstance(update, AddSnapshotUpdate)
