"""Parquet files as Iceberg tables hold them: written by DuckDB, counted by their own footers."""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyarrow.parquet as pq

from governance.sql.quoting import identifier, string
from sidecar.backends.duck.connection import Connection

__all__ = ["DataFile", "Target", "remove", "write"]

# Level 1 is what pyarrow writes; on 10M rows it takes 2.3 s where DuckDB's own default of 3 takes 2.8 s for files 4 %
# smaller. A dictionary of more than 5,000 values is built, found too large and thrown away: another 10 %.
_OPTIONS = ("FORMAT parquet", "COMPRESSION zstd", "COMPRESSION_LEVEL 1", "DICTIONARY_SIZE_LIMIT 5000")


@dataclass(frozen=True)
class DataFile:
    """One file and the number of its rows."""

    path: str
    rows: int


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where files go: an absolute folder, the FIELD_IDS option of the table, and its partition columns.

    With partition columns every file holds one value of each (Iceberg's identity partitioning), the columns included.
    """

    folder: str
    field_ids: str = ""
    partition_columns: Sequence[str] = ()


def write(connection: Connection, select: str, target: Target) -> tuple[DataFile, ...]:
    """Write the rows of `select` to new files below the target's folder; none for no rows."""
    os.makedirs(target.folder, exist_ok=True)
    before = _paths(target.folder)
    options = [*_OPTIONS, "FILENAME_PATTERN 'rows-{uuidv7}'", "OVERWRITE_OR_IGNORE true"]
    if target.field_ids:
        options.append(f"FIELD_IDS {target.field_ids}")
    if target.partition_columns:
        names = ", ".join(map(identifier, target.partition_columns))
        options += [f"PARTITION_BY ({names})", "WRITE_PARTITION_COLUMNS true"]
    else:
        options.append("PER_THREAD_OUTPUT true")
    try:
        connection.execute(f"COPY ({select}) TO {string(target.folder)} ({', '.join(options)})").fetchall()
        files = [DataFile(path, pq.read_metadata(path).num_rows) for path in _paths(target.folder) - before]
    except BaseException:
        _unlink(_paths(target.folder) - before)
        raise
    remove(file for file in files if not file.rows)
    return tuple(sorted((file for file in files if file.rows), key=lambda file: file.path))


def remove(files: Iterable[DataFile]) -> None:
    """Delete files that hold nothing or have been replaced."""
    _unlink(file.path for file in files)


def _unlink(paths: Iterable[str]) -> None:
    for path in paths:
        os.unlink(path)


def _paths(folder: str) -> set[str]:
    found = (os.path.join(place, name) for place, _, names in os.walk(folder) for name in names)
    return {path for path in found if path.endswith(".parquet")}
