"""Nulls and types: what is there, and what converts without loss."""

import pytest

from tests.factories.rows import classified, reasons
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
    mapping,
    record,
)  # fmt: skip


def test_a_null_in_a_required_column_is_diverted():
    asked = contract(column("id", INTEGER, required=True))
    assert reasons(asked, {"id BIGINT": ["1", "NULL"]}) == [[], ["id.required"]]


def test_an_empty_text_is_there():
    assert reasons(contract(column("name", required=True)), {"name VARCHAR": ["''", "' '"]}) == [[], []]


@pytest.mark.parametrize(
    ("kind", "source", "good", "bad"),
    [
        (INTEGER, "VARCHAR", ["'7'", "'-7'", "'+7'", "'007'", "'7.0'", "'7.'", "'9223372036854775807'", "NULL"],
         ["'1e3'", "'10.7'", "' 7'", "'0x1F'", "'1_000'", "''", "'9223372036854775808'", "'\u0667'", "'nan'"]),
        (INTEGER, "DOUBLE", ["7.0", "-0.0", "9007199254740992"], ["10.7", "'nan'", "'inf'", "9223372036854775808", "1e300"]),
        (INTEGER, "HUGEINT", ["9223372036854775807"], ["9223372036854775808"]),
        (INTEGER, "DECIMAL(10,2)", ["7.00"], ["7.01"]),
        (INTEGER, "BOOLEAN", ["NULL"], ["true"]),
        (INTEGER, "DATE", ["NULL"], ["'2024-01-01'"]),
        (DOUBLE, "VARCHAR", ["'1.5'", "'1e3'", "'.5'", "'5.'", "'-1E-7'"], ["'1,5'", "'1e400'", "'-1e999'", "''", "'1_0.5'", "'0x1p3'"]),
        (DOUBLE, "BIGINT", ["9007199254740992", "-3"], ["9007199254740993", "9223372036854775807"]),
        (DOUBLE, "DECIMAL(10,2)", ["0.10", "99999999.99"], []),
        (REAL, "DOUBLE", ["0.5", "16777216"], ["0.1", "16777217", "1e300"]),
        (decimal(5, 2), "DOUBLE", ["0.29", "999.99"], ["0.291", "1000", "'nan'", "'inf'"]),
        (decimal(5, 2), "VARCHAR", ["'1.5'", "'1.50000'", "'.5'", "'-999.99'"], ["'1.505'", "'1000'", "'1e2'", "'.'"]),
        (decimal(5, 2), "DECIMAL(10,4)", ["1.5000"], ["1.5001", "1000"]),
        (decimal(38, 9), "DECIMAL(38,0)", ["12345678901234567890123456789"], ["12345678901234567890123456789012345678"]),
        (BOOLEAN, "VARCHAR", ["'true'", "'FALSE'"], ["'t'", "'yes'", "'1'", "''"]),
        (BOOLEAN, "INTEGER", ["NULL"], ["1", "0"]),
        (DATE, "VARCHAR", ["'2024-02-29'", "'0001-01-01'", "'9999-12-31'"],
         ["'2023-02-29'", "'2024-1-1'", "'0000-01-01'", "'10000-01-01'", "'infinity'", "'2024-01-01 00:00:00'", "'today'"]),
        (DATE, "DATE", ["'0001-01-01'", "'9999-12-31'"], ["'0000-12-31'", "'10000-01-01'", "'infinity'", "'-infinity'", "'5877642-06-25 (BC)'"]),
        (DATE, "TIMESTAMP", ["'2024-01-01 00:00:00'"], ["'2024-01-01 00:00:01'", "'infinity'"]),
        (TIMESTAMP, "VARCHAR", ["'2024-01-01T10:00:00'", "'2024-01-01 10:00'", "'2024-01-01'", "'2024-01-01T10:00:00.123456'", "'2024-01-01T10:00:00Z'"],
         ["'2024-01-01T24:00:00'", "'2024-01-01T10:60:00'", "'2024-01-01T10:00:00.1234567'", "'01/02/2024'", "'infinity'"]),
        (TIMESTAMP, "TIMESTAMP", ["'9999-12-31 23:59:59.999999'"], ["'infinity'", "'10000-01-01'", "'0001-12-31 (BC) 00:00:00'"]),
        (TIMESTAMP, "TIMESTAMP_NS", ["'2024-01-01 10:00:00.123456'"], ["'2024-01-01 10:00:00.123456789'"]),
        (INSTANT, "VARCHAR", ["'2024-01-01T10:00:00+05:30'", "'2024-01-01 10:00:00Z'", "'2024-01-01 10:00:00'"],
         ["'0001-01-01T00:00:00+05:00'", "'9999-12-31T23:59:59-05:00'", "'2024-01-01T10:00:00+5'"]),
        (TIME, "TIME", ["'23:59:59.999999'"], ["'24:00:00'"]),
        (TIME, "VARCHAR", ["'23:59'", "'00:00:00'"], ["'24:00'", "'23:59:60'", "'9:00'"]),
        (STRING, "UUID", ["'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'"], []),
        (STRING, "BIGINT", ["1"], []),
        (STRING, "ENUM('a', 'b')", ["'a'"], []),
        (STRING, "BLOB", ["NULL"], ["'abc'"]),
    ],
    ids=lambda value: str(value) if not isinstance(value, list) else "",
)  # fmt: skip
def test_a_value_converts_when_nothing_is_lost(kind, source, good, bad):
    found = reasons(contract(column("x", kind, allowNonFinite=True)), {("x", source): [*good, *bad]})
    assert found == [[]] * len(good) + [["x.type"]] * len(bad)


@pytest.mark.parametrize(
    ("kind", "source", "value", "converted"),
    [
        (INTEGER, "VARCHAR", "'+007.0'", "7"),
        (TIMESTAMP, "VARCHAR", "'2024-01-01T10:00:00+05:00'", "TIMESTAMP '2024-01-01 05:00:00'"),
        (INSTANT, "TIMESTAMP", "'2024-01-01 10:00:00'", "TIMESTAMPTZ '2024-01-01 10:00:00+00'"),
        (decimal(5, 2), "DOUBLE", "0.29", "0.29::DECIMAL(5,2)"),
        (array(INTEGER), "VARCHAR[]", "['1', NULL, '2']", "[1, NULL, 2]"),
        (mapping(value=INTEGER), "MAP(VARCHAR, VARCHAR)", "MAP {'a': '1'}", "MAP {'a': 1}"),
        (record(column("b", INTEGER), column("a")), "STRUCT(a VARCHAR, b TINYINT)", "{'a': 'x', 'b': 1}", "{'b': 1, 'a': 'x'}"),
        (record(column("a", INTEGER)), "VARCHAR", """'{"a": 5}'""", "{'a': 5}"),
        (array(array(DATE)), "VARCHAR", """'[["2024-01-01"], []]'""", "[[DATE '2024-01-01'], []]"),
        (mapping(value=DOUBLE), "JSON", """'{"a": 1.5, "b": null}'""", "MAP {'a': 1.5, 'b': NULL}"),
    ],
)  # fmt: skip
def test_what_converts_is_the_same_value(kind, source, value, converted):
    plan, con, sql = classified(contract(column("x", kind)), {("x", source): [value]})
    assert con.execute(
        f"SELECT x IS NOT DISTINCT FROM CAST({converted} AS {con.execute(f'SELECT typeof(x) FROM ({sql})').fetchone()[0]}) FROM ({sql})"
    ).fetchone() == (True,)
    assert plan.columns[0].name == "x"


def test_a_default_time_zone_says_where_a_local_time_is():
    asked = contract(column("moment", INSTANT, defaultTimezone="America/New_York"))
    plan, con, sql = classified(asked, {"moment TIMESTAMP": ["'2024-01-01 10:00:00'"]})
    assert con.execute(f"SELECT epoch(moment) FROM ({sql})").fetchone() == (1704121200.0,)
    assert plan.words == 1


def test_an_hour_that_a_clock_shows_twice_does_not_convert():
    asked = contract(column("at", TIMESTAMP, defaultTimezone="America/New_York"))
    source = {"at TIMESTAMPTZ": ["'2024-11-03 05:30:00+00'", "'2024-11-03 06:30:00+00'", "'2024-07-01 12:00:00+00'"]}
    found = reasons(asked, source)
    assert sorted(map(tuple, found[:2])) == [(), ("at.type",)]
    assert found[2] == []


@pytest.mark.parametrize(
    ("value", "broken"),
    [
        ("""'{"zip": "1", "tags": ["a", null]}'""", []),
        ("""'{"zip": "1"}'""", []),
        ("""'{"zip": null}'""", ["at.zip.required"]),
        ("""'{}'""", ["at.zip.required"]),
        ("""'{"zip": "1", "undeclared": 2}'""", ["at.type"]),
        ("""'{"zip": "1", "zip": "2"}'""", ["at.type"]),
        ("""'[1]'""", ["at.type", "at.zip.required"]),
        ("""'{not json'""", ["at.type"]),
        ("""'{"zip": "1", "tags": "a"}'""", ["at.tags.type"]),
        ("""'{"zip": "1", "tags": [1, {"b": 2}]}'""", []),
    ],
)
def test_a_json_text_is_read_as_the_object_that_the_contract_declares(value, broken):
    asked = contract(column("at", record(column("zip", required=True), column("tags", array()))))
    assert reasons(asked, {"at VARCHAR": [value]}) == [broken]


def test_a_map_whose_keys_become_the_same_does_not_convert():
    asked = contract(column("m", mapping(key=INTEGER)))
    assert reasons(asked, {("m", "MAP(VARCHAR, VARCHAR)"): ["MAP {'1': 'a', '01': 'b'}", "MAP {'1': 'a'}"]}) == [
        ["m.type"],
        [],
    ]


def test_nested_values_name_the_place_that_is_wrong():
    asked = contract(column("a", record(column("n", INTEGER, required=True), column("l", array(INTEGER, minimum=2)))))
    rows = ["{'n': '1', 'l': ['2', '3']}", "{'n': 'x', 'l': ['1', 'y']}", "{'n': NULL, 'l': NULL}", "NULL"]
    assert reasons(asked, {("a", "STRUCT(n VARCHAR, l VARCHAR[])"): rows}) == [
        [], ["a.n.type", "a.l.items.type", "a.l.items.minimum"], ["a.n.required"], [],
    ]  # fmt: skip


def test_five_levels_down_a_null_is_still_found():
    kind = record(column("leaf", INTEGER, required=True))
    for depth in range(4):
        kind = array(kind) if depth % 2 else record(column(f"level{depth}", kind))
    deep = "{'level2': [{'level0': {'leaf': NULL}}]}"
    good = "{'level2': [{'level0': {'leaf': 1}}]}"
    (_, (broken,)) = reasons(
        contract(column("x", kind.item.type if kind.item else kind)),
        {("x", "STRUCT(level2 STRUCT(level0 STRUCT(leaf INTEGER))[])"): [good, deep]},
    )
    assert broken == "x.level2.items.level0.leaf.required"


def test_a_column_that_the_source_lacks_is_null():
    asked = contract(
        column("id", INTEGER, required=True), column("note"), column("at", record(column("zip", required=True)))
    )
    assert reasons(asked, {"other INTEGER": ["1"]}) == [["id.required"]]
