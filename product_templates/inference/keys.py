"""What may tell one row from another: columns whose values, alone or together, never repeat."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import prod

from governance.sql.quoting import identifier
from product_templates.inference.profile import ColumnProfile

__all__ = ["distinct_sql", "key_candidates"]

_MOST = 16  # each is a count of different values over the whole file
_WIDEST = 4
_CONSIDERED = 8
_LIKELY = ("id", "key", "code", "number", "no", "nr", "uuid", "sku")


def key_candidates(profiles: Sequence[ColumnProfile]) -> list[tuple[str, ...]]:
    """Return groups of columns that could be the key, the likeliest first; whether they are, `distinct_sql` tells.

    A column that never repeats is named alone. Numbers with a fraction, nested values and gaps make no key.
    """
    able = [
        one for one in profiles if one.rows and one.values == one.rows and one.distinct > 1 and not _has_fraction(one)
    ]
    alone = sorted((one for one in able if one.distinct == one.rows), key=lambda one: not _is_likely(one.name))
    if alone:
        return [(one.name,) for one in alone[:_MOST]]
    return list(_together(able))[:_MOST]


def _together(able: list[ColumnProfile]) -> Iterator[tuple[str, ...]]:
    telling = sorted(able, key=lambda one: -one.distinct)[:_CONSIDERED]
    order = [one.name for one in able]
    for width in range(2, _WIDEST + 1):
        for group in combinations(telling, width):
            if prod(one.distinct for one in group) >= group[0].rows:
                yield tuple(sorted((one.name for one in group), key=order.index))


def _has_fraction(profile: ColumnProfile) -> bool:
    kind = profile.type.upper()
    in_text = profile.reads_as("number") and not profile.reads_as("integer")
    return in_text or kind in {"DOUBLE", "FLOAT"} or (kind.startswith("DECIMAL") and not kind.endswith(",0)"))


def _is_likely(name: str) -> bool:
    words = name.lower().replace("-", "_").replace(" ", "_").split("_")
    return any(word in _LIKELY for word in words) or name.lower().endswith("id")


def distinct_sql(relation: str, groups: Sequence[Sequence[str]]) -> str:
    """Return DuckDB text that yields one row: how many rows there are, then for each group how many different ones."""
    counts = (f"count(DISTINCT ({', '.join(map(identifier, group))}))" for group in groups)
    return f"SELECT {', '.join(('count(*)', *counts))} FROM {relation}"
