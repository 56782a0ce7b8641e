"""How DuckDB reads a source: SQL text over exactly the files that were found."""

from collections.abc import Mapping
from typing import Any

from governance.errors import Invalid

__all__ = ["FORMATS", "json_as", "read"]


def read(paths: list[str], *, kind: str, options: Mapping[str, Any]) -> str:
    """Return DuckDB text to select from.

    CSV columns arrive as text, so that the contract, not a guess on the first lines, says what is a number.
    `options` are `delimiter`, `header`, `quote` and `null` (one spelling of the missing value, or several) for CSV.
    """
    if kind not in FORMATS:
        raise Invalid(f"Sources of format `{kind}` cannot be read", hint="use " + ", ".join(sorted(FORMATS)))
    unknown = sorted(set(options) - _OPTIONS[kind])
    if unknown:
        known = ", ".join(sorted(_OPTIONS[kind])) or "no option"
        raise Invalid(f"A {kind} source has no option `{unknown[0]}`", hint=f"it takes {known}")
    return FORMATS[kind](_listed(paths), options)


def json_as(paths: list[str], columns: Mapping[str, str]) -> str:
    """Return DuckDB text to select `columns` from, of JSON files that are read as these types and not as they look."""
    told = ", ".join(f"{_literal(name)}: {_literal(kind)}" for name, kind in columns.items())
    return f"read_json({_listed(paths)}, columns = {{{told}}})"


def _csv(paths: str, options: Mapping[str, Any]) -> str:
    nulls = options.get("null", "")
    spelled = [str(null) for null in nulls] if isinstance(nulls, list) else [str(nulls)]
    quote = _literal(str(options.get("quote", chr(34))))
    arguments = [
        paths,
        "all_varchar = true",
        f"header = {str(bool(options.get('header', True))).lower()}",
        f"delim = {_literal(str(options.get('delimiter', ',')))}",
        f"quote = {quote}",
        "nullstr = [" + ", ".join(_literal(null) for null in spelled) + "]",
        "strict_mode = true",
        # Left to itself the engine passes over lines that do not fit, or that begin with `#`, without a word.
        "skip = 0",
        "comment = ''",
        f"escape = {quote}",
    ]
    return f"read_csv({', '.join(arguments)})"


def _json(paths: str, _options: Mapping[str, Any]) -> str:
    # Types are guessed from every line: a late surprise would otherwise end the run half way.
    return f"read_json({paths}, sample_size = -1)"


def _parquet(paths: str, _options: Mapping[str, Any]) -> str:
    # Without it the types of the first file are forced upon the others: 1.75 becomes 2 beside whole numbers.
    return f"read_parquet({paths}, union_by_name = true)"


def _listed(paths: list[str]) -> str:
    return "[" + ", ".join(_literal(path) for path in paths) + "]"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


FORMATS = {"csv": _csv, "json": _json, "parquet": _parquet}
_OPTIONS: Mapping[str, frozenset[str]] = {
    "csv": frozenset({"delimiter", "header", "quote", "null"}),
    "json": frozenset(),
    "parquet": frozenset(),
}
