"""Rows of a document as rows of a table, converted as strictly as a run converts what a source holds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from governance.checks import CheckPlan, classify, compile_table
from governance.contracts.model import Column, Table
from governance.contracts.types import DataType, Kind
from governance.sql.quoting import identifier, string
from sidecar.backends.duck import Connection

__all__ = ["Misfit", "Placed", "place_rows", "texts_only", "values_of"]

_NOW = datetime(2000, 1, 1, tzinfo=UTC)  # what a type asks does not depend on it


@dataclass(frozen=True, order=True)
class Misfit:
    """A value that does not convert: the position of its row, the name of its column, and what it should be."""

    row: int
    column: str
    wanted: str


@dataclass(frozen=True, kw_only=True)
class Placed:
    """Rows in a table: `relation` yields the columns in order and can stand after FROM. A misfit is NULL in it."""

    relation: str
    misfits: tuple[Misfit, ...]


def texts_only(names: Sequence[str]) -> tuple[Column, ...]:
    """Return columns of these names that hold texts, as those of a CSV file do."""
    return tuple(Column(name=name, type=DataType(kind=Kind.STRING), path=()) for name in names)


def place_rows(
    connection: Connection, table: str, columns: Sequence[Column], rows: Sequence[Mapping[str, str | None]]
) -> Placed:
    """Put rows of JSON texts into a new `table` of `columns`; a column that a row leaves out is NULL."""
    at = _unused(columns)
    every = (Column(name=at, type=DataType(kind=Kind.INTEGER), path=()), *columns)
    plan = compile_table(Table(name=table, columns=every, path=()))
    came = {at: "INTEGER", **dict.fromkeys((column.name for column in columns), "JSON")}
    _fill(connection, f"{table}_cells", came, [[row.get(column.name) for column in columns] for row in rows])
    judged = classify(plan, source=f"{table}_cells", source_columns=came, now=_NOW)
    connection.execute(f"CREATE TABLE {table} AS {judged}")
    names = ", ".join(identifier(column.name) for column in columns)
    relation = f"(SELECT {names} FROM {table} ORDER BY {identifier(at)})"
    found = {*_nested(columns, rows), *_misfits(connection, plan, table, at)}
    return Placed(relation=relation, misfits=tuple(sorted(found)))


def _fill(
    connection: Connection, table: str, columns: Mapping[str, str], cells: Sequence[Sequence[str | None]]
) -> None:
    """Each row is numbered. Values stand in the statement: for each that is bound, the driver looks for pandas anew."""
    declared = ", ".join(f"{identifier(name)} {kind}" for name, kind in columns.items())
    connection.execute(f"CREATE TABLE {table} ({declared})")
    texts = [["NULL" if cell is None else string(cell) for cell in row] for row in cells]
    rows = ", ".join(f"({', '.join([str(number), *row])})" for number, row in enumerate(texts))
    if rows:
        connection.execute(f"INSERT INTO {table} VALUES {rows}")


def _unused(columns: Sequence[Column]) -> str:
    name, taken = "at", {column.name.lower() for column in columns}
    while name in taken:
        name += "_"
    return name


def _nested(columns: Sequence[Column], rows: Sequence[Mapping[str, str | None]]) -> Iterator[Misfit]:
    """A list or mapping has a text, but nobody who writes one means that."""
    for column in (column for column in columns if column.type.kind is Kind.STRING):
        for at, row in enumerate(rows):
            if (row.get(column.name) or "").startswith(("[", "{")):
                yield Misfit(at, column.name, f"`{column.name}` is {column.type}; put the text in quotes")


def _misfits(connection: Connection, plan: CheckPlan, table: str, at: str) -> Iterator[Misfit]:
    rules = [rule for rule in plan.of_scope("row") if rule.check.kind == "type"]
    words = ", ".join(f"_bits_{word}" for word in range(plan.words))
    for row, *bits in connection.execute(f"SELECT {identifier(at)}, {words} FROM {table}").fetchall():
        yield from (Misfit(row, rule.column, rule.title) for rule in rules if bits[rule.word] & rule.mask)


def values_of(connection: Connection, relation: str) -> list[dict[str, Any]]:
    """Return the rows of `relation` as Python has them; a map is a list of pairs."""
    found: list[dict[str, Any]] = connection.execute(f"SELECT * FROM {relation}").to_arrow_table().to_pylist()
    return found
