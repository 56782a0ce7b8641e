"""Values inside values: structs, lists, maps, and JSON texts read as any of them.

A JSON object converts when it has no key twice and none that the contract does not declare; a map when every key converts
and no two become the same one. A member that does not convert becomes NULL where it stands.
"""

from governance.checks.convert.converted import Converted, nothing
from governance.checks.convert.place import Place, each_of, field_of, inner_column, opened
from governance.checks.convert.scalars import converted_scalar
from governance.checks.mapping import duck_type
from governance.checks.model import Step
from governance.contracts.model import Column
from governance.contracts.types import Kind
from governance.sql.quoting import identifier, string

__all__ = ["converted"]

_ITEMS, _KEYS, _VALUES = Step("items"), Step("keys"), Step("values")


def converted(place: Place, column: Column) -> Converted:
    """Return the value at `place` in the type of `column`."""
    if place.type.name == "NULL":
        return Converted(nothing(duck_type(column.type)).sql, always=True)
    match column.type.kind:
        case Kind.OBJECT:
            return _object(opened(place), column)
        case Kind.ARRAY | Kind.VECTOR:
            return _list(opened(place), column)
        case Kind.MAP:
            return _map(opened(place), column)
        case _:
            return converted_scalar(place.sql, place.type, column)


def _object(place: Place, column: Column) -> Converted:
    if place.type.name not in {"STRUCT", "JSON"}:
        return nothing(duck_type(column.type))
    places = [field_of(place, field.name) for field in column.type.fields]
    parts = [converted(inside, field) for inside, field in zip(places, column.type.fields, strict=True)]
    same = all(part == Converted(inside.sql, always=True) for part, inside in zip(parts, places, strict=True))
    if same and place.type == duck_type(column.type):
        return Converted(place.sql, always=True)
    named = zip(column.type.fields, parts, strict=True)
    packed = ", ".join(f"{identifier(field.name)} := {part.sql}" for field, part in named)
    if place.type.name == "STRUCT":
        return Converted(f"CASE WHEN {place.sql} IS NOT NULL THEN struct_pack({packed}) END", always=True)
    return Converted(f"CASE WHEN {_is_declared_object(place.sql, column)} THEN struct_pack({packed}) END")


def _is_declared_object(json: str, column: Column) -> str:
    """A key that is not declared and one that stands twice both make the distinct declared keys fewer than the keys."""
    declared = ", ".join(string(field.name) for field in column.type.fields)
    keys = f"json_keys({json})"
    known = f"list_distinct(list_filter({keys}, lambda k: list_contains([{declared}], k)))"
    return f"json_type({json}) = 'OBJECT' AND len({keys}) = len({known})"


def _list(place: Place, column: Column) -> Converted:
    members = _members(place, column, _ITEMS)
    if members is None:
        return nothing(duck_type(column.type))
    return Converted(members[0], always=place.type.name != "JSON")


def _map(place: Place, column: Column) -> Converted:
    target = duck_type(column.type)
    keys, values = (_members(place, column, step) for step in (_KEYS, _VALUES))
    if keys is None or values is None:
        return nothing(target)
    if place.type == target and keys[1] and values[1]:
        return Converted(place.sql, always=True)
    # The engine raises on a key that is null or stands twice.
    return Converted(f"CAST(TRY(map({keys[0]}, {values[0]})) AS {target})")


def _members(place: Place, column: Column, step: Step) -> tuple[str, bool] | None:
    """Return the converted members, and whether they are what they were; None when there can be none."""
    each = each_of(place, step)
    if each is None:
        return None
    part = converted(each.member, inner_column(column, step))
    if part == Converted(each.member.sql, always=True):
        return each.sql, True
    return f"list_transform({each.sql}, lambda {each.member.sql}: {part.sql})", False
