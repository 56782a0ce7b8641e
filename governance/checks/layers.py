"""The two inner layers of every text over a source: `s<n>` are its columns as they came, `t<n>` the contract's.

Names of the source and of the contract appear only at the rims, so that none of them can be mistaken for another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from governance.checks.convert import Place, converted, field_of
from governance.checks.duck_types import DuckType, read_type
from governance.checks.mapping import duck_type
from governance.checks.model import Step
from governance.contracts.model import Column
from governance.sql.quoting import identifier, string

__all__ = ["Layers", "Read", "as_text", "read_source", "typed_source"]


_NESTED = frozenset({"STRUCT", "LIST", "ARRAY", "MAP"})


@dataclass(frozen=True)
class Read:
    """One of the contract's columns, as it came and in the contract's type."""

    column: Column
    source: Place
    value: Place


@dataclass(frozen=True)
class Layers:
    """`sql` selects every `s<n>` and `t<n>`; `row` is the row as it came, as a JSON object of texts; `hash` of the same."""

    sql: str
    reads: tuple[Read, ...]
    row: str
    hash: str
    undeclared: tuple[str, ...]

    def value(self, way: Sequence[Step]) -> Place:
        """The typed value at the end of `way`, whose first step is a column of the table."""
        place = next(read.value for read in self.reads if read.column.name == way[0].name)
        for step in way[1:]:
            place = field_of(place, step.name)
        return place


def read_source(columns: Sequence[Column], source: str, source_columns: Mapping[str, str]) -> Layers:
    """Return the layers over `source`; a column that it lacks is NULL."""
    came = {name: Place(f"s{at}", read_type(kind)) for at, (name, kind) in enumerate(source_columns.items())}
    reads = [_read(column, came.get(column.name), at) for at, column in enumerate(columns)]
    outer = [f"{identifier(name)} AS {place.sql}" for name, place in came.items()]
    made = [f"{converted(r.source, r.column).sql} AS {r.value.sql}" for r in reads if r.value.sql != r.source.sql]
    sql = f"SELECT {', '.join(outer)} FROM {source}"
    return Layers(
        sql=f"SELECT {', '.join(['*', *made])} FROM ({sql})",
        reads=tuple(reads),
        row=f"CAST(json_object({', '.join(f'{string(n)}, {_text(p)}' for n, p in came.items())}) AS VARCHAR)",
        hash=f"hash({', '.join(_hashable(place) for place in came.values())})",
        undeclared=tuple(name for name in came if name not in {column.name for column in columns}),
    )


def typed_source(columns: Sequence[Column], relation: str) -> Layers:
    """Return the layers over a `relation` that has the contract's columns and types already."""
    reads = []
    for at, column in enumerate(columns):
        place = Place(f"s{at}", duck_type(column.type))
        reads.append(Read(column, place, place))
    named = ", ".join(f"{identifier(read.column.name)} AS {read.value.sql}" for read in reads)
    return Layers(sql=f"SELECT {named} FROM {relation}", reads=tuple(reads), row="NULL", hash="0", undeclared=())


def _read(column: Column, came: Place | None, at: int) -> Read:
    target = duck_type(column.type)
    source = came or Place("NULL", DuckType("NULL"))
    made = converted(source, column)
    same = made.always and made.sql == source.sql
    return Read(column, source, Place(source.sql if same else f"t{at}", target))


def as_text(sql: str, kind: DuckType) -> str:
    """Return SQL for the text that a value stands as in a quarantined row."""
    return f"CAST(to_json({sql}) AS VARCHAR)" if kind.name in _NESTED else f"CAST({sql} AS VARCHAR)"


def _text(place: Place) -> str:
    return as_text(place.sql, place.type)


def _hashable(place: Place) -> str:
    # DuckDB 1.5 gives NULL, an empty list and a struct of nulls the same hash.
    return _text(place) if place.type.name in _NESTED else place.sql
