"""What a contract asks of a row, told again from its documentation: value by value, in plain Python, without SQL.

A source's type is a tuple: `("BIGINT",)`, `("DECIMAL", 10, 2)`, `("LIST", t)`, `("MAP", k, v)`, `("STRUCT", {name: t})`.
Values are Python's own; dates are days and timestamps microseconds since 1970, or "infinity" and "-infinity"; times are
microseconds since midnight; maps are lists of pairs.
"""

import base64
import ipaddress
import math
import re
import struct
import uuid
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction

from governance.contracts import Kind

__all__ = ["broken_rules", "single"]

_EPOCH = date(1970, 1, 1)
_DAY = 86_400_000_000
_FIRST, _LAST = (date.min - _EPOCH).days, (date.max - _EPOCH).days
_INTEGERS = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT"}
_FLOATS = {"FLOAT", "DOUBLE"}
_FAILED = object()


def broken_rules(columns, row):
    """The ids of the rules that a row breaks; `row` maps a column to its source type and value, or lacks it."""
    broken = set()
    for column in columns:
        source, value = row.get(column.name, (("NULL",), None))
        if value is None and column.required:
            broken.add(f"{column.name}.required")
        _, asked = _look(column, column.name, source, value)
        broken |= asked
    return broken


def _look(column, label, source, value):
    """The value in the column's type (None if it has none), and what it breaks from here inwards."""
    if value is None:
        return None, set()
    inside = {Kind.OBJECT: _object, Kind.ARRAY: _array, Kind.MAP: _map}.get(column.type.kind)
    typed, broken = inside(column, label, source, value) if inside else (_scalar(column, source, value), set())
    if typed is _FAILED:
        return None, broken | {f"{label}.type"}
    return typed, broken | _options(column, label, typed)


def _object(column, label, source, value):
    if source[0] != "STRUCT":
        return _FAILED, set()
    typed, broken = {}, set()
    for field in column.type.fields:
        inner = source[1].get(field.name, ("NULL",))
        if value.get(field.name) is None and field.required:
            broken.add(f"{label}.{field.name}.required")
        typed[field.name], asked = _look(field, f"{label}.{field.name}", inner, value.get(field.name))
        broken |= asked
    return typed, broken


def _array(column, label, source, value):
    return _members(column.type.item, f"{label}.items", source[1], value) if source[0] == "LIST" else (_FAILED, set())


def _members(item, label, source, values):
    broken = {f"{label}.required"} if item.required and None in values else set()
    looked = [_look(item, label, source, value) for value in values]
    return [typed for typed, _ in looked], broken.union(*(asked for _, asked in looked))


def _map(column, label, source, value):
    if source[0] != "MAP":
        return _FAILED, set()
    keys, of_keys = _members(column.type.key, f"{label}.keys", source[1], [key for key, _ in value])
    values, of_values = _members(column.type.value, f"{label}.values", source[2], [one for _, one in value])
    if None in keys or len({"nan" if key != key else key for key in keys}) < len(keys):  # noqa: PLR0124
        kept = {rule for rule in of_keys | of_values if rule.endswith((".type", ".required"))}
        return _FAILED, kept
    return list(zip(keys, values, strict=True)), of_keys | of_values


def _scalar(column, source, value):
    kind = column.type.kind
    if source[0] == "VARCHAR":
        return value if kind is Kind.STRING else _TEXTS[kind](column.type, value)
    if kind is Kind.STRING:
        return f"<{value}>"
    if source[0] in _INTEGERS | _FLOATS | {"DECIMAL"} and kind in {Kind.INTEGER, Kind.FLOAT, Kind.DECIMAL}:
        return _number(column.type, source, value)
    if source[0] in {"DATE", "TIMESTAMP", "TIMESTAMPTZ"} and kind in {Kind.DATE, Kind.TIMESTAMP}:
        return _moment(kind, value if source[0] != "DATE" or isinstance(value, str) else value * _DAY)
    if source[0] == "TIME" and kind is Kind.TIME:
        return value if value < _DAY else _FAILED
    return value if source[0] == "BOOLEAN" and kind is Kind.BOOLEAN else _FAILED


def single(number):
    """The 32-bit float nearest to a number."""
    try:
        return struct.unpack("f", struct.pack("f", number))[0]
    except OverflowError:
        return math.inf


def _number(kind, source, value):
    if source[0] in _FLOATS and not math.isfinite(value):
        return value if kind.kind is Kind.FLOAT else _FAILED
    exact = Fraction(value)
    if kind.kind is Kind.INTEGER:
        fits = exact.denominator == 1 and -(2 ** (kind.bits - 1)) <= exact < 2 ** (kind.bits - 1)
        return int(exact) if fits else _FAILED
    if kind.kind is Kind.FLOAT:
        near = single(float(exact)) if kind.bits == 32 else float(exact)
        if source[0] == "DECIMAL":
            return near if math.isfinite(near) and _rounded(near, source[2]) == exact else _FAILED
        return near if math.isfinite(near) and Fraction(near) == exact else _FAILED
    return _decimal(kind, source, value, exact)


def _rounded(number, scale):
    """The decimal nearest to a number, halves away from zero."""
    scaled = Fraction(number) * 10**scale
    whole = math.floor(abs(scaled) + Fraction(1, 2))
    return Fraction(whole if scaled >= 0 else -whole, 10**scale)


def _decimal(kind, source, value, exact):
    near = _rounded(exact, kind.scale)
    if abs(near) >= 10 ** (kind.precision - kind.scale):
        return _FAILED
    if source[0] in _FLOATS:
        back = single(float(near)) if source[0] == "FLOAT" else float(near)
        return near if back == value else _FAILED
    return near if near == exact else _FAILED


def _moment(kind, micros):
    if isinstance(micros, str) or not _FIRST * _DAY <= micros < (_LAST + 1) * _DAY:
        return _FAILED
    if kind is Kind.DATE:
        return micros // _DAY if micros % _DAY == 0 else _FAILED
    return micros


def _text_integer(kind, text):
    if not re.fullmatch(r"[+-]?\d+(\.0*)?", text, re.ASCII):
        return _FAILED
    return _number(kind, ("HUGEINT",), int(text.partition(".")[0]))


def _text_float(kind, text):
    if re.fullmatch(r"[+-]?(nan|inf|infinity)", text, re.ASCII | re.IGNORECASE):
        return float(text)
    if not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", text, re.ASCII):
        return _FAILED
    near = single(float(text)) if kind.bits == 32 else float(text)
    return near if math.isfinite(near) else _FAILED


def _text_decimal(kind, text):
    pattern = r"[+-]?\d+(\.0*)?" if kind.scale == 0 else r"[+-]?(\d+(\.\d*)?|\.\d+)"
    if not re.fullmatch(pattern, text, re.ASCII):
        return _FAILED
    with localcontext(prec=200):
        exact = Fraction(Decimal(text))
    return _decimal(kind, ("DECIMAL",), None, exact)


def _text_boolean(_kind, text):
    return {"true": True, "false": False}.get(text.lower(), _FAILED)


def _text_date(_kind, text):
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
        return _FAILED
    try:
        return (date.fromisoformat(text) - _EPOCH).days
    except ValueError:
        return _FAILED


def _text_time(_kind, text):
    if not re.fullmatch(r"\d\d:\d\d(:\d\d(\.\d{1,6}0*)?)?", text, re.ASCII):
        return _FAILED
    try:
        found = time.fromisoformat(text[:15])
    except ValueError:
        return _FAILED
    return ((found.hour * 60 + found.minute) * 60 + found.second) * 1_000_000 + found.microsecond


def _text_timestamp(_kind, text):
    local = re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:[T ](.*?))?", text, re.ASCII)
    zoned = re.fullmatch(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d+)?)(Z|[+-]\d\d(?::\d\d)?)", text, re.ASCII)
    found = zoned or local
    if not found:
        return _FAILED
    day, clock = _text_date(None, found[1]), _text_time(None, found[2]) if found[2] else 0
    if _FAILED in (day, clock):
        return _FAILED
    return _moment(Kind.TIMESTAMP, day * _DAY + clock - (_offset(zoned[3]) if zoned else 0))


def _offset(text):
    if text == "Z":
        return 0
    minutes = int(text[1:3]) * 60 + int(text[4:6] or 0)
    return minutes * 60_000_000 * (-1 if text[0] == "-" else 1)


_TEXTS = {
    Kind.INTEGER: _text_integer,
    Kind.FLOAT: _text_float,
    Kind.DECIMAL: _text_decimal,
    Kind.BOOLEAN: _text_boolean,
    Kind.DATE: _text_date,
    Kind.TIME: _text_time,
    Kind.TIMESTAMP: _text_timestamp,
}


def _options(column, label, value):
    options, broken = dict(column.options), set()
    lenient = bool(options.pop("allowNonFinite", False))
    if column.type.kind is Kind.FLOAT and not lenient and not math.isfinite(value):
        broken.add(f"{label}.finite")
    if column.enum and not any(_operand(column.type, one) == value for one in column.enum):
        broken.add(f"{label}.enum")
    for key, operand in options.items():
        if not _keeps(column.type, key, operand, value, lenient=lenient):
            broken.add(f"{label}.{key}")
    return broken


def _operand(kind, raw):
    match kind.kind:
        case Kind.INTEGER | Kind.DECIMAL:
            return Fraction(str(raw))
        case Kind.FLOAT:
            return single(raw) if kind.bits == 32 and math.isfinite(single(raw)) else float(raw)
        case Kind.DATE:
            return (date.fromisoformat(raw) - _EPOCH).days
        case Kind.TIME:
            return _text_time(None, raw)
        case Kind.TIMESTAMP:
            moment = datetime.fromisoformat(raw)
            aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return (aware - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    return raw


def _keeps(kind, key, operand, value, *, lenient):
    if key in {"minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"}:
        return _in_bound(key, _operand(kind, operand), value, lenient=lenient)
    if key == "multipleOf":
        return _is_multiple(kind, operand, value, lenient=lenient)
    if key == "format":
        return _in_range(operand, value) if kind.kind is not Kind.STRING else _FORMATS[operand](value)
    sizes = {
        "minLength": min,
        "minItems": min,
        "minProperties": min,
        "maxLength": max,
        "maxItems": max,
        "maxProperties": max,
    }
    if key in sizes:
        size = len([one for one in value.values() if one is not None]) if isinstance(value, dict) else len(value)
        return sizes[key](size, operand) == operand
    if key == "uniqueItems":
        return all(not _same(one, other) for at, one in enumerate(value) for other in value[:at])
    return re.fullmatch(operand, value, re.ASCII) is not None


def _same(one, other):
    return one == other


def _in_bound(key, limit, value, *, lenient):
    if isinstance(value, float) and not lenient and not math.isfinite(value):
        return False
    if isinstance(value, float) and math.isnan(value):
        return True
    tests = {
        "minimum": value >= limit, "exclusiveMinimum": value > limit,
        "maximum": value <= limit, "exclusiveMaximum": value < limit,
    }  # fmt: skip
    return tests[key]


def _is_multiple(kind, step, value, *, lenient):
    if kind.kind is not Kind.FLOAT:
        return (Fraction(value) / Fraction(str(step))).denominator == 1
    if not math.isfinite(value):
        return lenient
    quotient = value / step
    if abs(quotient) >= 2**53:
        return True
    away = math.floor(abs(quotient) + 0.5) - abs(quotient)
    return abs(away) <= 1e-9 * max(1, abs(quotient))


def _in_range(form, value):
    bits = int(form[1:])
    if form[0] == "f":
        return abs(value) <= 3.4028234663852886e38 or not math.isfinite(value) if bits == 32 else True
    return (0 <= value < 2**bits) if form[0] == "u" else (-(2 ** (bits - 1)) <= value < 2 ** (bits - 1))


def _reads(reader):
    def test(text):
        try:
            reader(text)
        except ValueError:
            return False
        return True

    return test


_FORMATS = {
    "uuid": lambda text: len(text) == 36 and text.count("-") == 4 and "{" not in text and _is_uuid(text),
    "ipv4": _reads(ipaddress.IPv4Address),
    "ipv6": lambda text: "%" not in text and _reads(ipaddress.IPv6Address)(text),
    "byte": lambda text: _reads(lambda one: base64.b64decode(one, validate=True))(text) and len(text) % 4 == 0,
    "date": lambda text: _text_date(None, text) is not _FAILED,
}


def _is_uuid(text):
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False
