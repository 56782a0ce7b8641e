"""Transforms in Python: a product's own function, given DuckDB relations, giving one back (or Arrow)."""

import inspect
import traceback
from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

import duckdb
import pyarrow as pa

from governance.errors import Invalid

__all__ = ["call_transform"]

_RESULT = "_transformed"


def call_transform(
    connection: duckdb.DuckDBPyConnection, text: str, *, file: str, inputs: Mapping[str, str], table: str
) -> str:
    """Call `transform` of a product's Python file and return the name of the relation that it gave back.

    `inputs` are DuckDB SELECTs by the name of the argument that gets them. The function returns a DuckDB relation, an
    Arrow table or an Arrow reader; one that serves several ports returns them in a dict by table. Raises `Invalid`, with
    the line of the product's own code, when it fails or returns something else.
    """
    function = _load(text, file)
    given = {name: connection.sql(query) for name, query in inputs.items()}
    try:
        result = function(**_wanted(function, given, file))
    except Exception as error:
        raise Invalid(
            f"`{file}` failed: {type(error).__name__}: {error}", hint=_line_of(error, file), slug="transform-failed"
        ) from error
    return _adopt(connection, result[table] if isinstance(result, dict) else result, file)


def _load(text: str, file: str) -> Callable[..., Any]:
    module = ModuleType("transform")
    module.__file__ = file
    try:
        exec(compile(text, file, "exec"), vars(module))  # noqa: S102 - a product's transform is its team's own code
    except Exception as error:
        raise Invalid(
            f"`{file}` cannot be loaded: {type(error).__name__}: {error}",
            hint=_line_of(error, file),
            slug="transform-failed",
        ) from error
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


def _adopt(connection: duckdb.DuckDBPyConnection, result: Any, file: str) -> str:
    if isinstance(result, duckdb.DuckDBPyRelation):
        result.create_view(_RESULT, replace=True)
    elif isinstance(result, pa.Table | pa.RecordBatchReader):
        connection.register(_RESULT, result)
    else:
        raise Invalid(
            f"`transform` in `{file}` returned {type(result).__name__}",
            hint="return a DuckDB relation, an Arrow table or an Arrow reader",
            slug="transform-failed",
        )
    return _RESULT


def _line_of(error: BaseException, file: str) -> str:
    if isinstance(error, SyntaxError):
        return f"see line {error.lineno} of `{file}`"
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file]
    return f"see line {lines[-1]} of `{file}`" if lines else f"see `{file}`"
