"""A source that nobody has described yet: what its files are, and a table over them that can be asked."""

import csv
import gzip
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from governance.descriptors.model import Source
from governance.errors import Invalid
from sidecar.backends.duck import Connection, columns_of, open_connection, said_plainly
from sidecar.sources.alike import check_kept
from sidecar.sources.files import SourceFile, locate, unpack
from sidecar.sources.readers import read

__all__ = ["OpenSource", "guess_source", "open_source"]

_MEMORY = 1 << 30
_JSON = (".json", ".ndjson", ".jsonl")
_DELIMITERS = (",", ";", "\t", "|")
_LONGEST_HEADER = 1 << 20
_CSV = (
    "a CSV is UTF-8, has one delimiter, doubles quotes inside quotes, and as many values on each line as in its header"
)


@dataclass(frozen=True, kw_only=True)
class OpenSource:
    """Files as one table: `relation` stands after FROM, `columns` have DuckDB's names for their types."""

    source: Source
    paths: tuple[str, ...]
    relation: str
    columns: Mapping[str, str]
    connection: Connection

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Return the rows of DuckDB text of ours; raises `Invalid` for files that are not what the source says."""
        with _explained(self.source, self.paths), said_plainly():
            return self.connection.execute(sql).fetchall()


def guess_source(location: str, *, folder: str, given: Mapping[str, Any] | None = None) -> Source:
    """Return a source for files that are there: their format by their content and name, a CSV's delimiter by its lines.

    `given` may hold `format` and `delimiter`, which are then believed. Raises as `locate` does, and `Invalid` for a
    folder or a file with nothing in it.
    """
    told = given or {}
    if os.path.isdir(os.path.join(folder, location)):
        raise Invalid(f"`{location}` is a folder", hint=f"name the files in it, as in '{location.rstrip('/')}/*.csv'")
    files = locate(Source(location=location, format="csv"), folder=folder)
    if empty := next((file.path for file in files if not file.size), ""):
        raise Invalid(f"`{empty}` is empty", hint="name files with a header, or with rows")
    try:
        kind = told.get("format") or _kind(files[0].path)
        if kind != "csv":
            return Source(location=location, format=kind)
        delimiter = told.get("delimiter") or _delimiter(files[0])
    except OSError as error:
        raise Invalid(f"`{files[0].path}` cannot be read: {error.strerror}", hint="check its permissions") from error
    return Source(location=location, format=kind, options={"delimiter": delimiter})


def _kind(path: str) -> str:
    with open(path, "rb") as file:
        if file.read(4) == b"PAR1":
            return "parquet"
    plain = path.removesuffix(".gz").removesuffix(".zip").lower()
    return "json" if plain.endswith(_JSON) else "csv"


def _delimiter(file: SourceFile) -> str:
    """The one that parts the header into the most names."""
    with tempfile.TemporaryDirectory(prefix="trellis-") as scratch:
        (path,) = unpack([file], scratch=scratch)
        with _text(path, errors="replace") as lines:
            header = lines.readline(_LONGEST_HEADER)
    return max(_DELIMITERS, key=lambda one: len(next(csv.reader([header], delimiter=one), [])))


def _text(path: str, *, errors: str = "strict") -> IO[str]:
    if path.endswith(".gz"):
        return gzip.open(path, "rt", encoding="utf-8-sig", errors=errors, newline="")
    return open(path, encoding="utf-8-sig", errors=errors, newline="")


@contextmanager
def _opened(files: list[SourceFile], scratch: str) -> Iterator[tuple[list[str], Connection]]:
    paths = unpack(files, scratch=scratch)
    folders = sorted({os.path.dirname(path) for path in paths})
    connection = open_connection(memory_bytes=_MEMORY, threads=os.cpu_count() or 2, temp_dir=scratch, folders=folders)
    try:
        yield paths, connection
    finally:
        connection.close()


@contextmanager
def open_source(source: Source, *, folder: str) -> Iterator[OpenSource]:
    """Yield a source as a table, read exactly as a run would read it.

    Raises as `locate` does, and `Invalid` for files that are not what the source says, with the first line that is not
    where that can be told.
    """
    files = locate(source, folder=folder)
    with tempfile.TemporaryDirectory(prefix="trellis-") as scratch, _opened(files, scratch) as (paths, connection):
        relation = read(paths, kind=source.format, options=source.options)
        with _explained(source, paths):
            check_kept(connection, paths, kind=source.format)
            columns = columns_of(connection, relation)
        yield OpenSource(source=source, paths=tuple(paths), relation=relation, columns=columns, connection=connection)


@contextmanager
def _explained(source: Source, paths: Sequence[str]) -> Iterator[None]:
    try:
        yield
    except Invalid as error:
        is_csv = source.format == "csv"
        fault = _fault(paths, str(source.options.get("delimiter", ","))) if is_csv else ""
        raise Invalid(
            f"`{source.location}` cannot be read as {source.format}: {fault or error.message}",
            hint=_CSV if is_csv else "is the file complete, and of that format?",
        ) from error


def _fault(paths: Sequence[str], delimiter: str) -> str:
    """Say where the files are no CSV, in plainer words than the engine has; "" when that cannot be seen here."""
    return next(filter(None, (_first_fault(path, delimiter) for path in paths)), "")


def _first_fault(path: str, delimiter: str) -> str:
    try:
        with _text(path) as file:
            lines = csv.reader(file, delimiter=delimiter, strict=True)
            names = len(next(lines, []))
            for values in lines:
                if values and len(values) != names:
                    return f"line {lines.line_num} does not fit the header of {names}: it holds {len(values)}"
    except UnicodeDecodeError:
        return "it is not UTF-8"
    except csv.Error as error:
        return str(error)
    return ""
