"""A DuckDB that keeps to what it is given: memory, threads, one folder to spill to, and the files it may touch."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import duckdb

from governance.errors import Invalid, Unavailable
from governance.sql.quoting import string

__all__ = ["Connection", "columns_of", "open_connection", "said_plainly"]

Connection = duckdb.DuckDBPyConnection
_LONGEST = 300  # characters of an engine's message; behind it come lists of candidates


def open_connection(
    *, memory_bytes: int, threads: int, temp_dir: str, folders: Sequence[str] | None = None
) -> Connection:
    """Return a connection to an empty database that spills to `temp_dir` beyond `memory_bytes`.

    It loads nothing from the network and sees no Python variable. With `folders` it can read and write below these (and
    `temp_dir`) and nowhere else; without, wherever the process can. Its configuration is locked.
    """
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": threads,
        "memory_limit": f"{memory_bytes >> 10}KiB",
        "temp_directory": temp_dir,
        "preserve_insertion_order": False,  # else every writer waits for the one before it
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
        "python_enable_replacements": False,
        "arrow_large_buffer_size": True,  # a batch of long texts may hold more than 2 GB
    }
    connection = duckdb.connect(":memory:", config=config)
    connection.execute("SET TimeZone = 'UTC'")
    if folders is not None:
        listed = ", ".join(string(folder) for folder in [*folders, temp_dir])
        connection.execute(f"SET allowed_directories = [{listed}]")
        connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def columns_of(connection: Connection, relation: str) -> Mapping[str, str]:
    """Return the columns of `relation` (text that can stand after FROM) with DuckDB's names for their types, in order."""
    with said_plainly():
        return {row[0]: row[1] for row in connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()}


@contextmanager
def said_plainly() -> Iterator[None]:
    """Turn the engine's errors into ours: `Unavailable` when memory, disk or a file is lacking, else `Invalid`."""
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise Unavailable(
            f"The engine needs more memory: {_first_line(error)}", hint="give the run more memory, or smaller keys"
        ) from error
    except duckdb.IOException as error:
        raise Unavailable(f"The engine cannot read or write: {_first_line(error)}", hint="is the disk full?") from error
    except duckdb.Error as error:
        raise Invalid(f"The engine refuses: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["no reason given"])[0][:_LONGEST]
