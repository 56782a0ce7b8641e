"""The proposal itself: a type that every value can be read as, and no rule that a good row of this file would break."""

from collections.abc import Iterator, Sequence
from typing import Any

from governance.contracts.types import DataType, Kind
from governance.documents.characters import unacceptable
from governance.errors import Invalid
from product_templates.inference.names import is_personal, legal_names
from product_templates.inference.profile import SAMPLES, ColumnProfile

__all__ = ["infer_columns", "infer_nulls", "left_out"]

_SHAPED = (
    ("integer", DataType(kind=Kind.INTEGER)),
    ("number", DataType(kind=Kind.FLOAT)),
    ("boolean", DataType(kind=Kind.BOOLEAN)),
    ("date", DataType(kind=Kind.DATE)),
    ("instant", DataType(kind=Kind.TIMESTAMP, zoned=True)),
    ("timestamp", DataType(kind=Kind.TIMESTAMP)),
    ("time", DataType(kind=Kind.TIME)),
)
_TEXT = DataType(kind=Kind.STRING)
_PERSONAL_SHAPES = ("email", "phone", "ssn")
_LOGICAL = {Kind.FLOAT: "number", Kind.DECIMAL: "number"}
_PHYSICAL = {(Kind.INTEGER, 32): "INT", (Kind.FLOAT, 32): "REAL"}
_REPEATED = 10  # how often each value stands, on average, before a few values look like a list of the allowed ones


def infer_columns(profiles: Sequence[ColumnProfile], *, origin: str, key: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Return an answer for `columns`: one entry for each column that a contract can hold, in the file's order.

    `origin` names the file in the descriptions, which say what a person has to write; `key` holds the columns, by the
    file's names, that tell rows apart. Ranges that were seen become comments, never rules.
    """
    kept = [profile for profile in profiles if _type_of(profile)]
    names = legal_names(profile.name for profile in kept)
    nulls = infer_nulls(kept)
    return [
        _column(profile, name, origin, profile.name in key, nulls) for profile, name in zip(kept, names, strict=True)
    ]


def left_out(profiles: Sequence[ColumnProfile]) -> list[str]:
    """Return the names of the columns that no contract can hold: bytes, intervals, nested values with unusable names."""
    return [profile.name for profile in profiles if not _type_of(profile)]


def infer_nulls(profiles: Sequence[ColumnProfile]) -> list[str]:
    """Return an answer for `nulls`: the empty text, and each spelling that stands among values of another type than text."""
    typed = [profile for profile in profiles if profile.type.upper() == "VARCHAR" and _type_of(profile) != _TEXT]
    return ["", *sorted({spelling for profile in typed for spelling in profile.spelled} - {""})]


def _type_of(profile: ColumnProfile) -> DataType | None:
    if not profile.name or len(profile.name) > 255 or unacceptable(profile.name):
        return None
    if profile.type.upper() == "VARCHAR":
        return next((kind for shape, kind in _SHAPED if profile.reads_as(shape)), _TEXT)
    from governance.checks import parse_duckdb_type

    try:
        kind = parse_duckdb_type(profile.type)
    except Invalid:
        return None
    return kind if all(name == legal for name, legal in _inner_names(kind)) else None


def _inner_names(kind: DataType) -> Iterator[tuple[str, str]]:
    names = [field.name for field in kind.fields]
    yield from zip(names, legal_names(names), strict=True)
    for inner in (
        *(field.type for field in kind.fields),
        *(one.type for one in (kind.item, kind.key, kind.value) if one),
    ):
        yield from _inner_names(inner)


def _column(profile: ColumnProfile, name: str, origin: str, is_key: bool, nulls: list[str]) -> dict[str, Any]:
    kind = _type_of(profile) or _TEXT
    missing = profile.nulls + sum(count for spelling, count in profile.spelled.items() if spelling in nulls)
    secret = any(map(is_personal, (name, *(legal for _, legal in _inner_names(kind))))) or any(
        profile.shapes.get(shape, 0) * 10 >= profile.values * 9 for shape in _telling(profile, kind)
    )
    column: dict[str, Any] = {"name": name, "source": profile.name, **_typed(kind)}
    column["required"] = profile.rows > 0 and missing == 0
    column["key"] = is_key
    column["classification"] = "confidential" if secret else "internal"
    column["description"] = f"Say here what `{_shown(profile.name)}` of {_shown(origin)} means"
    column["seen"] = _seen(profile, kind, missing, secret)
    if not secret and (values := _enum(profile, kind, nulls)):
        column["enum"] = values
    if not secret and profile.samples and (example := _example(profile.samples[0], kind)) is not None:
        column["example"] = example
    return _said(column)


def _said(column: dict[str, Any]) -> dict[str, Any]:
    return {field: value for field, value in column.items() if value is not False and value != ""}


def _telling(profile: ColumnProfile, kind: DataType) -> tuple[str, ...]:
    """Digits alone are a number, not a phone."""
    return _PERSONAL_SHAPES if profile.values and kind.kind is Kind.STRING else ()


def _typed(kind: DataType) -> dict[str, Any]:
    logical = "integer" if kind.kind is Kind.DECIMAL and kind.scale == 0 else _LOGICAL.get(kind.kind, kind.kind.value)
    exact = f"DECIMAL({kind.precision},{kind.scale})" if kind.kind is Kind.DECIMAL else ""
    found: dict[str, Any] = {
        "type": logical,
        "physical": exact or _PHYSICAL.get((kind.kind, kind.bits), ""),
        "zoned": kind.zoned,
    }
    if kind.fields:
        found["properties"] = [{"name": field.name, **_said(_typed(field.type))} for field in kind.fields]
    for place, inner in (("items", kind.item), ("keys", kind.key), ("values", kind.value)):
        if inner:
            found[place] = _said(_typed(inner.type))
    return found


def _enum(profile: ColumnProfile, kind: DataType, nulls: list[str]) -> list[str]:
    """A few texts that come again and again; any other spelling of a missing value would then be one too many."""
    few = 1 < profile.distinct < SAMPLES and profile.distinct * _REPEATED <= profile.values
    plain = kind.kind is Kind.STRING and profile.type.upper() == "VARCHAR" and not set(profile.spelled) - set(nulls)
    short = all(len(value) <= 40 and not unacceptable(value) and value == value.strip() for value in profile.samples)
    return list(profile.samples) if few and plain and short else []


def _example(sample: str, kind: DataType) -> Any:
    match kind.kind:
        case Kind.INTEGER:
            return int(sample)
        case Kind.FLOAT:
            return float(sample)
        case Kind.STRING if len(sample) <= 60 and not unacceptable(sample) and sample.isprintable():
            return sample
        case Kind.DATE:
            return sample
        case _:
            return None


def _seen(profile: ColumnProfile, kind: DataType, missing: int, secret: bool) -> str:
    """Say what was met, for the comment above the column; never a value that may be somebody's."""
    ordered = kind.kind in {Kind.INTEGER, Kind.FLOAT, Kind.DECIMAL, Kind.DATE, Kind.TIMESTAMP} and not secret
    parts = []
    if profile.distinct > 1:
        parts += [f"{profile.minimum} to {profile.maximum}"] if ordered else []
        parts += [f"{profile.distinct:,} different values"]
    elif profile.distinct:
        parts += [f"always {profile.minimum}" if ordered else "one value"]
    if missing:
        parts += [f"{missing:,} of {profile.rows:,} rows without one"]
    return "Seen: " + ", ".join(parts) if parts else ""


def _shown(name: str) -> str:
    return " ".join(name.replace("`", "'").split())[:80]
