"""What is counted in a file before anything is proposed: one row for each column, in one pass."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from governance.sql.quoting import identifier, string

__all__ = ["MISSING", "SAMPLES", "ColumnProfile", "profile_sql", "read_profiles"]

MISSING = ("", "NA", "N/A", "n/a", "NULL", "null", "None", "NaN", "nan", "-", "?", "\\N", "#N/A")
"""Spellings of a missing value; in a text column they are counted apart and looked at no further."""

SAMPLES = 13
"""How many different values are kept, the least first: one more than an enum that is worth proposing has."""

_SHAPES = {
    "integer": r"[+-]?(0|[1-9][0-9]{0,17})",
    "number": r"[+-]?(0|[1-9][0-9]{0,14})(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,2})?",
    "boolean": r"(?i)true|false",
    "date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "timestamp": r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?",
    "instant": r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?(Z|[+-][0-9]{2}(:[0-9]{2})?)",
    "time": r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?",
    "email": r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}",
    "phone": r"\+?[0-9][0-9 ()./-]{5,18}[0-9]",
    "ssn": r"[0-9]{3}-[0-9]{2}-[0-9]{4}",
}
_READ_AS = {"date": "DATE", "timestamp": "TIMESTAMP", "instant": "TIMESTAMPTZ"}
_NESTED = ("STRUCT", "MAP", "UNION", "JSON")


@dataclass(frozen=True, kw_only=True)
class ColumnProfile:
    """What was counted in one column; the fields are the columns of `profile_sql`'s result, in its order.

    `type` is DuckDB's. `distinct`, `minimum`, `maximum`, `samples` (the least values, each once) and `shapes` (how many
    values read as what) leave out nulls and what `spelled` counts: the spellings of a missing value that were met.
    """

    name: str
    type: str
    rows: int
    nulls: int
    distinct: int = 0
    minimum: str | None = None
    maximum: str | None = None
    samples: tuple[str, ...] = ()
    spelled: Mapping[str, int] = field(default_factory=dict)
    shapes: Mapping[str, int] = field(default_factory=dict)

    @property
    def values(self) -> int:
        """How many rows hold a value, spellings of a missing one left out."""
        return self.rows - self.nulls - sum(self.spelled.values())

    def reads_as(self, shape: str) -> bool:
        """Tell whether there are values, and each of them has the shape."""
        return 0 < self.values == self.shapes.get(shape, 0)


def read_profiles(rows: Iterable[Sequence[Any]]) -> tuple[ColumnProfile, ...]:
    """Return what the rows that `profile_sql` yields say."""
    names = [one.name for one in fields(ColumnProfile)]
    told = (dict(zip(names, row, strict=True)) for row in rows)
    return tuple(ColumnProfile(**{**one, "samples": tuple(one["samples"])}) for one in told)


def profile_sql(relation: str, columns: Mapping[str, str]) -> str:
    """Return DuckDB text that yields one row for each column, with the fields of `ColumnProfile` in their order.

    `relation` is trusted text to select from, `columns` its columns with their DuckDB types.
    """
    counted = [_counted(at, name, kind) for at, (name, kind) in enumerate(columns.items())]
    return (
        f"WITH file AS MATERIALIZED (SELECT * FROM {relation}) "
        f"SELECT * EXCLUDE (place) FROM ({' UNION ALL '.join(counted)}) ORDER BY place"
    )


def _counted(at: int, name: str, kind: str) -> str:
    """Different values are counted first and looked at once each, which on real files saves most of the work."""
    column = identifier(name)
    is_text = kind.upper() == "VARCHAR"
    nested = kind.upper().startswith(_NESTED) or kind.endswith("]")
    groups = f"SELECT {column} IS NULL AS v, count(*) AS n FROM file GROUP BY 1"
    if not nested:
        groups = f"SELECT {column} AS w, {_cleaned('w') if is_text else 'w'} AS v, count(*) AS n FROM file GROUP BY 1"
    measures = (_NONE if nested else _VALUES) | (_texts() if is_text else {})
    told = {"place": str(at), "name": string(name), "type": string(kind)} | measures
    return f"SELECT {', '.join(f'{sql} AS {identifier(key)}' for key, sql in told.items())} FROM ({groups})"


def _cleaned(value: str) -> str:
    return f"CASE WHEN {value} NOT IN ({', '.join(map(string, MISSING))}) THEN {value} END"


_NONE = {
    "rows": "coalesce(sum(n), 0)::BIGINT",
    "nulls": "coalesce(sum(n) FILTER (v), 0)::BIGINT",
    "distinct": "0",
    "minimum": "NULL::VARCHAR",
    "maximum": "NULL::VARCHAR",
    "samples": "[]::VARCHAR[]",
    "spelled": "MAP {}::MAP(VARCHAR, BIGINT)",
    "shapes": "MAP {}::MAP(VARCHAR, BIGINT)",
}
_VALUES = _NONE | {
    "nulls": "coalesce(sum(n) FILTER (w IS NULL), 0)::BIGINT",
    "distinct": "count(v)",
    "minimum": "min(v)::VARCHAR",
    "maximum": "max(v)::VARCHAR",
    "samples": f"coalesce(min(v, {SAMPLES}), [])::VARCHAR[]",
}


def _texts() -> dict[str, str]:
    shapes = ", ".join(f"{string(shape)}: {_count('v', shape)}" for shape in _SHAPES)
    pairs = "list(struct_pack(k := w, v := n::BIGINT)) FILTER (v IS NULL AND w IS NOT NULL)"
    return {
        "minimum": "coalesce(arg_min(v, TRY_CAST(v AS DOUBLE)), min(v))",
        "maximum": "coalesce(arg_max(v, TRY_CAST(v AS DOUBLE)), max(v))",
        "spelled": f"coalesce(map_from_entries({pairs}), MAP {{}})",
        "shapes": f"MAP {{{shapes}}}",
    }


def _count(value: str, shape: str) -> str:
    matches = f"regexp_full_match({value}, {string(_SHAPES[shape])})"
    read = _READ_AS.get(shape)
    test = f"{matches} AND TRY_CAST({value} AS {read}) IS NOT NULL" if read else matches
    return f"coalesce(sum(n) FILTER ({test}), 0)::BIGINT"
