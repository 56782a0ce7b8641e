"""A DuckDB that keeps to what it is given: memory, threads, one folder to spill to, and the files it may touch."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import duckdb

from governance.errors import Invalid, TrellisError, Unavailable
from governance.sql.quoting import string
from sidecar.backends.duck.engine_faults import csv_fault, python_fault

__all__ = ["Connection", "columns_of", "open_connection", "recorded", "said_plainly"]

Connection = duckdb.DuckDBPyConnection
_ABOUT_VALUES: Mapping[type[Exception], tuple[str, str]] = {
    duckdb.ConversionException: (
        "a value cannot be converted to the type that is asked for",
        "`TRY_CAST` gives null for such a value, and the contract then diverts its row",
    ),
    duckdb.OutOfRangeException: (
        "a calculation failed: a division by zero, or a number out of range",
        "`TRY(…)` gives null for such a row, and the contract then diverts it",
    ),
    duckdb.InvalidInputException: (
        "a file or a function was given a value that it cannot take",
        "mend the file, or what the transform makes of it",
    ),
}
_PARTED = re.compile(r'/[^/"=]+=[^/"]*')  # a folder is named after the value of its rows
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
    connection.execute("SET GLOBAL TimeZone = 'UTC'")  # of its cursors as well
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
    """Turn the engine's errors into ours: `Unavailable` when memory, disk or a file is lacking, else `Invalid`.

    What a signal raises while the engine works, as Ctrl-C does, is raised as it is anywhere else.

    The message is for whoever runs the product and may hold a value of a row; `recorded` gives the one for everybody else.
    """
    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise Unavailable(
            f"The engine needs more memory: {_first_line(error)}", hint="give the run more memory, or smaller keys"
        ) from error
    except duckdb.IOException as error:
        said, is_long = f"The engine cannot read or write: {_first_line(error)}", "File name too long" in str(error)
        hint = "part the table by a column with shorter texts: each names a folder" if is_long else "is the disk full?"
        raise Unavailable(said, hint=hint, recorded=_PARTED.sub("/…", said)) from error
    except duckdb.PermissionException as error:
        raise Invalid(
            f"The engine may not go there: {_first_line(error)}",
            hint="copy the file into the product's folder; links that lead out of it are not followed",
        ) from error
    except duckdb.Error as error:
        if fault := csv_fault(str(error)):
            raise Invalid(fault, hint="mend the file, or say how it is written in `options` of the source") from error
        if raised := python_fault(str(error)):
            told = f"`{raised.file}` failed: {raised.kind}"
            hint = f"see line {raised.line} of `{raised.file}`"
            raise Invalid(f"{told}: {raised.words}", hint=hint, slug="transform-failed", recorded=told) from error
        said = f"The engine refuses: {_first_line(error)}"
        told, hint = next((both for kind, both in _ABOUT_VALUES.items() if isinstance(error, kind)), ("", ""))
        raise Invalid(said, hint=hint, recorded=f"The engine refuses: {told}" if told else said) from error
    except RuntimeError as error:  # in which the engine wraps what a signal raised
        if isinstance(error.__cause__, KeyboardInterrupt | SystemExit):
            raise error.__cause__ from None
        raise


def recorded(error: TrellisError) -> str:
    """Return what a failure says to everybody who may see that it happened: its message, without a value of any row."""
    return str(error.context.get("recorded", error.message))


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or ["no reason given"])[0][:_LONGEST]
