"""Constants, written anew from what they say."""

import datetime as dt
import re

from sqlglot import exp

from governance.errors import Invalid
from governance.sql.binding.scope import Scope
from governance.sql.binding.session import Handlers
from governance.sql.bound import Bound
from governance.sql.quoting import blob, number, string
from governance.sql.types import (
    BIGINT,
    BOOLEAN,
    DOUBLE,
    INTEGER,
    INTERVAL,
    JSON,
    NULL,
    TIMESTAMP,
    TIMESTAMPTZ,
    VARBINARY,
    VARCHAR,
    Type,
    decimal,
)

__all__ = ["LITERALS", "moment"]

_UNITS = {"second": "second", "minute": "minute", "hour": "hour", "day": "day", "month": "month", "year": "year"}
_SPANS = {
    ("year", "month"): re.compile(r"(?P<year>\d{1,6})-(?P<month>\d{1,2})\Z"),
    ("day", "second"): re.compile(
        r"(?P<day>\d{1,6})( (?P<hour>\d{1,2})(:(?P<minute>\d{1,2})(:(?P<second>\d{1,2}(\.\d{1,6})?))?)?)?\Z"
    ),
}
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\Z")
_TIMESTAMP = re.compile(
    r"(\d{4}-\d{1,2}-\d{1,2})(?:[ T](\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d{1,9})?)?))?(?: ?([A-Za-z_]+(?:/[A-Za-z_+-]+)*|[+-]\d\d(?::?\d\d)?))?\Z"
)
_TIME = re.compile(r"\d{1,2}:\d{1,2}(:\d{1,2}(\.\d{1,9})?)?\Z")


def _literal(node: exp.Literal, _scope: Scope) -> Bound:
    text = node.name
    if node.is_string:
        return Bound(sql=string(text), type=VARCHAR, constant=text)
    return Bound(sql=number(text), type=_kind_of(text), constant=text)


def _kind_of(text: str) -> Type:
    """`1` is an integer, `3000000000` a bigint, `1.50` a decimal(3, 2), `1e0` a double."""
    if "e" in text.lower():
        return DOUBLE
    whole, point, fraction = text.partition(".")
    if point:
        return decimal(max(1, len(whole.lstrip("0")) + len(fraction)), len(fraction))
    value = int(whole)
    return INTEGER if value < 2**31 else BIGINT if value < 2**63 else decimal(len(whole), 0)


def _boolean(node: exp.Boolean, _scope: Scope) -> Bound:
    return Bound(sql="true" if node.this else "false", type=BOOLEAN, constant=str(bool(node.this)).lower())


def _null(_node: exp.Null, _scope: Scope) -> Bound:
    return Bound(sql="NULL", type=NULL)


def _hex(node: exp.HexString, _scope: Scope) -> Bound:
    try:
        return Bound(sql=blob(bytes.fromhex(node.name)), type=VARBINARY)
    except ValueError:
        raise Invalid("A binary literal has half a byte", hint="write two digits a byte", slug="sql-syntax") from None


def _unicode(node: exp.UnicodeString, _scope: Scope) -> Bound:
    escape = node.args.get("escape")
    text = _unescaped(node.name, escape.name if isinstance(escape, exp.Expr) else "\\")
    return Bound(sql=string(text), type=VARCHAR, constant=text)


def _unescaped(text: str, sign: str) -> str:
    """Read `U&'...'`: four digits after the sign, six after the sign and a plus, the sign twice for itself."""
    found, at = [], 0
    while at < len(text):
        if text[at] != sign:
            found.append(text[at])
            at += 1
        elif text[at + 1 : at + 2] == sign:
            found.append(sign)
            at += 2
        else:
            wide = text[at + 1 : at + 2] == "+"
            digits = text[at + 2 : at + 8] if wide else text[at + 1 : at + 5]
            found.append(_character(digits, 6 if wide else 4))
            at += 2 + 6 if wide else 1 + 4
    return "".join(found)


def _character(digits: str, width: int) -> str:
    code = int(digits, 16) if len(digits) == width and all(c in "0123456789abcdefABCDEF" for c in digits) else 0
    if not 0 < code < 0x110000:
        raise Invalid("A text holds an escape of no character", hint="write it as in `U&'\\00e9'`", slug="sql-syntax")
    return chr(code)


def _json(node: exp.ParseJSON, scope: Scope) -> Bound:
    return scope.bind(node.this).wrapped("CAST({0} AS JSON)", JSON)


def _interval(node: exp.Interval, _scope: Scope) -> Bound:
    value, unit = node.this, node.args.get("unit")
    sign = -1 if isinstance(value, exp.Neg) else 1
    text = (value.this if isinstance(value, exp.Neg) else value).name.strip()
    if text[:1] in {"-", "+"}:
        sign, text = sign * (-1 if text[0] == "-" else 1), text[1:]
    parts = _span(text, unit) if isinstance(unit, exp.IntervalSpan) else {_unit(unit): text}
    return Bound(sql=_shift(parts, sign), type=INTERVAL)


def _unit(node: exp.Expr | None) -> str:
    unit = node.name.lower().removesuffix("s") if node else ""
    if unit in {"week", "quarter"} or unit not in _UNITS:
        raise Invalid(
            f"`{unit[:20]}` is not a unit of an interval",
            hint=f"use {', '.join(_UNITS)}; a week is `INTERVAL '7' DAY`",
            slug="sql-argument",
        )
    return unit


def _span(text: str, unit: exp.IntervalSpan) -> dict[str, str]:
    ends = (_unit(unit.this), _unit(unit.expression))
    pattern = _SPANS[("year", "month") if ends[0] == "year" else ("day", "second")]
    found = pattern.match(text if ends[0] in {"year", "day"} else f"0 {text}")
    if not found:
        raise _unreadable("interval", text)
    return {part: value for part, value in found.groupdict().items() if value}


def _shift(parts: dict[str, str], sign: int) -> str:
    for unit, text in parts.items():
        if not re.fullmatch(r"\d{1,9}(\.\d{1,6})?" if unit == "second" else r"\d{1,9}", text):
            raise _unreadable("interval", text)
    texts = [f"INTERVAL '{'-' if sign < 0 else ''}{text}' {unit.upper()}" for unit, text in parts.items()]
    return texts[0] if len(texts) == 1 else "(" + " + ".join(texts) + ")"


def moment(text: str, kind: Type) -> Bound:
    """A date, time or timestamp as a literal; raise `Invalid` when `text` is none. One that names a zone has a zone."""
    text = text.strip()
    if kind.name in {"time", "timetz"}:
        if not _TIME.match(text):
            raise _unreadable(str(kind), text)
        return Bound(sql=f"TIME '{text}'", type=kind, constant=text)
    found = _DATE.match(text) if kind.name == "date" else _TIMESTAMP.match(text)
    if not found or not _exists(text):
        raise _unreadable(str(kind), text)
    kind = TIMESTAMPTZ if kind == TIMESTAMP and found[3] else kind
    spelled = re.sub(r" (?=[+-]\d\d)", "", text)  # DuckDB takes an offset for the name of a zone when it stands apart
    return Bound(sql=f"{kind.duckdb} '{spelled}'", type=kind, constant=text)


def _exists(text: str) -> bool:
    year, month, day = (int(part) for part in re.match(r"(\d+)-(\d+)-(\d+)", text).groups())  # type: ignore[union-attr]
    try:
        return bool(dt.date(year, month, day))
    except ValueError:
        return False


def _unreadable(what: str, text: str) -> Invalid:
    return Invalid(f"`{text[:40]}` is not a {what}", hint="write it as in `DATE '2024-01-31'`", slug="sql-argument")


LITERALS: Handlers = {
    exp.Literal: _literal,
    exp.Boolean: _boolean,
    exp.Null: _null,
    exp.HexString: _hex,
    exp.UnicodeString: _unicode,
    exp.ParseJSON: _json,
    exp.Interval: _interval,
}
