"""A table held still: the files of one snapshot, and how DuckDB reads them under the schema of today."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pyiceberg.catalog import Catalog
from pyiceberg.exceptions import NoSuchTableError
from pyiceberg.table import Table

from governance.errors import NotFound
from governance.names import PortName
from governance.policy.decision import ReadDecision
from governance.sql.relations import GovernedTable, Relation
from sidecar.backends.tables.live import LiveFile, live_files
from sidecar.backends.tables.schema import duckdb_type, quoted

__all__ = ["Catalog", "PinnedColumn", "PinnedTable", "Table", "hold", "load", "local_path", "pin", "told_by_main"]


@dataclass(frozen=True, kw_only=True)
class PinnedColumn:
    """A column under its Iceberg field id, with DuckDB's name for its type."""

    field_id: int
    name: str
    type: str


@dataclass(frozen=True, kw_only=True)
class PinnedTable:
    """One snapshot of one table. `snapshot_id` is None when nothing was ever published; `rows` is then 0.

    `as_written` says that every file has exactly these columns, in these types, under these names.
    """

    name: PortName
    table: str
    snapshot_id: int | None
    files: tuple[str, ...]
    columns: tuple[PinnedColumn, ...]
    rows: int
    as_written: bool = False

    @property
    def relation(self) -> str:
        """DuckDB text to select from: exactly these files, columns matched by field id, absent ones null."""
        return self.read()

    def only(self, files: Sequence[LiveFile]) -> "PinnedTable":
        """Return the table with these of its files alone."""
        paths = tuple(local_path(file.data.file_path) for file in files)
        return replace(self, files=paths, rows=sum(file.rows for file in files))

    def read(self, *, file_column: str = "") -> str:
        """Return the `relation`, with each row's file in a column of that name when one is given."""
        if not self.files:
            named = ", ".join(f"NULL::{column.type} AS {quoted(column.name)}" for column in self.columns)
            more = f", NULL::VARCHAR AS {file_column}" if file_column else ""
            return f"(SELECT {named}{more} WHERE false)"
        more = f", filename = '{file_column}'" if file_column else ""
        files = ", ".join(_literal(path) for path in self.files)
        if self.as_written:
            # Matching by field id costs as much as reading two columns: 10M rows take 0.23 s so, 0.12 s by name.
            return f"read_parquet([{files}], hive_partitioning = false{more})"
        fields = ", ".join(
            f"{c.field_id}: {{name: {_literal(c.name)}, type: {_literal(c.type)}, default_value: NULL}}"
            for c in self.columns
        )
        # With a schema of ours the engine guesses 1,000 rows per file, and joins the wrong way round for it.
        return f"read_parquet([{files}], schema = MAP {{{fields}}}, explicit_cardinality = {max(self.rows, 1)}{more})"

    def governed(self, decision: ReadDecision) -> GovernedTable:
        """Return what of the table a decision lets its reader see."""
        columns = tuple((column.name, column.type) for column in self.columns)
        return GovernedTable(
            relation=Relation(name=str(self.name), columns=columns, sql=self.relation),
            columns=decision.columns,
            masks=decision.masks,
            filters=decision.filters,
        )


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def local_path(location: str) -> str:
    """Return what DuckDB opens: a plain path for `file:` locations, other schemes as they stand.

    Nothing is decoded: a location names its file letter by letter, and folders of partitions have a `%` in their names.
    """
    if not location.startswith("file:"):
        return location
    return location.removeprefix("file:").removeprefix("//")


def load(catalog: Catalog, name: PortName, *, table: str = "") -> Table:
    """Load a port's table, or another table of its domain; raise `NotFound` when it was never created."""
    try:
        return catalog.load_table((name.domain, table or name.table))
    except NoSuchTableError as error:
        raise NotFound(
            f"There is no table `mesh.{name.domain}.{table or name.table}`",
            hint="`trellis list` shows what is published",
            slug="no-such-table",
        ) from error


def pin(catalog: Catalog, name: PortName, *, table: str = "", snapshot_id: int | None = None) -> PinnedTable:
    """Hold a table at `snapshot_id`, or at what `main` shows now.

    `table` names another table of the same domain (the quarantine). Raises `NotFound` for an unknown table or an
    expired snapshot, and `Unavailable` when rows were deleted by merge-on-read, which only the writer's own engine
    can apply.
    """
    loaded = load(catalog, name, table=table)
    current = loaded.metadata.snapshot_by_name("main")
    wanted = snapshot_id if snapshot_id is not None else (current.snapshot_id if current else None)
    if wanted is not None and loaded.metadata.snapshot_by_id(wanted) is None:
        raise NotFound(f"Snapshot {wanted} of `{name}` has expired", hint="run again on what is published now")
    return hold(loaded, live_files(loaded, wanted), name=name, snapshot_id=wanted)


def told_by_main(table: Table) -> dict[str, str]:
    """Return what the snapshot that `main` shows says of itself; nothing when nothing was ever published."""
    current = table.metadata.snapshot_by_name("main")
    return dict(current.summary.additional_properties) if current and current.summary else {}


def hold(table: Table, files: Sequence[LiveFile], *, name: PortName, snapshot_id: int | None) -> PinnedTable:
    """Return a loaded table as these `files` of a snapshot, under the schema of today."""
    columns = tuple(
        PinnedColumn(field_id=field.field_id, name=field.name, type=duckdb_type(field.field_type))
        for field in table.schema().fields
    )
    return PinnedTable(
        name=name,
        table=table.name()[-1],
        snapshot_id=snapshot_id,
        files=tuple(sorted(local_path(file.data.file_path) for file in files)),
        columns=columns,
        rows=sum(file.rows for file in files),
        as_written=_are_as_written(table, files),
    )


def _are_as_written(table: Table, files: Sequence[LiveFile]) -> bool:
    """Whether sidecars' runs wrote every file under the schema of today; nobody knows of a snapshot that has expired."""
    added = {file.added_by: table.metadata.snapshot_by_id(file.added_by) for file in files}
    return bool(added) and all(
        snapshot is not None
        and snapshot.summary is not None
        and "trellis.run-id" in snapshot.summary.additional_properties
        and snapshot.schema_id == table.metadata.current_schema_id
        for snapshot in added.values()
    )
