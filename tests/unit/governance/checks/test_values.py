"""What a value must be: bounds, multiples, formats, patterns, members, sizes."""

from datetime import UTC, datetime

import pytest

from governance.checks import State, compile_checks
from tests.factories.rows import NOW, reasons
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
    contract,
    decimal,
    level,
    mapping,
    record,
    vector,
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "source", "asks", "good", "bad"),
    [
        (INTEGER, "BIGINT", {"minimum": 0}, ["0", "NULL"], ["-1"]),
        (INTEGER, "BIGINT", {"exclusiveMinimum": 0}, ["1"], ["0"]),
        (INTEGER, "BIGINT", {"maximum": 10.5}, ["10"], ["11"]),
        (INTEGER, "BIGINT", {"exclusiveMaximum": 10.5}, ["10"], ["11"]),
        (INTEGER, "BIGINT", {"minimum": 1e300}, ["NULL"], ["9223372036854775807"]),
        (INTEGER, "BIGINT", {"maximum": 1e300}, ["9223372036854775807"], []),
        (DOUBLE, "DOUBLE", {"minimum": 0}, ["0", "-0.0", "1e308"], ["-5e-324"]),
        (DOUBLE, "DOUBLE", {"exclusiveMinimum": 0}, ["5e-324"], ["0"]),
        (DOUBLE, "DOUBLE", {"maximum": 0.1}, ["0.1", "-1e308"], ["0.10000000000000002"]),
        (REAL, "FLOAT", {"maximum": 0.1}, ["0.1"], ["0.10000001"]),
        (REAL, "FLOAT", {"maximum": 1e300}, ["3e38"], []),
        (decimal(5, 2), "DECIMAL(5,2)", {"minimum": 0.001}, ["0.01"], ["0"]),
        (decimal(38, 9), "DECIMAL(38,9)", {"exclusiveMaximum": 0.00000000001}, ["0"], ["0.000000001"]),
        (DATE, "DATE", {"minimum": "2024-01-01"}, ["'2024-01-01'"], ["'2023-12-31'"]),
        (TIMESTAMP, "TIMESTAMP", {"exclusiveMaximum": "2024-01-01T00:00:00"}, ["'2023-12-31 23:59:59.999999'"], ["'2024-01-01'"]),
        (INSTANT, "TIMESTAMPTZ", {"maximum": "2024-01-01T00:00:00+02:00"}, ["'2023-12-31 22:00:00+00'"], ["'2023-12-31 22:00:01+00'"]),
        (TIME, "TIME", {"minimum": "09:30:00"}, ["'09:30:00'"], ["'09:29:59.999999'"]),
        (INTEGER, "BIGINT", {"multipleOf": 5}, ["0", "-10", "5"], ["7"]),
        (INTEGER, "BIGINT", {"multipleOf": 2.5}, ["5", "0"], ["4"]),
        (decimal(10, 2), "DECIMAL(10,2)", {"multipleOf": 0.25}, ["10.50", "-0.25"], ["10.49"]),
        (DOUBLE, "DOUBLE", {"multipleOf": 0.1}, ["0.3", "-0.7", "1e300", "0"], ["0.35", "0.30000001"]),
        (INTEGER, "BIGINT", {"format": "i8"}, ["127", "-128"], ["128", "-129"]),
        (INTEGER, "BIGINT", {"format": "u32"}, ["0", "4294967295"], ["-1", "4294967296"]),
        (INTEGER, "BIGINT", {"format": "u64"}, ["9223372036854775807"], ["-1"]),
        (INTEGER, "BIGINT", {"format": "i128"}, ["9223372036854775807"], []),
        (DOUBLE, "DOUBLE", {"format": "f32"}, ["0.1", "-3.4e38"], ["1e39", "-1e39"]),
        (DOUBLE, "DOUBLE", {"format": "f64"}, ["1e308"], []),
        (STRING, "VARCHAR", {"minLength": 2}, ["'ab'", "'é😀'"], ["''", "'😀'"]),
        (STRING, "VARCHAR", {"maxLength": 2}, ["''", "'é😀'"], ["'abc'"]),
        (STRING, "VARCHAR", {"pattern": "[A-Z]{3}|x"}, ["'ABC'", "'x'"], ["'ABCD'", "''", "'abc'", "'ABC' || chr(10)"]),
        (STRING, "VARCHAR", {"pattern": "it's \\d+"}, ["'it''s 5'"], ["'it''s \u0663'"]),
        (STRING, "VARCHAR", {"format": "uuid"}, ["'A0EEBC99-9c0b-4ef8-bb6d-6bb9bd380a11'"], ["'a0eebc999c0b4ef8bb6d6bb9bd380a11'", "'{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}'"]),
        (STRING, "VARCHAR", {"format": "email"}, ["'a.b+c@ex-ample.co.uk'", "'é@example.org'"], ["'a@b'", "'a b@example.org'", "'@example.org'", "'a@@example.org'", "'a@-x.org'", "'a@example.org '"]),
        (STRING, "VARCHAR", {"format": "uri"}, ["'https://example.org/a?b=c#d'", "'urn:isbn:123'", "'mailto:a@b.org'"], ["'example.org'", "'http://a b'", "'http://%zz'", "'1http://x'"]),
        (STRING, "VARCHAR", {"format": "url"}, ["'ftp://example.org'"], ["'urn:isbn:123'"]),
        (STRING, "VARCHAR", {"format": "hostname"}, ["'a'", "'xn--bcher-kva.example'"], ["'-a'", "'a-.b'", "'a..b'", "'a_b'", "repeat('a.', 127) || 'a'", "repeat('a', 64)"]),
        (STRING, "VARCHAR", {"format": "ipv4"}, ["'255.0.10.1'"], ["'256.0.0.1'", "'01.0.0.1'", "'1.2.3'"]),
        (STRING, "VARCHAR", {"format": "ipv6"}, ["'::'", "'::1'", "'1::'", "'2001:db8::8a2e:370:7334'", "'::ffff:1.2.3.4'", "'1:2:3:4:5:6:7:8'"], ["'1:2:3:4:5:6:7'", "':::'", "'1::2::3'", "'12345::'", "'1:2:3:4:5:6:7:8:9'"]),
        (STRING, "VARCHAR", {"format": "date"}, ["'2024-02-29'"], ["'2023-02-29'", "'2024-2-1'"]),
        (STRING, "VARCHAR", {"format": "date-time"}, ["'2024-02-29T10:00:00Z'", "'2024-02-29T10:00:00.5+05:30'"], ["'2024-02-29T10:00:00'", "'2023-02-29T10:00:00Z'", "'2024-02-29 10:00:00Z'"]),
        (STRING, "VARCHAR", {"format": "time"}, ["'10:00:00Z'", "'10:00:00'"], ["'25:00:00'"]),
        (STRING, "VARCHAR", {"format": "byte"}, ["''", "'YQ=='", "'YWI='", "'YWJj'"], ["'YQ'", "'YQ='", "'Y*=='"]),
        (STRING, "VARCHAR", {"enum": ("a", "it's", '"')}, ["'a'", "'it''s'", "'\"'", "NULL"], ["'A'", "''"]),
        (INTEGER, "BIGINT", {"enum": (1, 2)}, ["1"], ["3"]),
        (DOUBLE, "DOUBLE", {"enum": (0.1, 2)}, ["0.1", "2"], ["0.2"]),
        (DATE, "DATE", {"enum": ("2024-01-01",)}, ["'2024-01-01'"], ["'2024-01-02'"]),
        (BOOLEAN, "BOOLEAN", {"enum": (True,)}, ["true"], ["false"]),
        (array(), "VARCHAR[]", {"minItems": 1, "maxItems": None}, ["['a']", "NULL"], ["[]"]),
        (array(), "VARCHAR[]", {"maxItems": 1}, ["[]", "[NULL]"], ["['a', 'b']"]),
        (array(), "VARCHAR[]", {"uniqueItems": True}, ["['a', NULL]", "[]"], ["['a', 'a']", "[NULL, NULL]"]),
        (array(record(column("n", INTEGER))), "STRUCT(n BIGINT)[]", {"uniqueItems": True}, ["[{'n': 1}, {'n': 2}]"], ["[{'n': 1}, {'n': 1}]"]),
        (record(column("a"), column("b")), "STRUCT(a VARCHAR, b VARCHAR)", {"minProperties": 1}, ["{'a': 'x', 'b': NULL}", "NULL"], ["{'a': NULL, 'b': NULL}"]),
        (record(column("a"), column("b")), "STRUCT(a VARCHAR, b VARCHAR)", {"maxProperties": 1}, ["{'a': 'x', 'b': NULL}"], ["{'a': 'x', 'b': 'y'}"]),
        (vector(2), "FLOAT[]", {"dimensions": 2}, ["[1, 2]", "NULL"], ["[1]", "[1, 2, 3]", "[]"]),
        (vector(2), "FLOAT[2]", {"normalized": True}, ["[0.6, 0.8]"], ["[1, 1]", "[0, 0]"]),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)  # fmt: skip
def test_a_value_keeps_what_its_column_asks(kind, source, asks, good, bad):
    (option,) = [key for key, value in asks.items() if value is not None]
    found = reasons(contract(column("x", kind, **asks)), {("x", source): [*good, *bad]})
    assert found == [[]] * len(good) + [[f"x.{option}"]] * len(bad)


@pytest.mark.parametrize("bound", ["minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf"])
def test_what_is_not_finite_breaks_every_bound(bound):
    asked = contract(column("x", DOUBLE, **{bound: 1}))
    assert reasons(asked, {"x DOUBLE": ["'nan'", "'inf'", "'-inf'"]}) == [["x.finite", f"x.{bound}"]] * 3


@pytest.mark.parametrize(
    ("bound", "broken"),
    [("minimum", [False, False, True]), ("maximum", [False, True, False]), ("multipleOf", [False, False, False])],
)
def test_where_it_is_allowed_an_infinity_is_beyond_every_number_and_nan_beyond_none(bound, broken):
    asked = contract(column("x", DOUBLE, allowNonFinite=True, **{bound: 1}))
    found = reasons(asked, {"x DOUBLE": ["'nan'", "'inf'", "'-inf'"]})
    assert [bool(row) for row in found] == broken


@pytest.mark.parametrize("element", ["NULL", "'nan'::FLOAT", "'inf'::FLOAT"])
def test_a_vector_has_only_finite_elements(element):
    assert reasons(contract(column("v", vector(2))), {"v FLOAT[]": [f"[1, {element}]"]}) == [["v.elements"]]


def test_what_members_ask_is_asked_of_each():
    asked = contract(column("m", mapping(value=INTEGER, key_asks={"pattern": "[a-z]"}, minimum=1, required=True)))
    rows = ["MAP {'a': 1}", "MAP {'a': 0, 'B': 1}", "MAP {'a': NULL}", "MAP {}"]
    assert reasons(asked, {("m", "MAP(VARCHAR, BIGINT)"): rows}) == [
        [], ["m.keys.pattern", "m.values.minimum"], ["m.values.required"], [],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "source", "near", "far"),
    [
        (INSTANT, "TIMESTAMPTZ", "'2026-06-01 12:04:00+00'", "'2026-06-01 12:06:00+00'"),
        (TIMESTAMP, "TIMESTAMP", "'2026-06-02 02:00:00'", "'2026-06-03 02:00:00'"),
        (DATE, "DATE", "'2026-06-02'", "'2026-06-03'"),
    ],
)
def test_a_row_from_the_future_is_diverted(kind, source, near, far):
    asked = contract(column("t", kind), levels=[level("freshness", 24, element="t")])
    assert reasons(asked, {("t", source): [near, far]}, now=NOW) == [[], ["t.future"]]


def test_now_may_be_told_in_any_time_zone():
    asked = contract(column("t", INSTANT), levels=[level("freshness", 24, element="t")])
    later = datetime.fromisoformat("2026-06-01T14:00:00+02:00")
    assert later.astimezone(UTC) == NOW
    assert reasons(asked, {"t TIMESTAMPTZ": ["'2026-06-01 12:06:00+00'"]}, now=later) == [["t.future"]]


@pytest.mark.parametrize(
    ("kind", "asks", "reason"),
    [
        (STRING, {"pattern": "(?=a)"}, "look-ahead"),
        (STRING, {"pattern": r"(a)\1"}, "back-reference"),
        (STRING, {"pattern": "("}, ""),
        (STRING, {"format": "isbn"}, "no format"),
        (INTEGER, {"minLength": 1}, "means nothing"),
        (INTEGER, {"minimum": "many"}, "number is wanted"),
        (DOUBLE, {"maximum": float("nan")}, "finite"),
        (DATE, {"minimum": "yesterday"}, "date is wanted"),
        (INTEGER, {"enum": (1, "x")}, "whole number"),
        (INTEGER, {"format": "f32x"}, "no number format"),
        (INTEGER, {"multipleOf": 0}, "above 0"),
        (decimal(38, 0), {"multipleOf": 0.5}, "38"),
        (record(column("a")), {"enum": ({"a": 1},)}, "plain value"),
        (STRING, {"minLength": "long"}, ""),
    ],
)
def test_what_cannot_be_asked_is_reported_and_not_silently_dropped(kind, asks, reason):
    plan = compile_checks(contract(column("x", kind, **asks)))
    (clause,) = [clause for clause in plan.clauses if clause.state is State.NOT_ENFORCEABLE]
    assert clause.path[-1] in asks
    assert clause.reason
    assert reason in clause.reason
