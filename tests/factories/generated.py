"""Tables that nobody thought of: hypothesis strategies for columns, the source types they come in, and rows of these."""

import math
from decimal import Decimal

from hypothesis import strategies as st

from governance.contracts import DataType, Kind
from tests.factories.tables import (
    BOOLEAN,
    DATE,
    DOUBLE,
    INSTANT,
    INTEGER,
    REAL,
    STRING,
    TIME,
    TIMESTAMP,
    array,
    column,
    decimal,
    mapping,
    record,
)
from tests.oracles.checks import single

__all__ = ["columns", "scalars", "source_of", "tables"]

INT32 = DataType(kind=Kind.INTEGER, bits=32)
_DAY = 86_400_000_000

_TRICKY = (
    "| |a|abc|x|é😀|it's|\"|0|7|-7|+7|007|7.0|10.7|1e3|.5|5.|1_000|0x1F| 5|9223372036854775807|9223372036854775808|nan|-INF|"
    "Infinity|1e400|0.1|99999999.99|1.500|-0|true|FALSE|t|2024-02-29|2023-02-29|0000-01-01|9999-12-31|10000-01-01|infinity|"
    "2024-01-01T10:00:00Z|2024-01-01 10:00|2024-01-01T10:00:00.1234567|0001-01-01T00:00:00+05:00|2024-01-01T24:00:00|10:00|"
    "23:59:60|24:00:00|a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11|1.2.3.4|::1|YQ==|line\nbreak|\x00|' OR 1=1 --"
)
TEXTS = st.sampled_from(_TRICKY.split("|")) | st.text(max_size=5)
FLOATS = st.sampled_from(
    [0.0, -0.0, 0.1, 0.29, 0.3, 7.0, 10.7, -7.0, 1e300, 2.0**53, 2.0**63, -(2.0**63), math.nan, math.inf, -math.inf]
)
MOMENTS = st.sampled_from(
    [
        "infinity",
        "-infinity",
        0,
        -1,
        1,
        _DAY,
        19_800 * _DAY,
        2_932_896 * _DAY,
        2_932_897 * _DAY,
        -719_162 * _DAY,
        -719_163 * _DAY,
    ]
) | st.integers(-(10**15), 10**15)
VALUES = {
    "VARCHAR": TEXTS,
    "TINYINT": st.integers(-128, 127),
    "INTEGER": st.integers(-(2**31), 2**31 - 1) | st.integers(-10, 10),
    "BIGINT": st.integers(-(2**63), 2**63 - 1) | st.integers(-10, 10) | st.just(2**53 + 1),
    "HUGEINT": st.integers(-(2**64), 2**64),
    "DOUBLE": FLOATS | st.integers(-1000, 1000).map(lambda number: number / 100) | st.floats(),
    "FLOAT": FLOATS.map(single) | st.floats(width=32),
    "DECIMAL": st.integers(-(10**6), 10**6).map(lambda number: Decimal(number) / 100),
    "BOOLEAN": st.booleans(),
    "DATE": MOMENTS.map(lambda moment: moment if isinstance(moment, str) else moment // _DAY),
    "TIMESTAMP": MOMENTS,
    "TIMESTAMPTZ": MOMENTS,
    "TIME": st.integers(0, _DAY),
}
PLAIN = [(name,) for name in VALUES if name != "DECIMAL"] + [("DECIMAL", 9, 2)]

NATURAL = {
    Kind.STRING: [("VARCHAR",)],
    Kind.BOOLEAN: [("BOOLEAN",)],
    Kind.INTEGER: [("INTEGER",), ("BIGINT",), ("DOUBLE",), ("VARCHAR",)],
    Kind.FLOAT: [("DOUBLE",), ("FLOAT",), ("INTEGER",), ("VARCHAR",)],
    Kind.DECIMAL: [("DECIMAL", 9, 2), ("INTEGER",), ("VARCHAR",)],
    Kind.DATE: [("DATE",)],
    Kind.TIME: [("TIME",)],
    Kind.TIMESTAMP: [("TIMESTAMP",), ("TIMESTAMPTZ",), ("DATE",)],
}

small = st.integers(-5, 12) | st.sampled_from([0.5, 10.5, 1e300, -1e300])
bounds = dict.fromkeys(("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"), small)
days = {key: st.sampled_from(["2024-01-01", "1970-01-01", "0001-01-01"]) for key in bounds}
clocks = {key: st.sampled_from(["2024-01-01T10:00:00", "1970-01-01T00:00:00"]) for key in bounds}
OPTIONS = {
    INTEGER: {**bounds, "multipleOf": st.sampled_from([2, 5, 2.5]), "format": st.sampled_from(["i8", "u16", "i64", "u128"])},
    INT32: {**bounds, "multipleOf": st.sampled_from([3, 0.5])},
    DOUBLE: {**bounds, "multipleOf": st.sampled_from([0.1, 2, 0.01]), "format": st.sampled_from(["f32", "f64"]), "allowNonFinite": st.just(True)},
    REAL: {**bounds, "allowNonFinite": st.just(True)},
    decimal(10, 2): {**bounds, "multipleOf": st.sampled_from([0.25, 2, 0.005])},
    decimal(4, 0): bounds,
    STRING: {
        "minLength": st.integers(0, 3),
        "maxLength": st.integers(0, 4),
        "pattern": st.sampled_from(["[a-z]*", "a.c", "[0-9]{1,3}|x", ".+", "it's", ""]),
        "format": st.sampled_from(["uuid", "ipv4", "ipv6", "byte", "date"]),
    },
    BOOLEAN: {},
    DATE: days,
    TIMESTAMP: clocks,
    INSTANT: clocks,
    TIME: {"minimum": st.just("09:30:00"), "exclusiveMaximum": st.just("10:00:00")},
}  # fmt: skip
ENUMS = {
    INTEGER: st.just((0, 7)), INT32: st.just((7,)), DOUBLE: st.just((0.1, 7)), decimal(10, 2): st.just((0.1, 7)), STRING: st.just(("a", "it's", "")),
    DATE: st.just(("1970-01-01",)), BOOLEAN: st.just((True,)),
}  # fmt: skip


@st.composite
def scalars(draw, name):
    """A column of a plain type, and a source type that values of it may come in."""
    kind = draw(st.sampled_from(list(OPTIONS)))
    natural = st.sampled_from(NATURAL[kind.kind])
    source = draw(natural | natural | st.sampled_from(PLAIN))
    asks = draw(st.fixed_dictionaries({}, optional=OPTIONS[kind]))
    if kind == STRING and source != ("VARCHAR",):
        asks = {}
    enum = draw(st.just(()) | ENUMS.get(kind, st.just(()))) if kind != STRING or source == ("VARCHAR",) else ()
    return column(name, kind, required=draw(st.booleans()), enum=enum, **asks), source


@st.composite
def columns(draw, name, depth=2):
    """A column, nested or not, and a source type for it."""
    shape = draw(st.sampled_from(["plain", "object", "array", "map"])) if depth else "plain"
    required = draw(st.booleans())
    if shape == "plain":
        return draw(scalars(name))
    if shape == "object":
        fields = [draw(columns(f"f{at}", depth - 1)) for at in range(draw(st.integers(1, 3)))]
        given = {field.name: source for field, source in fields if draw(st.booleans()) or field is fields[0][0]}
        asks = draw(
            st.fixed_dictionaries({}, optional={"minProperties": st.integers(1, 3), "maxProperties": st.integers(0, 2)})
        )
        return column(name, record(*[field for field, _ in fields]), required=required, **asks), ("STRUCT", given)
    item, source = draw(columns("item", depth - 1))
    asks = vars(item)["options"] | {"enum": item.enum, "required": item.required}
    if shape == "array":
        sizes = {"minItems": st.integers(0, 2), "maxItems": st.integers(0, 2), "uniqueItems": st.just(True)}
        chosen = draw(st.fixed_dictionaries({}, optional={} if item.type.kind in _UNORDERED else sizes))
        return column(name, array(item.type, **asks), required=required, **chosen), ("LIST", source)
    key, key_source = draw(scalars("key"))
    key_asks = vars(key)["options"] | {"enum": key.enum}
    return column(name, mapping(key.type, item.type, key_asks=key_asks, **asks), required=required), (
        "MAP",
        key_source,
        source,
    )


_UNORDERED = {Kind.FLOAT, Kind.OBJECT, Kind.ARRAY, Kind.MAP}


def values(source, *, nullable=True):
    """Values of a source type."""
    match source:
        case ("STRUCT", fields):
            made = st.fixed_dictionaries({name: values(kind) for name, kind in fields.items()})
        case ("LIST", item):
            made = st.lists(values(item), max_size=3)
        case ("MAP", key, item):
            pairs = st.tuples(values(key, nullable=False), values(item))
            made = st.lists(pairs, max_size=2, unique_by=lambda pair: str(pair[0]).lower().lstrip("-"))
        case (name, *_):
            made = VALUES[name]
    return st.none() | made if nullable else made


def spelled(source):
    """A source type as DuckDB writes it."""
    match source:
        case ("STRUCT", fields):
            return "STRUCT(" + ", ".join(f'"{name}" {spelled(kind)}' for name, kind in fields.items()) + ")"
        case ("LIST", item):
            return f"{spelled(item)}[]"
        case ("MAP", key, item):
            return f"MAP({spelled(key)}, {spelled(item)})"
        case ("DECIMAL", precision, scale):
            return f"DECIMAL({precision},{scale})"
    return source[0]


def literal(source, value):
    """A value of a source type as DuckDB text."""
    if value is None:
        return f"NULL::{spelled(source)}"
    match source:
        case ("STRUCT", fields):
            return "{" + ", ".join(f"'{name}': {literal(kind, value[name])}" for name, kind in fields.items()) + "}"
        case ("LIST", item):
            return f"[{', '.join(literal(item, one) for one in value)}]::{spelled(source)}"
        case ("MAP", key, item):
            keys = ", ".join(literal(key, one) for one, _ in value)
            inner = ", ".join(literal(item, one) for _, one in value)
            return f"map([{keys}]::{spelled(key)}[], [{inner}]::{spelled(item)}[])"
        case ("VARCHAR",):
            return (
                "(" + " || chr(0) || ".join("'" + part.replace("'", "''") + "'" for part in value.split("\x00")) + ")"
            )
        case ("DATE",) if not isinstance(value, str):
            return f"(DATE '1970-01-01' + {value}::INTEGER)"
        case ("TIMESTAMP",) if not isinstance(value, str):
            return f"make_timestamp({value}::BIGINT)"
        case ("TIMESTAMPTZ",) if not isinstance(value, str):
            return f"make_timestamptz({value}::BIGINT)"
        case ("TIME",):
            clock = f"{value // 3_600_000_000:02}:{value // 60_000_000 % 60:02}:{value // 1_000_000 % 60:02}.{value % 1_000_000:06}"
            return f"TIME '{clock}'"
    return f"'{value}'::{spelled(source)}"


@st.composite
def tables(draw):
    """Columns with their source types, and up to four rows."""
    chosen = [draw(columns(f"c{at}")) for at in range(draw(st.integers(1, 3)))]
    rows = draw(st.lists(st.fixed_dictionaries({one.name: values(source) for one, source in chosen}), max_size=4))
    return chosen, rows


def source_of(chosen, rows):
    """Text to select the rows from, and each row's number as an undeclared column."""
    listed = []
    for at, row in enumerate(rows):
        cells = ", ".join(f'{literal(source, row[one.name])} AS "{one.name}"' for one, source in chosen)
        listed.append(f"SELECT {cells}, {at} AS at")
    empty = ", ".join(f'NULL::{spelled(source)} AS "{one.name}"' for one, source in chosen)
    return "(" + " UNION ALL ".join([f"SELECT {empty}, 0 AS at WHERE false", *listed]) + ")"
