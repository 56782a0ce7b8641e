"""Arrays, maps and rows. Trino counts from 1 and fails beyond the end, where DuckDB answers null."""

from collections.abc import Sequence

from governance.errors import Invalid
from governance.sql.bound import Bound
from governance.sql.failures import fail
from governance.sql.functions.model import Function, element, same, scalar
from governance.sql.promotion import common
from governance.sql.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    NULL,
    TIMESTAMP,
    UNKNOWN,
    VARCHAR,
    Type,
    array_of,
    map_of,
    row_of,
)

__all__ = ["COLLECTIONS", "subscript"]

_MOST_ITEMS = 10_000  # Trino's own limit for `sequence` and `repeat`


def subscript(container: Bound, index: Bound) -> str:
    """`container[index]` as Trino has it: failing beyond the end of an array, or without the map's key."""
    text, at = container.sql, index.sql
    kind = element()([container])
    if container.type.name == "map":
        there, missing = f"map_contains({text}, {at})", fail("key not in map", kind)
    else:
        there, missing = f"{at} BETWEEN 1 AND len({text})", fail("subscript out of bounds", kind)
    empty = f"{text} IS NULL OR {at} IS NULL"
    return f"CASE WHEN {empty} THEN NULL WHEN {there} THEN {text}[{at}] ELSE {missing} END"


def _items(arguments: Sequence[Bound]) -> Type:
    return array_of(common([array.type.inner[0] if array.type.inner else UNKNOWN for array in arguments]))


def _appended(arguments: Sequence[Bound]) -> Type:
    return arguments[0].type if arguments[0].type.name == "array" else arguments[1].type


def _made_array(arguments: Sequence[Bound]) -> Type:
    return array_of(arguments[0].type)


def _mapped(arguments: Sequence[Bound]) -> Type:
    """What `map(keys, values)` gives."""
    kinds = [argument.type.inner[0] if argument.type.inner else UNKNOWN for argument in arguments]
    return map_of(kinds[0], kinds[1])


def _part_of_map(position: int) -> "Function":
    call = ("map_keys({0})", "map_values({0})")[position]
    return scalar("m", call, lambda a: array_of(a[0].type.inner[position]) if a[0].type.inner else UNKNOWN, total=True)


def _entries(arguments: Sequence[Bound]) -> Type:
    inner = arguments[0].type.inner
    return array_of(row_of(inner, ("key", "value"))) if inner else UNKNOWN


def _from_entries(arguments: Sequence[Bound]) -> Type:
    row = arguments[0].type.inner[0] if arguments[0].type.inner else UNKNOWN
    return map_of(row.inner[0], row.inner[1]) if len(row.inner) == 2 else UNKNOWN


def _zipped(arguments: Sequence[Bound]) -> Type:
    return array_of(row_of([array.type.inner[0] if array.type.inner else UNKNOWN for array in arguments]))


def _joined(arguments: Sequence[Bound]) -> str:
    words = f"CAST({arguments[0].sql} AS VARCHAR[])"
    if len(arguments) > 2:
        words = f"list_transform({words}, lambda item: coalesce(item, {arguments[2].sql}))"
    return f"array_to_string({words}, {arguments[1].sql})"


def _contains(arguments: Sequence[Bound]) -> str:
    """Null when the value is not there but a null is."""
    items, value = arguments[0].sql, arguments[1].sql
    found = f"list_contains({items}, {value})"
    return f"CASE WHEN {found} THEN true WHEN len({items}) > list_count({items}) THEN NULL ELSE {found} END"


def _without_twins(items: str) -> str:
    """Each value once, null as well."""
    return f"(list_distinct({items}) || list_slice(list_filter({items}, lambda item: item IS NULL), 1, 1))"


def _kept(*, there: bool) -> str:
    """The items, each once, that the other array has (or has not); a null is a value like others."""
    has = "CASE WHEN item IS NULL THEN len({1}) > list_count({1}) ELSE list_contains({1}, item) END"
    found = f"list_filter({_without_twins('{0}')}, lambda item: {'' if there else 'NOT '}{has})"
    return f"CASE WHEN {{1}} IS NOT NULL THEN {found} END"


_OVERLAP = (
    "CASE WHEN list_has_any({0}, {1}) THEN true WHEN len({0}) > 0 AND len({1}) > 0 "
    "AND (len({0}) > list_count({0}) OR len({1}) > list_count({1})) THEN NULL ELSE list_has_any({0}, {1}) END"
)
_SLICED = (
    "list_slice({0}, {1}, CASE WHEN {1} >= 0 THEN {1} + {2} - 1 WHEN {1} + len({0}) < 0 THEN {1} - 1 "
    "ELSE least({1} + {2} - 1, -1) END)"
)


def _match(extreme: str, *, empty: str, negated: str = "") -> tuple[Function]:
    """Unknown where no item decides and the predicate is null for one; `extreme` is of 2 for true, 1 for null, 0 for false."""
    ranks = "lambda item: CASE WHEN item THEN 2 WHEN item IS NULL THEN 1 ELSE 0 END"
    decided = f"CAST(nullif({extreme}(list_transform(list_transform({{0}}, {{1}}), {ranks})), 1) AS BOOLEAN)"
    return _lambda(f"CASE WHEN len({{0}}) = 0 THEN {empty} ELSE {negated}{decided} END", "al", BOOLEAN)


def _extreme(call: str) -> Function:
    """Null as soon as one item is."""
    text = f"CASE WHEN len({{0}}) > list_count({{0}}) THEN NULL ELSE {call}({{0}}) END"
    return scalar("a", text, element(), total=True)


def _whole(bound: Bound) -> int | None:
    text = bound.constant or ""
    return int(text) if text.lstrip("-").isdigit() else None


def _numbers(arguments: Sequence[Bound]) -> str:
    """`sequence(1, 5)`, counting down when the end is before the start; 10,000 items at most, as in Trino."""
    first, last = arguments[0].sql, arguments[1].sql
    step = arguments[2].sql if len(arguments) > 2 else f"CASE WHEN {last} >= {first} THEN 1 ELSE -1 END"
    series = f"generate_series(CAST({first} AS BIGINT), CAST({last} AS BIGINT), CAST({step} AS BIGINT))"
    ends = [_whole(argument) for argument in arguments]
    if None not in ends:
        size = abs((ends[1] or 0) - (ends[0] or 0)) // abs((ends[2] if len(ends) > 2 else 1) or 1) + 1
        return series if size <= _MOST_ITEMS else _too_many()
    many = f"abs(CAST({last} AS DOUBLE) - {first}) / abs({step}) >= {_MOST_ITEMS}"
    kind = array_of(BIGINT)
    return f"CASE WHEN {many} THEN {fail('sequence longer than 10000', kind)} ELSE {series} END"


def _moments(arguments: Sequence[Bound]) -> str:
    first, last = arguments[0], arguments[1]
    step = arguments[2].sql if len(arguments) > 2 else "to_days(1)"
    series = f"generate_series(CAST({first.sql} AS TIMESTAMP), CAST({last.sql} AS TIMESTAMP), {step})"
    many = f"abs(epoch({last.sql}) - epoch({first.sql})) / epoch({step}) >= {_MOST_ITEMS}"
    kind = array_of(TIMESTAMP)
    bounded = f"CASE WHEN {many} THEN {fail('sequence longer than 10000', kind)} ELSE {series} END"
    return f"CAST({bounded} AS DATE[])" if first.type == DATE else bounded


def _days(arguments: Sequence[Bound]) -> Type:
    return array_of(DATE if arguments[0].type == DATE else TIMESTAMP)


def _repeated(arguments: Sequence[Bound]) -> str:
    count = _whole(arguments[1])
    if count is not None and count > _MOST_ITEMS:
        return _too_many()
    bounded = f"least(greatest({arguments[1].sql}, 0), {_MOST_ITEMS})"
    return f"list_transform(range({bounded}), lambda item: {arguments[0].sql})"


def _too_many() -> str:
    raise Invalid(
        f"An array cannot be made longer than {_MOST_ITEMS:,} items",
        hint="join a table of numbers instead",
        slug="sql-argument",
    )


def _piped(call: str = "||") -> str:
    return f"({{0}} {call} {{1}})"


def _lambda(call: str, takes: str, returns: object) -> tuple[Function]:
    return (scalar(takes, call, returns),)  # type: ignore[arg-type]


COLLECTIONS: dict[str, tuple[Function, ...]] = {
    "concat": (
        scalar("ss*", lambda a: "(" + " || ".join(part.sql for part in a) + ")", VARCHAR, total=True),
        scalar("aa*", lambda a: "(" + " || ".join(part.sql for part in a) + ")", _items, total=True),
    ),
    "reverse": (scalar("s", "reverse({0})", VARCHAR, total=True), scalar("a", "list_reverse({0})", same(), total=True)),
    "cardinality": (
        scalar("a", "len({0})", BIGINT, total=True),
        scalar("m", "CAST(cardinality({0}) AS BIGINT)", BIGINT, total=True),
    ),
    "element_at": (
        scalar("ai", "list_extract({0}, {1})", element(), total=True),
        scalar("mx", "map_extract_value({0}, {1})", element(), total=True),
    ),
    "contains": (scalar("ax", _contains, BOOLEAN, total=True),),
    "array_position": (
        scalar(
            "ax",
            "CASE WHEN {0} IS NOT NULL AND {1} IS NOT NULL THEN coalesce(list_position({0}, {1}), 0) END",
            BIGINT,
            total=True,
        ),
    ),
    "array_distinct": (scalar("a", _without_twins("{0}"), same(), total=True),),
    "array_sort": (scalar("a", "list_sort({0}, 'ASC', 'NULLS LAST')", same(), total=True),),
    "array_max": (_extreme("list_max"),),
    "array_min": (_extreme("list_min"),),
    "array_join": (scalar("as", _joined, VARCHAR, total=True), scalar("ass", _joined, VARCHAR, total=True)),
    "array_remove": (
        scalar(
            "ax",
            "CASE WHEN {1} IS NOT NULL THEN list_filter({0}, lambda item: item IS NULL OR item <> {1}) END",
            same(),
            total=True,
        ),
    ),
    "array_union": (scalar("aa", _without_twins("({0} || {1})"), _items, total=True),),
    "array_intersect": (scalar("aa", _kept(there=True), _items, total=True),),
    "array_except": (scalar("aa", _kept(there=False), same(), total=True),),
    "arrays_overlap": (scalar("aa", _OVERLAP, BOOLEAN, total=True),),
    "flatten": (scalar("a", "flatten({0})", element(), total=True),),
    "slice": (scalar("aii", _SLICED, same()),),
    "trim_array": (scalar("ai", "list_slice({0}, 1, len({0}) - {1})", same()),),
    "zip": (scalar("aa*", "list_zip({all})", _zipped, total=True),),
    "repeat": (scalar("xi", _repeated, _made_array),),
    "sequence": (
        scalar("ii", _numbers, array_of(BIGINT)),
        scalar("iii", _numbers, array_of(BIGINT)),
        scalar("dd", _moments, _days),
        scalar("ddv", _moments, _days),
    ),
    "transform": _lambda("list_transform({0}, {1})", "al", lambda a: array_of(a[1].type)),
    "filter": _lambda("list_filter({0}, {1})", "al", same()),
    "any_match": _match("list_max", empty="false"),
    "all_match": _match("list_min", empty="true"),
    "none_match": _match("list_max", empty="true", negated="NOT "),
    "reduce": (
        scalar(
            "axll",
            "list_extract(list_transform([list_reduce({0}, {2}, {1})], {3}), 1)",
            lambda a: a[3].type,
        ),
    ),
    "zip_with": _lambda("list_transform(list_zip({0}, {1}), {2})", "aal", lambda a: array_of(a[2].type)),
    "map": (scalar("aa", "map({0}, {1})", _mapped), scalar("", "map()", map_of(NULL, NULL), total=True)),
    "map_keys": (_part_of_map(0),),
    "map_values": (_part_of_map(1),),
    "map_entries": (scalar("m", "map_entries({0})", _entries, total=True),),
    "map_from_entries": (scalar("a", "map_from_entries({0})", _from_entries),),
    "map_concat": (scalar("mm*", "map_concat({all})", same(), total=True),),
    "map_filter": _lambda("map_from_entries(list_filter(map_entries({0}), {1}))", "ml", same()),
    "transform_keys": _lambda(
        "map_from_entries(list_transform(map_entries({0}), {1}))",
        "ml",
        lambda a: map_of(a[1].type, a[0].type.inner[1]) if a[0].type.inner else UNKNOWN,
    ),
    "transform_values": _lambda(
        "map_from_entries(list_transform(map_entries({0}), {1}))",
        "ml",
        lambda a: map_of(a[0].type.inner[0], a[1].type) if a[0].type.inner else UNKNOWN,
    ),
    "row": (scalar("x*", "row({all})", lambda a: row_of([part.type for part in a]), total=True),),
}
