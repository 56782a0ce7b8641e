"""Files that are read as one table: one type has to hold what all of them have, and no number may be rounded for it."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace

from governance.checks.duck_types import DuckType, read_type
from governance.errors import Invalid
from governance.sql.quoting import identifier, string
from sidecar.backends.duck import Connection, columns_of, said_plainly
from sidecar.sources.readers import json_as, read

__all__ = ["check_kept"]

_LARGE = frozenset({"BIGINT", "UBIGINT", "HUGEINT", "UHUGEINT", "DECIMAL"})
_ROUNDED = {"DOUBLE": _LARGE, "FLOAT": _LARGE | {"INTEGER", "UINTEGER"}}


def check_kept(connection: Connection, paths: Sequence[str], *, kind: str) -> None:
    """Raise `Invalid` when files of a format would not be read as they are written, without a word by the engine."""
    if kind == "parquet" and len(paths) > 1:
        _check_alike(connection, paths)
    if kind == "json":
        _check_exact(connection, paths)


def _check_alike(connection: Connection, paths: Sequence[str]) -> None:
    """Raise `Invalid` when a file lacks a column of the first, or its numbers would be rounded beside those of another.

    The engine rounds without a word: a whole number beyond 2^53 to the nearest float, 1.75 to 2.
    """
    kinds = {path: _kinds(connection, [path]) for path in paths}
    together = _kinds(connection, paths)
    first = kinds[paths[0]]
    for path, own in kinds.items():
        if lacking := [name for name in first if name not in own]:
            raise _unlike(f"`{path}` has no column `{lacking[0]}`, which `{os.path.basename(paths[0])}` has")
        for name, kind in own.items():
            if _is_rounded(kind, together[name]):
                other = next(one for one in paths if _differs(kinds[one].get(name), kind))
                raise _unlike(f"`{name}` is {kind} in `{path}` and {kinds[other][name]} in `{os.path.basename(other)}`")


def _check_exact(connection: Connection, paths: Sequence[str]) -> None:
    """Raise `Invalid` when JSON files have a whole number that the fractions beside it would round, or one without end.

    The engine reads a member as a float once one of its numbers is none; 9007199254740993 is then 9007199254740992.
    """
    relation = read(list(paths), kind="json", options={})
    kinds = {name: read_type(kind) for name, kind in columns_of(connection, relation).items() if "DOUBLE" in kind}
    if not kinds:
        return
    unread = json_as(list(paths), {name: str(_unread(kind)) for name, kind in kinds.items()})
    counted = ", ".join(f"count(*) FILTER (WHERE {_rounded(kind, identifier(name))})" for name, kind in kinds.items())
    with said_plainly():
        found = connection.execute(f"SELECT {counted} FROM {unread}").fetchall()[0]
    for name, rows in zip(kinds, found, strict=True):
        if rows:
            told = f"{rows:,} numbers of `{name}` would be rounded: it has fractions too, and they are beyond 2^53"
            raise Invalid(told, hint="write the large ones as texts, in quotes")


def _unread(kind: DuckType) -> DuckType:
    """The type with every float in it left as it is written."""
    if kind.name == "DOUBLE":
        return DuckType("JSON")
    return replace(
        kind,
        fields=tuple((name, _unread(own)) for name, own in kind.fields),
        item=kind.item and _unread(kind.item),
        value=kind.value and _unread(kind.value),
    )


def _rounded(kind: DuckType, place: str, depth: int = 0) -> str:
    """SQL that tells whether any float in a value of that type would be rounded."""
    match kind:
        case DuckType(name="DOUBLE"):
            return _is_rounded_beside_fractions(place)
        case DuckType(name="STRUCT"):
            inner = [_rounded(own, f"struct_extract({place}, {string(name)})", depth) for name, own in kind.fields]
            return "(" + " OR ".join(f"coalesce({one}, false)" for one in inner) + ")"
        case DuckType(item=DuckType() as item):
            return f"len(list_filter({place}, lambda v{depth}: {_rounded(item, f'v{depth}', depth + 1)})) > 0"
        case DuckType(value=DuckType() as value):
            return _rounded(DuckType("LIST", item=value), f"map_values({place})", depth)
        case _:
            return "false"


def _is_rounded_beside_fractions(place: str) -> str:
    text = f"CAST({place} AS VARCHAR)"
    large = f"coalesce(abs(TRY_CAST({text} AS HUGEINT)) > {2**53}, true)"
    whole = f"regexp_full_match({text}, '-?[0-9]{{16,}}') AND {large}"
    beyond = f"coalesce(isinf(TRY_CAST({text} AS DOUBLE)), true)"
    return f"json_type({place}) IN ('BIGINT', 'UBIGINT', 'DOUBLE') AND ({whole} OR {beyond})"


def _kinds(connection: Connection, paths: Sequence[str]) -> Mapping[str, DuckType]:
    relation = read(list(paths), kind="parquet", options={})
    return {name: read_type(kind) for name, kind in columns_of(connection, relation).items()}


def _differs(other: DuckType | None, kind: DuckType) -> bool:
    return other is not None and other != kind


def _is_rounded(kind: DuckType, union: DuckType) -> bool:
    if kind.name == union.name == "DECIMAL":
        return union.sizes[1] < kind.sizes[1]
    inner = [(own, union.field(name)) for name, own in kind.fields]
    inner += [(own, other) for own, other in ((kind.item, union.item), (kind.value, union.value)) if own]
    return kind.name in _ROUNDED.get(union.name, ()) or any(other and _is_rounded(own, other) for own, other in inner)


def _unlike(what: str) -> Invalid:
    return Invalid(f"The files are not of one kind: {what}", hint="write them alike, or read them as two inputs")
