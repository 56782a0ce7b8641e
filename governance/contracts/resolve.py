"""From what a property says about its type to the type itself, or to what is wrong with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from governance.contracts.physical import Physical, read_physical
from governance.contracts.types import DataType, Kind

__all__ = ["LOGICAL", "Resolved", "TypeFault", "logical_of", "resolve_type"]

LOGICAL: dict[str, tuple[Kind, ...]] = {
    "string": (Kind.STRING,),
    "boolean": (Kind.BOOLEAN,),
    "integer": (Kind.INTEGER, Kind.DECIMAL),
    "number": (Kind.FLOAT, Kind.DECIMAL),
    "date": (Kind.DATE,),
    "timestamp": (Kind.TIMESTAMP,),
    "time": (Kind.TIME,),
    "object": (Kind.OBJECT,),
    "array": (Kind.ARRAY,),
    "map": (Kind.MAP,),
    "vector": (Kind.VECTOR, Kind.ARRAY),
}
"""The kinds that a `logicalType` of ODCS may be stored as, its own first."""

_FORMATS = {"i8": 32, "i16": 32, "i32": 32, "i64": 64, "u8": 32, "u16": 32, "u32": 64, "f32": 32, "f64": 64}
_MOST_DIGITS = 38


@dataclass(frozen=True)
class TypeFault:
    """One thing wrong with a type; `key` is the key of the property that says so."""

    code: str
    key: str
    message: str
    fix: str


@dataclass(frozen=True)
class Resolved:
    """A property's own type (what is nested in it left out), or None when it cannot be told."""

    type: DataType | None
    faults: tuple[TypeFault, ...] = ()


def resolve_type(data: Mapping[str, Any]) -> Resolved:
    """Tell the type of a property from its `logicalType`, `physicalType` and options."""
    logical, text = data.get("logicalType"), data.get("physicalType")
    physical = read_physical(text) if text else None
    if text and physical is None:
        fix = "use one such as `INT`, `BIGINT`, `DECIMAL(10,2)`, `DOUBLE`, `VARCHAR`, `TIMESTAMP`; bytes have no type here"
        return Resolved(None, (TypeFault("TRL212", "physicalType", f"No table has the type `{text[:40]}`", fix),))
    if logical is None:
        return _from_physical(data, physical)
    kinds = LOGICAL[logical]
    if physical and not _agree(kinds, physical):
        fix = f"write `logicalType: {logical_of(physical)}`, or a physical type for {logical}"
        message = f"`{text}` cannot hold the logical type `{logical}`"
        return Resolved(None, (TypeFault("TRL213", "physicalType", message, fix),))
    return _typed(physical.kind if physical and kinds[0] is not Kind.VECTOR else kinds[0], physical, data)


def _from_physical(data: Mapping[str, Any], physical: Physical | None) -> Resolved:
    if physical:
        return _typed(physical.kind, physical, data)
    fix = "add `logicalType: string` (or integer, number, boolean, date, timestamp, …)"
    return Resolved(None, (TypeFault("TRL211", "name", f"`{data.get('name', 'items')}` has no type", fix),))


def _agree(kinds: tuple[Kind, ...], physical: Physical) -> bool:
    whole = len(physical.numbers) < 2 or physical.numbers[1] == 0
    return physical.kind in kinds and (kinds[0] is not Kind.INTEGER or physical.kind is Kind.INTEGER or whole)


def logical_of(physical: Physical) -> str:
    """Return the `logicalType` that a physical type is usually given."""
    if physical.kind is Kind.DECIMAL:
        return "number"
    return next(name for name, kinds in LOGICAL.items() if physical.kind is kinds[0])


def _typed(kind: Kind, physical: Physical | None, data: Mapping[str, Any]) -> Resolved:
    options = data.get("logicalTypeOptions") or {}
    match kind:
        case Kind.DECIMAL:
            return _decimal(physical)
        case Kind.INTEGER | Kind.FLOAT:
            return _sized(kind, physical, options)
        case Kind.TIMESTAMP:
            return _timestamp(physical, options)
        case Kind.VECTOR:
            size = options.get("dimensions", 0)
            return Resolved(DataType(kind=kind, size=size if isinstance(size, int) else 0))
        case _:
            return Resolved(DataType(kind=kind))


def _decimal(physical: Physical | None) -> Resolved:
    numbers = physical.numbers if physical else ()
    precision, scale = (*numbers, 0)[:2] if numbers else (_MOST_DIGITS, 0)
    possible = 1 <= precision <= _MOST_DIGITS and 0 <= scale <= precision
    made = DataType(kind=Kind.DECIMAL, precision=precision, scale=scale) if possible else DataType(kind=Kind.DECIMAL)
    return Resolved(made, tuple(_decimal_faults(numbers, possible=possible)))


def _decimal_faults(numbers: tuple[int, ...], *, possible: bool) -> Iterator[TypeFault]:
    fix = "write digits in all and digits behind the point, as in `DECIMAL(10,2)`"
    if not numbers:
        yield TypeFault("TRL215", "physicalType", "Engines disagree on what a decimal without digits is", fix)
    elif not possible:
        message = f"A decimal has 1 to {_MOST_DIGITS} digits, and no more of them behind the point"
        yield TypeFault("TRL215", "physicalType", message, fix)


def _sized(kind: Kind, physical: Physical | None, options: Mapping[str, Any]) -> Resolved:
    form = options.get("format")
    bits = physical.bits if physical else _FORMATS.get(str(form), 64)
    return Resolved(DataType(kind=kind, bits=min(bits, 64)), tuple(_size_faults(form, physical, bits)))


def _size_faults(form: Any, physical: Physical | None, bits: int) -> Iterator[TypeFault]:
    fix = "use `DECIMAL(38,0)` for larger numbers"
    if bits > 64:
        yield TypeFault("TRL216", "physicalType", "No whole number has more than 64 bits, sign included", fix)
    if form is not None and form not in _FORMATS:
        yield TypeFault("TRL216", "format", f"A number of the format `{form}` does not fit 64 bits, sign included", fix)
    elif form is not None and physical and _FORMATS[form] > bits:
        message = f"The format `{form}` does not fit the physical type's {bits} bits"
        yield TypeFault("TRL213", "format", message, "make the two agree")


def _timestamp(physical: Physical | None, options: Mapping[str, Any]) -> Resolved:
    zoned = options.get("timezone")
    said = bool(physical and physical.zoned) if zoned is None else bool(zoned)
    return Resolved(DataType(kind=Kind.TIMESTAMP, zoned=said), tuple(_zone_faults(zoned, physical)))


def _zone_faults(zoned: Any, physical: Physical | None) -> Iterator[TypeFault]:
    if physical and zoned is not None and physical.zoned is not zoned and (physical.zoned or zoned):
        message = f"`timezone: {str(zoned).lower()}` contradicts the physical type"
        fix = f"write `physicalType: {'TIMESTAMP WITH TIME ZONE' if zoned else 'TIMESTAMP'}`"
        yield TypeFault("TRL213", "timezone", message, fix)
