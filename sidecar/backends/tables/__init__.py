"""Iceberg tables as the sidecar handles them: pinned to read, staged on an audit branch to write."""

from sidecar.backends.tables.exchange import exchange
from sidecar.backends.tables.pin import Catalog, PinnedColumn, PinnedTable, load, local_path, pin
from sidecar.backends.tables.schema import duckdb_type, field_ids, partition_spec, quoted, table_schema
from sidecar.backends.tables.stage import (
    Staged,
    WriteMode,
    audit_branch,
    create,
    data_folder,
    drop_branch,
    flush,
    stage,
)

__all__ = [
    "Catalog",
    "PinnedColumn",
    "PinnedTable",
    "Staged",
    "WriteMode",
    "audit_branch",
    "create",
    "data_folder",
    "drop_branch",
    "duckdb_type",
    "exchange",
    "field_ids",
    "flush",
    "load",
    "local_path",
    "partition_spec",
    "pin",
    "quoted",
    "stage",
    "table_schema",
]
