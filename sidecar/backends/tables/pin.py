"""A table held still: the files of one snapshot, and how DuckDB reads them under the schema of today."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlparse

from pyiceberg.catalog import Catalog
from pyiceberg.exceptions import NoSuchTableError
from pyiceberg.table import Table

from governance.errors import NotFound, Unavailable
from governance.names import PortName
from governance.policy.decision import ReadDecision
from governance.sql.relations import GovernedTable, Relation
from sidecar.backends.tables.schema import duckdb_type, quoted

__all__ = ["Catalog", "PinnedColumn", "PinnedTable", "load", "local_path", "pin"]


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
        if not self.files:
            nothing = ", ".join(f"NULL::{column.type} AS {quoted(column.name)}" for column in self.columns)
            return f"(SELECT {nothing} WHERE false)"
        files = ", ".join(_literal(path) for path in self.files)
        if self.as_written:
            # Matching by field id costs as much as reading two columns: 10M rows take 0.23 s so, 0.12 s by name.
            return f"read_parquet([{files}], hive_partitioning = false)"
        fields = ", ".join(
            f"{c.field_id}: {{name: {_literal(c.name)}, type: {_literal(c.type)}, default_value: NULL}}"
            for c in self.columns
        )
        # With a schema of ours the engine guesses 1,000 rows per file, and joins the wrong way round for it.
        return f"read_parquet([{files}], schema = MAP {{{fields}}}, explicit_cardinality = {max(self.rows, 1)})"

    def only(self, files: Sequence[str]) -> "PinnedTable":
        """Return the table as these of its files have it; `rows` stays an upper bound."""
        return replace(self, files=tuple(files))

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
    """Return what DuckDB opens: a plain path for `file:` locations, other schemes as they stand."""
    parsed = urlparse(location)
    return unquote(parsed.path) if parsed.scheme == "file" else location


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
    files, rows = _files(loaded, wanted, name)
    columns = tuple(
        PinnedColumn(field_id=field.field_id, name=field.name, type=duckdb_type(field.field_type))
        for field in loaded.schema().fields
    )
    return PinnedTable(
        name=name,
        table=table or name.table,
        snapshot_id=wanted,
        files=files,
        columns=columns,
        rows=rows,
        as_written=_is_as_written(loaded, wanted),
    )


def _is_as_written(table: Table, snapshot_id: int | None) -> bool:
    """Whether a sidecar's run wrote every file of the snapshot, and the table has had no other schema since."""
    snapshot = table.metadata.snapshot_by_id(snapshot_id) if snapshot_id is not None else None
    summary = snapshot.summary.additional_properties if snapshot and snapshot.summary else {}
    whole = summary.get("added-data-files") == summary.get("total-data-files")
    return (
        snapshot is not None
        and "trellis.run-id" in summary
        and whole
        and snapshot.schema_id == table.metadata.current_schema_id
    )


def _files(table: Table, snapshot_id: int | None, name: PortName) -> tuple[tuple[str, ...], int]:
    if snapshot_id is None:
        return (), 0
    tasks = list(table.scan(snapshot_id=snapshot_id).plan_files())
    if any(task.delete_files for task in tasks):
        raise Unavailable(
            f"`{name}` has row-level deletes that another engine left beside its files",
            hint="let that engine compact the table (in Trino: ALTER TABLE … EXECUTE optimize), then try again",
        )
    return tuple(sorted(local_path(task.file.file_path) for task in tasks)), sum(t.file.record_count for t in tasks)
