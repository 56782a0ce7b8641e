"""Transforms in Python: a product's own function, given DuckDB relations, giving one back (or Arrow)."""

import inspect
import traceback
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import duckdb
import pyarrow as pa

from governance.errors import Invalid, TrellisError

__all__ = ["call_transform"]


def call_transform(
    connection: duckdb.DuckDBPyConnection, text: str, *, file: str, inputs: Mapping[str, str], table: str
) -> str:
    """Call `transform` of a product's Python file and return the name of the relation that it gave back.

    `inputs` are DuckDB SELECTs by the name of the argument that gets them. The function returns a DuckDB relation, an
    Arrow table or an Arrow reader; one that serves several ports returns them in a dict by table. Raises `Invalid`, with
    the line of the product's own code, when it fails or returns something else.
    """
    function = _load(text, file)
    # On one connection the next statement ends a reader that is still open, and the rest of its rows without a word.
    own = connection.cursor()
    given = {name: own.sql(query) for name, query in inputs.items()}
    try:
        result = function(**_wanted(function, given, file))
    except TrellisError:
        raise
    except (Exception, SystemExit) as error:  # a transform that exits has made nothing either
        raise _failed("failed", error, file) from error
    return _adopt(connection, _part(result, table, file) if isinstance(result, dict) else result, file, table)


def _load(text: str, file: str) -> Callable[..., Any]:
    module = ModuleType("transform")
    module.__file__ = file
    try:
        exec(compile(text, file, "exec"), vars(module))  # noqa: S102 - a product's transform is its team's own code
    except (Exception, SystemExit) as error:
        raise _failed("cannot be loaded", error, file) from error
    function = getattr(module, "transform", None)
    if not callable(function):
        raise Invalid(
            f"`{file}` defines no `transform`", hint="write `def transform(<input>, …):`", slug="no-transform"
        )
    found: Callable[..., Any] = function
    return found


def _wanted(function: Callable[..., Any], given: Mapping[str, Any], file: str) -> Mapping[str, Any]:
    parameters = inspect.signature(function).parameters
    if any(one.kind is one.VAR_KEYWORD for one in parameters.values()):
        return given
    for name in parameters:
        if name not in given:
            raise Invalid(
                f"`transform` in `{file}` asks for `{name}`, which is no input of the product",
                hint="its inputs are " + (", ".join(f"`{one}`" for one in given) or "none"),
                slug="transform-failed",
            )
    return {name: given[name] for name in parameters}


def _failed(how: str, error: BaseException, file: str) -> Invalid:
    """Its own words may hold a value of a row, so they are for whoever runs it alone."""
    kind = type(error).__name__
    return Invalid(
        f"`{file}` {how}: {kind}: {error}",
        hint=_line_of(error, file),
        slug="transform-failed",
        recorded=f"`{file}` {how}: {kind}, {_line_of(error, file)}",
    )


def _part(result: Mapping[str, Any], table: str, file: str) -> Any:
    if table not in result:
        raise Invalid(
            f"`transform` in `{file}` returned a dict without `{table}`",
            hint="its keys are the tables of the output ports",
            slug="transform-failed",
        )
    return result[table]


def _adopt(connection: duckdb.DuckDBPyConnection, result: Any, file: str, table: str) -> str:
    name = f"_transformed_{table}"
    if isinstance(result, duckdb.DuckDBPyRelation):
        result.create_view(name, replace=True)
    elif isinstance(result, pa.Table | pa.RecordBatchReader):
        connection.register(name, result)
    else:
        raise Invalid(
            f"`transform` in `{file}` returned {type(result).__name__}",
            hint="return a DuckDB relation, an Arrow table or an Arrow reader",
            slug="transform-failed",
        )
    return name


def _line_of(error: BaseException, file: str) -> str:
    if isinstance(error, SyntaxError):
        return f"see line {error.lineno} of `{file}`"
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file]
    return f"see line {lines[-1]} of `{file}`" if lines else f"see `{file}`"
