"""The Iceberg catalog that Trellis itself is: its pointers live in the registry, so a commit is part of a transaction."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, NoReturn, Protocol

import pyarrow as pa
from pyiceberg.catalog import Catalog, MetastoreCatalog
from pyiceberg.exceptions import CommitFailedException, NoSuchTableError
from pyiceberg.io import load_file_io
from pyiceberg.partitioning import UNPARTITIONED_PARTITION_SPEC, PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.serializers import FromInputFile
from pyiceberg.table import CommitTableResponse, StagedTable, Table
from pyiceberg.table.sorting import UNSORTED_SORT_ORDER, SortOrder
from pyiceberg.table.update import AddSnapshotUpdate, TableRequirement, TableUpdate
from pyiceberg.typedef import EMPTY_DICT, Identifier, Properties
from sqlalchemy import update
from sqlmodel import Session, col, select

from governance.errors import Denied
from platform_api.clock import Clock
from platform_api.gate.models import IcebergTable
from sidecar.backends.tables import flush, local_path
from sidecar.failpoints import durable_step

__all__ = ["Gate", "Judge", "Sessions", "Within"]

Judge = Callable[[Session, Identifier, tuple[TableUpdate, ...]], None]
"""Raises when a commit may not happen; asked inside the transaction that would make it visible."""


class Sessions(Protocol):
    """Where a gate gets its sessions: the registry, or a transaction that is already under way."""

    def read(self) -> AbstractContextManager[Session]:
        """Yield a session to read with."""
        ...

    def write(self, purpose: str) -> AbstractContextManager[Session]:
        """Yield a session whose changes are committed at the end of the block."""
        ...


@dataclass(frozen=True)
class Within:
    """A transaction under way, for a gate whose commits are part of it."""

    session: Session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Yield the transaction's session."""
        yield self.session

    @contextmanager
    def write(self, purpose: str) -> Iterator[Session]:  # noqa: ARG002 - whoever began the transaction said why
        """Yield the transaction's session and leave the commit to its owner."""
        yield self.session


def _refuse(*_: Any, **__: Any) -> NoReturn:
    raise Denied(
        "Tables and namespaces of the mesh come and go with their contracts",
        hint="`trellis publish` makes and evolves them",
    )


class Gate(MetastoreCatalog):
    """An Iceberg catalog over the registry, to hand to anything that speaks pyiceberg.

    Namespaces are domains. A commit swaps a table's pointer only if it still is what the commit was built on
    (`CommitFailedException` otherwise), after `judge` has had its say, and after what it points at is on the disk.
    """

    def __init__(self, sessions: Sessions, *, warehouse: str, clock: Clock, judge: Judge | None = None) -> None:
        super().__init__("mesh", warehouse=warehouse)
        self._sessions = sessions
        self._clock = clock
        self._judge = judge

    def load_table(self, identifier: str | Identifier) -> Table:
        """Load a table as its newest commit left it; raises `NoSuchTableError`."""
        namespace, name = _names(identifier)
        with self._sessions.read() as session:
            row = _row(session, namespace, name)
        if row is None:
            raise NoSuchTableError(f"Table does not exist: {namespace}.{name}")
        location = row.metadata_location
        metadata = FromInputFile.table_metadata(load_file_io(self.properties, location).new_input(location))
        return Table(
            identifier=(namespace, name),
            metadata=metadata,
            metadata_location=location,
            io=self._load_file_io(metadata.properties, location),
            catalog=self,
        )

    def create_table(
        self,
        identifier: str | Identifier,
        schema: Schema | pa.Schema,
        location: str | None = None,
        partition_spec: PartitionSpec = UNPARTITIONED_PARTITION_SPEC,
        sort_order: SortOrder = UNSORTED_SORT_ORDER,
        properties: Properties = EMPTY_DICT,
    ) -> Table:
        """Create a table whose metadata starts with `schema`; raises `CommitFailedException` when there is one."""
        staged = self._create_staged_table(identifier, schema, location, partition_spec, sort_order, properties)
        with durable_step("gate.create"):
            self._write(staged)
        with self._sessions.write("creating a table") as session:
            self._swap(session, staged, before=None)
        return self.load_table(identifier)

    def commit_table(
        self, table: Table, requirements: tuple[TableRequirement, ...], updates: tuple[TableUpdate, ...]
    ) -> CommitTableResponse:
        """Apply updates to a table; raises `CommitFailedException` on a conflict and what `judge` raises."""
        current = self.load_table(table.name())
        staged = self._update_and_stage_table(current, table.name(), requirements, updates)
        with durable_step("gate.metadata"):
            self._write(staged, updates)
        with self._sessions.write("committing to a table") as session:
            if self._judge:
                self._judge(session, table.name(), updates)
            self._swap(session, staged, before=current.metadata_location)
        return CommitTableResponse(metadata=staged.metadata, metadata_location=staged.metadata_location)

    def _write(self, staged: StagedTable, updates: tuple[TableUpdate, ...] = ()) -> None:
        self._write_metadata(staged.metadata, staged.io, staged.metadata_location)
        written = [staged.metadata_location]
        for snapshot in (change.snapshot for change in updates if isinstance(change, AddSnapshotUpdate)):
            ours = (m for m in snapshot.manifests(staged.io) if m.added_snapshot_id == snapshot.snapshot_id)
            written += [snapshot.manifest_list, *(manifest.manifest_path for manifest in ours)]
        flush(local_path(path) for path in written)

    def _swap(self, session: Session, staged: StagedTable, *, before: str | None) -> None:
        namespace, name = staged.name()
        if before is None:
            now = self._clock()
            row = IcebergTable(
                namespace=namespace, name=name, metadata_location=staged.metadata_location, committed_at=now
            )
            session.add(row)
            session.flush()
            return
        statement = (
            update(IcebergTable)
            .where(col(IcebergTable.namespace) == namespace, col(IcebergTable.name) == name)
            .where(col(IcebergTable.metadata_location) == before)
            .values(
                metadata_location=staged.metadata_location,
                previous_location=before,
                commits=IcebergTable.commits + 1,
                committed_at=self._clock(),
            )
        )
        if session.connection().execute(statement).rowcount != 1:
            raise CommitFailedException(f"Somebody else committed to {namespace}.{name} first")

    def metadata_location(self, identifier: Identifier) -> str | None:
        """Return where a table's newest metadata is, None when there is no such table."""
        with self._sessions.read() as session:
            row = _row(session, *_names(identifier))
        return row.metadata_location if row is not None else None

    def table_exists(self, identifier: str | Identifier) -> bool:
        """Tell whether there is such a table, without reading its metadata."""
        with self._sessions.read() as session:
            return _row(session, *_names(identifier)) is not None

    def list_tables(self, namespace: str | Identifier) -> list[Identifier]:
        """Return the tables of a domain, sorted."""
        wanted = Catalog.namespace_to_string(namespace)
        with self._sessions.read() as session:
            names = session.exec(select(IcebergTable.name).where(IcebergTable.namespace == wanted)).all()
        return [(wanted, name) for name in sorted(names)]

    def list_namespaces(self, namespace: str | Identifier = ()) -> list[Identifier]:
        """Return the domains that have tables, sorted; there is one level of them."""
        if namespace:
            return []
        with self._sessions.read() as session:
            return [(name,) for name in sorted(set(session.exec(select(IcebergTable.namespace)).all()))]

    def load_namespace_properties(self, namespace: str | Identifier) -> Properties:  # noqa: ARG002 - they have none
        """Return no property: where a table lies follows from the warehouse and its name."""
        return {}

    def list_views(self, namespace: str | Identifier) -> list[Identifier]:  # noqa: ARG002 - there are none
        """Return no view: the mesh serves tables."""
        return []

    def view_exists(self, identifier: str | Identifier) -> bool:  # noqa: ARG002 - there are none
        """Return False: the mesh serves tables."""
        return False

    create_namespace = drop_namespace = update_namespace_properties = _refuse
    register_table = drop_table = purge_table = rename_table = _refuse
    create_view = load_view = register_view = drop_view = _refuse


def _names(identifier: str | Identifier) -> tuple[str, str]:
    return Catalog.namespace_to_string(Catalog.namespace_from(identifier)), Catalog.table_name_from(identifier)


def _row(session: Session, namespace: str, name: str) -> IcebergTable | None:
    return session.get(IcebergTable, (namespace, name))
