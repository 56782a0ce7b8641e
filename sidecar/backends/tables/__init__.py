"""Iceberg tables as the sidecar handles them: pinned to read, staged on an audit branch to write."""

from sidecar.backends.tables.live import LiveFile, added_since, comparable, live_files, may_hold
from sidecar.backends.tables.pin import (
    Catalog,
    PinnedColumn,
    PinnedTable,
    Table,
    hold,
    load,
    local_path,
    pin,
    told_by_main,
)
from sidecar.backends.tables.schema import duckdb_type, field_ids, partition_spec, quoted, table_schema
from sidecar.backends.tables.stage import (
    Staged,
    WriteMode,
    audit_branch,
    check_base,
    create,
    data_folder,
    drop_branch,
    flush,
    stage,
    table_moved,
)

__all__ = [
    "Catalog",
    "LiveFile",
    "PinnedColumn",
    "PinnedTable",
    "Staged",
    "Table",
    "WriteMode",
    "added_since",
    "audit_branch",
    "check_base",
    "comparable",
    "create",
    "data_folder",
    "drop_branch",
    "duckdb_type",
    "field_ids",
    "flush",
    "hold",
    "live_files",
    "load",
    "local_path",
    "may_hold",
    "partition_spec",
    "pin",
    "quoted",
    "stage",
    "table_moved",
    "table_schema",
    "told_by_main",
]
