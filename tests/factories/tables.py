"""Contracts built by hand, for tests of what comes after reading one."""

from dataclasses import replace

from governance.contracts import Column, Contract, DataType, ForeignKey, Kind, QualityRule, ServiceLevel, Table, Version

__all__ = [
    "BOOLEAN",
    "DATE",
    "DOUBLE",
    "INSTANT",
    "INTEGER",
    "REAL",
    "STRING",
    "TIME",
    "TIMESTAMP",
    "array",
    "column",
    "contract",
    "decimal",
    "level",
    "mapping",
    "metric",
    "record",
    "references",
    "vector",
]

STRING, BOOLEAN, INTEGER = DataType(kind=Kind.STRING), DataType(kind=Kind.BOOLEAN), DataType(kind=Kind.INTEGER)
DOUBLE, REAL = DataType(kind=Kind.FLOAT), DataType(kind=Kind.FLOAT, bits=32)
DATE, TIME = DataType(kind=Kind.DATE), DataType(kind=Kind.TIME)
TIMESTAMP, INSTANT = DataType(kind=Kind.TIMESTAMP), DataType(kind=Kind.TIMESTAMP, zoned=True)


def decimal(precision=10, scale=2):
    return DataType(kind=Kind.DECIMAL, precision=precision, scale=scale)


def record(*fields):
    return DataType(kind=Kind.OBJECT, fields=fields)


def array(item=STRING, **asks):
    return DataType(kind=Kind.ARRAY, item=column("item", item, **asks))


def mapping(key=STRING, value=STRING, *, key_asks=None, **value_asks):
    return DataType(
        kind=Kind.MAP, key=column("key", key, **(key_asks or {})), value=column("value", value, **value_asks)
    )


def vector(size=2):
    return DataType(kind=Kind.VECTOR, size=size, item=column("item", REAL, required=True))


_OWN = frozenset(Column.__dataclass_fields__)


def column(name, kind=STRING, **asks):
    """A column; what is not a field of `Column` is one of its type's options."""
    own = {key: value for key, value in asks.items() if key in _OWN}
    options = {key: value for key, value in asks.items() if key not in _OWN}
    return Column(name=name, type=kind, path=own.pop("path", ()), options=options, **own)


def metric(name, operator="mustBe", threshold=0, **more):
    return QualityRule(
        kind="library", name=more.pop("name", name), path=("quality", name), metric=name, operator=operator,
        threshold=threshold, **more,
    )  # fmt: skip


def references(columns, table="", to=None):
    names = tuple(columns.split())
    return ForeignKey(
        columns=names, table=table, references=tuple((to or columns).split()), path=("relationships", columns)
    )


def contract(*columns, quality=(), keys=(), levels=(), document=None, name="orders"):
    placed = tuple(_placed(one, ("schema", 0, "properties", at)) for at, one in enumerate(columns))
    table = Table(name=name, columns=placed, path=("schema", 0), quality=tuple(quality), foreign_keys=tuple(keys))
    return Contract(
        id=f"sales.{name}", name=name, version=Version.parse("1.0.0"), table=table, digest="0" * 64, text="",
        document=document or {}, service_levels=tuple(levels),
    )  # fmt: skip


def level(name, value, unit="h", element=""):
    return ServiceLevel(property=name, value=value, unit=unit, element=element, path=("slaProperties", 0))


def _placed(one, path):
    """Give a column, and what is nested in it, the paths that the loader gives."""
    kind = one.type
    fields = tuple(_placed(field, (*path, "properties", at)) for at, field in enumerate(kind.fields))
    inner = {"item": ("items",), "key": ("map", "key"), "value": ("map", "value")}
    placed = {name: _placed(getattr(kind, name), (*path, *way)) for name, way in inner.items() if getattr(kind, name)}
    quality = tuple(replace(rule, path=(*path, "quality", at)) for at, rule in enumerate(one.quality))
    return replace(one, path=path, type=replace(kind, fields=fields, **placed), quality=quality)
