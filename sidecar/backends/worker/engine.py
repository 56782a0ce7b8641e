"""One DuckDB connection for one statement: opened in advance, narrowed to its files, and locked."""

from collections.abc import Iterable, Iterator, Sequence

import duckdb
import pyarrow as pa

from governance.sql.failures import FAILURES, reason_in
from governance.sql.quoting import identifier, string
from sidecar.query.gate import check_all_read, check_serialized, relation_shape

__all__ = ["code_of", "narrow", "open_connection", "probe", "run", "stage", "steady", "threads_for", "verify"]

Stage = tuple[str, str]
"""The name of a table, and the SELECT that makes it."""

_BATCH = 20_000  # rows
_UNSTEADY = {"TRY(": "common_subexpressions", "date_trunc(": "statistics_propagation"}
"""Of DuckDB 1.5: what a TRY holds twice is evaluated once and before it, where nothing catches its failure; date_trunc
is applied to a column's least and greatest value when the statement is planned, hidden rows included."""
_BY_ORDER = ("arg_max", "arg_min", "approx_quantile(")
"""These keep what they meet first, and threads meet the parts of a large stage in an order that no two runs share."""
_CODES: tuple[tuple[type[BaseException], str], ...] = (
    (duckdb.OutOfMemoryException, "out_of_memory"),
    (MemoryError, "out_of_memory"),
    (duckdb.InterruptException, "cancelled"),
    (duckdb.ConversionException, "conversion"),
    (duckdb.OutOfRangeException, "arithmetic"),
    (duckdb.NotImplementedException, "unsupported"),
    (duckdb.BinderException, "unsupported"),
    (duckdb.CatalogException, "unsupported"),
    (duckdb.ParserException, "unsupported"),
    (duckdb.InvalidTypeException, "unsupported"),
    (duckdb.InvalidInputException, "argument"),
)
_NOT_SCALAR = "More than one row returned by a subquery"
_FIRST_LINE_ONLY = 300
_CELL = 16  # bytes: numbers take 8, short texts 16 to 28


def open_connection(*, threads: int, memory_bytes: int) -> duckdb.DuckDBPyConnection:
    """Return a connection to an empty database that loads no extension, spills nothing and sees no Python variable."""
    connection = duckdb.connect(
        ":memory:",
        config={
            "threads": threads,
            "memory_limit": f"{memory_bytes >> 10}KiB",
            "max_temp_directory_size": "0KiB",
            "temp_directory": "",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
            "python_enable_replacements": "false",
        },
    )
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("ATTACH ':memory:' AS stages (COMPRESS)")
    connection.execute("USE stages")
    return connection


def verify(
    connection: duckdb.DuckDBPyConnection, sql: str, relations: Iterable[str], stages: Sequence[Stage] = ()
) -> None:
    """Raise `Denied` unless `sql` and all `stages` are each one SELECT of listed nodes and functions.

    They may read only `relations`, texts as they stand after FROM, and must read each as often as it is listed; `sql`
    the stages as well. The connection only parses; it may be any.
    """
    shapes = [_shape_of(connection, relation) for relation in relations]
    names = [_shape_of(connection, identifier(name)) for name, _ in stages]
    read = check_serialized(_serialized(connection, sql), [*shapes, *names])
    for _, text in stages:
        read += check_serialized(_serialized(connection, text), shapes)
    check_all_read(read, [*shapes, *names])


def _shape_of(connection: duckdb.DuckDBPyConnection, relation: str) -> str:
    return relation_shape(_serialized(connection, f"SELECT * FROM {relation} AS r"))


def _serialized(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    found = connection.execute("SELECT json_serialize_sql(?)", [sql]).fetchone()
    return str(found[0]) if found else "{}"


def steady(connection: duckdb.DuckDBPyConnection, *texts: str) -> None:
    """Switch off the optimisers by which statements of `texts` could fail for a value that no row of theirs meets."""
    off = [optimiser for word, optimiser in _UNSTEADY.items() if any(word in text for text in texts)]
    connection.execute(f"SET disabled_optimizers = '{','.join(off)}'")


def threads_for(sql: str, stages: Sequence[Stage], *, most: int) -> int:
    """How many threads may run `sql`: one where its answer follows from the order in which rows of `stages` are met."""
    return 1 if stages and any(word in sql for word in _BY_ORDER) else most


def narrow(connection: duckdb.DuckDBPyConnection, files: Iterable[str], *, threads: int) -> None:
    """Let the connection open exactly `files`, and let nothing change that again."""
    listed = ", ".join(string(path) for path in files)
    connection.execute(f"SET threads = {int(threads)}")
    connection.execute(f"SET allowed_paths = [{listed}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def stage(connection: duckdb.DuckDBPyConnection, stages: Iterable[Stage], *, memory_bytes: int) -> None:
    """Make the tables of verified stages, in memory: compressed where they would else fill half of it.

    That takes as long as making them, and leaves room for what sorts or groups them. How large they are is told from
    the visible rows and columns alone, so that no plan can follow from how hidden rows lay between them.
    """
    for name, text in stages:
        connection.execute(f"CREATE TABLE {identifier(name)} AS {text}")
        cells = connection.execute("SELECT sum(estimated_size * column_count) FROM duckdb_tables()").fetchone()
        if cells and cells[0] * _CELL > memory_bytes // 2:
            connection.execute("FORCE CHECKPOINT stages")


def run(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
    """Start a verified statement; its rows come as they are made."""
    reader = connection.execute(sql).to_arrow_reader(_BATCH)
    return reader.schema, iter(reader)


def code_of(error: BaseException) -> str:
    """The code of a failure: all that may be said of one that happened over data."""
    text = str(error)
    reason = reason_in(text)
    if reason:
        return FAILURES[reason]
    if _NOT_SCALAR in text:
        return "not_scalar"
    return next((code for kind, code in _CODES if isinstance(error, kind)), "engine")


def probe(connection: duckdb.DuckDBPyConnection, sql: str, relations: Iterable[str]) -> tuple[str, str] | None:
    """Run the same statement over empty relations: its code and the engine's words, or None when nothing fails.

    What fails there fails for its types and constants, not for a value of the data, so the words may be shown.
    """
    try:
        verify(connection, sql, relations)
        connection.execute(sql).fetchall()
    except Exception as error:  # noqa: BLE001 - whatever the engine says about no data is the answer
        return code_of(error), _plain(str(error))
    return None


def _plain(text: str) -> str:
    """The first line of the engine's words, without its own name for the kind of error."""
    line = next(iter(text.strip().splitlines()), "")
    head, colon, rest = line.partition(": ")
    return (rest if colon and head.endswith("Error") else line)[:_FIRST_LINE_ONLY]
