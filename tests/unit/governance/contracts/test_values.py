"""Literals, ranges, durations and physical types, each by itself."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.contracts import DataType, Kind, Version
from governance.contracts.constraints import broken_rules
from governance.contracts.physical import read_physical
from governance.contracts.promises import canonical_property, canonical_unit, duration_seconds
from governance.contracts.ranges import Range, range_of, size_of
from governance.contracts.rules import OPERATORS, operator_of, rule_name
from governance.contracts.values import NotAValue, read_value
from governance.errors import Invalid

INT, BIG = DataType(kind=Kind.INTEGER, bits=32), DataType(kind=Kind.INTEGER)
PRICE = DataType(kind=Kind.DECIMAL, precision=10, scale=2)
WIDE = DataType(kind=Kind.DECIMAL, precision=38, scale=0)
ZONED = DataType(kind=Kind.TIMESTAMP, zoned=True)


@pytest.mark.parametrize(
    ("kind", "literal", "value"),
    [
        (BIG, 3, Decimal(3)),
        (PRICE, 1.25, Decimal("1.25")),
        (PRICE, 12345678, Decimal(12345678)),
        (WIDE, 10**37, Decimal(10**37)),
        (DataType(kind=Kind.FLOAT), 0.1, Decimal("0.1")),
        (DataType(kind=Kind.STRING), "x", "x"),
        (DataType(kind=Kind.BOOLEAN), False, False),
        (DataType(kind=Kind.DATE), "2013-01-31", date(2013, 1, 31)),
        (DataType(kind=Kind.TIME), "09:30:00.5", time(9, 30, 0, 500_000)),
        (DataType(kind=Kind.TIMESTAMP), "2013-01-31 09:30", datetime(2013, 1, 31, 9, 30)),  # noqa: DTZ001 - it has none
        (ZONED, "2013-01-31T09:30:00+02:00", datetime(2013, 1, 31, 7, 30)),  # noqa: DTZ001 - it is UTC
        (DataType(kind=Kind.ARRAY), [1], [1]),
    ],
)
def test_a_literal_is_read_as_the_column_holds_it(kind, literal, value):
    assert read_value(kind, literal) == value


@pytest.mark.parametrize(
    ("kind", "literal"),
    [
        (BIG, True),
        (BIG, 3.0),
        (BIG, "3"),
        (INT, 2**31),
        (BIG, -(2**63) - 1),
        (PRICE, 1.255),
        (PRICE, 10**8),
        (PRICE, "1"),
        (DataType(kind=Kind.STRING), 1),
        (DataType(kind=Kind.BOOLEAN), "true"),
        (DataType(kind=Kind.DATE), "2013-02-30"),
        (DataType(kind=Kind.DATE), "31.01.2013"),
        (DataType(kind=Kind.TIME), "25:00"),
        (DataType(kind=Kind.TIMESTAMP), "2013-01-31T09:30:00Z"),
        (DataType(kind=Kind.TIMESTAMP), "soon"),
        (ZONED, "9999-12-31T23:59:59-02:00"),
    ],
)
def test_a_literal_that_the_column_cannot_hold_says_what_is_wanted(kind, literal):
    with pytest.raises(NotAValue) as refused:
        read_value(kind, literal)
    assert str(refused.value)


@pytest.mark.parametrize(
    ("options", "value", "broken"),
    [
        ({"minimum": 0}, -1, True),
        ({"minimum": 0}, 0, False),
        ({"exclusiveMinimum": 0}, 0, True),
        ({"maximum": 9, "exclusiveMaximum": 9}, 9, True),
        ({"multipleOf": 5}, 12, True),
        ({"multipleOf": 5}, 15, False),
        ({"multipleOf": 0.1}, 10**15, False),
    ],
)
def test_a_value_is_held_against_the_columns_rules(options, value, broken):
    assert any(broken_rules(BIG, options, value)) is broken


bounds = st.none() | st.integers(-4, 4)
ranges = st.builds(Range, low=bounds, high=bounds, low_open=st.booleans(), high_open=st.booleans())


@given(ranges, ranges, st.floats(-6, 6))
def test_a_range_covers_another_only_if_it_holds_whatever_that_holds(outer, inner, value):
    if outer.covers(inner) and value in inner:
        assert value in outer


@given(ranges)
def test_a_range_covers_itself_and_everything_covers_less_than_nothing(one):
    assert one.covers(one)
    assert Range().covers(one)


@given(ranges, st.floats(-6, 6))
def test_an_empty_range_holds_nothing(one, value):
    if one.is_empty:
        assert value not in one


def test_of_two_bounds_on_a_side_the_tighter_counts():
    assert range_of(BIG, {"minimum": 1, "exclusiveMinimum": 0, "maximum": 9, "exclusiveMaximum": 9}) == Range(
        low=Decimal(1), high=Decimal(9), high_open=True
    )
    assert str(range_of(BIG, {"exclusiveMinimum": 0})) == "above 0"
    assert str(size_of(Kind.STRING, {"maxLength": 3})) == "up to 3"
    assert str(Range()) == "unbounded"


@pytest.mark.parametrize(
    ("value", "unit", "seconds"),
    [
        (24, "h", 86_400),
        ("24", "hours", 86_400),
        (1.5, "d", 129_600),
        (5, "m", 300),
        ("PT90M", "", 5_400),
        ("P1DT1H", "", 90_000),
        ("P1Y", "", 31_536_000),
        ("P", "", None),
        ("soon", "h", None),
        (True, "h", None),
        (3, "parsec", None),
        (None, "h", None),
    ],
)
def test_a_duration_comes_to_seconds(value, unit, seconds):
    assert duration_seconds(value, unit) == seconds


@pytest.mark.parametrize(("word", "canonical"), [("Freshness", "freshness"), ("ly", "latency"), ("x", "")])
def test_a_service_level_has_one_name(word, canonical):
    assert canonical_property(word) == canonical


@pytest.mark.parametrize(("word", "canonical"), [("Days", "d"), ("yr", "y"), ("%", "percent"), ("", ""), ("x", "")])
def test_a_unit_has_one_name(word, canonical):
    assert canonical_unit(word) == canonical


@pytest.mark.parametrize(
    ("text", "kind", "bits", "zoned", "numbers"),
    [
        ("BIGINT", Kind.INTEGER, 64, False, ()),
        ("decimal ( 10 , 2 )", Kind.DECIMAL, 64, False, (10, 2)),
        ("double precision", Kind.FLOAT, 64, False, ()),
        ("REAL", Kind.FLOAT, 32, False, ()),
        ("TIMESTAMP(6) WITH TIME ZONE", Kind.TIMESTAMP, 64, True, (6,)),
        ("timestamp_ntz", Kind.TIMESTAMP, 64, False, ()),
        ("varchar(40)", Kind.STRING, 64, False, (40,)),
        ("integer[]", Kind.ARRAY, 64, False, ()),
        ("STRUCT<a: int>", Kind.OBJECT, 64, False, ()),
        ("map<string,int>", Kind.MAP, 64, False, ()),
    ],
)
def test_a_physical_type_is_read_in_any_usual_spelling(text, kind, bits, zoned, numbers):
    found = read_physical(text)
    assert (found.kind, found.bits, found.zoned, found.numbers) == (kind, bits, zoned, numbers)


@pytest.mark.parametrize(
    "text", ["banana", "", "(3)", "date(", "int unsigned", "BLOB", "time with time zone", "x" * 10_000]
)
def test_a_type_that_no_table_has_is_none(text):
    assert read_physical(text) is None


@given(st.text(max_size=30))
def test_no_text_makes_the_reader_of_types_raise(text):
    assert read_physical(text) is None or read_physical(text).kind in Kind


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        ({"name": "Plausible Delay!"}, "plausible_delay"),
        ({"id": "x-1"}, "x_1"),
        ({"metric": "nullValues"}, "null_values"),
        ({}, "rule"),
        ({"name": "é"}, "rule"),
    ],
)
def test_a_rule_has_a_name_that_reports_can_use(rule, name):
    assert rule_name(rule) == name


@pytest.mark.parametrize(
    ("operator", "limit", "holds"),
    [
        ("mustBe", 5, True),
        ("mustNotBe", 5, False),
        ("mustBeGreaterThan", 5, False),
        ("mustBeGreaterOrEqualTo", 5, True),
        ("mustBeLessThan", 5, False),
        ("mustBeLessOrEqualTo", 5, True),
        ("mustBeBetween", [5, 9], True),
        ("mustNotBeBetween", [1, 5], False),
    ],
)
def test_an_operator_holds_a_measure_of_5_against_its_limit(operator, limit, holds):
    assert OPERATORS[operator](5, limit) is holds
    assert operator_of({"metric": "rowCount", operator: limit}) == (operator, limit)


@pytest.mark.parametrize("text", ["1.2.3", "0.0.0", "1.0.0-rc.1", "10.20.30"])
def test_a_version_is_written_as_it_was_read(text):
    assert str(Version.parse(text)) == text


@pytest.mark.parametrize("text", ["1.2", "01.2.3", "v1.2.3", "1.2.3+x", "", "1.2.3-", "9999999999.0.0"])
def test_what_is_no_version_is_refused_with_an_example(text):
    with pytest.raises(Invalid) as refused:
        Version.parse(text)
    assert "1.0.0" in refused.value.hint


def test_versions_are_in_the_order_of_semver():
    order = [
        "0.9.9",
        "1.0.0-alpha",
        "1.0.0-alpha.1",
        "1.0.0-beta.2",
        "1.0.0-beta.11",
        "1.0.0-rc.1",
        "1.0.0",
        "1.0.1",
        "1.10.0",
    ]
    assert [str(one) for one in sorted(map(Version.parse, reversed(order)))] == order
