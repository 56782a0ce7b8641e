"""Texts that are large, deep or ambiguous to a parser end quickly, with a reason."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.errors import Invalid
from governance.sql import parse_query, rewrite
from governance.sql.dialect import LONGEST
from tests.unit.governance.sql.conftest import OPEN

NESTED = [
    ("(", "1", ")"), ("f(", "1", ")"), ("ARRAY[", "1", "]"), ("decimal(", "1", ")"), ("row(", "1", ")"), ("timestamp(", "1", ")"),
    ("CAST(", "1", " AS int)"), ("CASE WHEN true THEN ", "1", " END"), ("coalesce(1, ", "1", ")"), ("(SELECT ", "1", ")"),
    ("exists(SELECT ", "1", ")"), ("NOT ", "true", ""), ("- ", "1", ""), ("transform(ARRAY[1], x -> ", "1", ")"), ("if(true, ", "1", ")"),
    ("(SELECT 1 FROM a.b, LATERAL ", "(SELECT 1)", ")"), ("map(", "1", ")"), ("array(row(", "1", "))"), ("{a: ", "1", "}"),
]  # fmt: skip


@pytest.mark.parametrize("depth", [40, 400, 4000])
@pytest.mark.parametrize(("opening", "middle", "closing"), NESTED, ids=[case[0] for case in NESTED])
@pytest.mark.timeout(10)
def test_deep_nesting_is_refused(opening, middle, closing, depth):
    with pytest.raises(Invalid) as refusal:
        parse_query("SELECT " + opening * depth + middle + closing * depth)
    assert refusal.value.hint


@pytest.mark.parametrize(("opening", "closing"), [("(", ")"), ("CASE WHEN true THEN ", " END"), ("NOT ", "")])
def test_the_first_bracket_too_many_is_told_as_such(opening, closing):
    parse_query(f"SELECT {opening * 32}true{closing * 32}")
    with pytest.raises(Invalid, match="deeper than 32 brackets"):
        parse_query(f"SELECT {opening * 33}true{closing * 33}")


@pytest.mark.parametrize("depth", [1, 2, 4])
@pytest.mark.parametrize(("opening", "middle", "closing"), NESTED[:4] + NESTED[6:9])
def test_what_people_nest_is_read(opening, middle, closing, depth):
    text = "SELECT " + opening * depth + middle + closing * depth
    known = "f(" not in opening and "decimal(" not in opening
    assert not known or parse_query(text).tables == ()


@pytest.mark.parametrize(
    "text",
    [
        "SELECT " + "1 + " * 9000 + "1",
        "SELECT * FROM ops.flights WHERE " + "id = 1 AND " * 4000 + "true",
        "SELECT * FROM ops.flights WHERE " + "id = 1 OR " * 4000 + "true",
        "SELECT 1" + " UNION ALL SELECT 1" * 3000,
        "SELECT " + "'a' || " * 9000 + "'b'",
        "SELECT id FROM ops.flights WHERE id IN (" + "1, " * 9000 + "2)",
        "SELECT " + "id, " * 4000 + "id FROM ops.flights",
        "SELECT " + "/* x */ " * 9000 + "1",
    ],
)
def test_long_chains_are_read_without_recursion(text):
    assert rewrite(parse_query(text), OPEN, hash_key=b"").sql


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("SELECT '" + "x" * LONGEST + "'", "sql-too-long"),
        ("SELECT " + "1," * 20_000 + "1", "sql-too-long"),
        ("SELECT 1\0", "sql-syntax"),
        ("SELECT '\ud800'", "bad-text"),
        ("SELECT 'open", "sql-syntax"),
        ('SELECT "open', "sql-syntax"),
        ("SELECT /* open", "sql-syntax"),
        ("", "sql-syntax"),
        (" -- nothing", "sql-syntax"),
        (";", "sql-not-allowed"),
        ("SELECT FROM WHERE", "sql-syntax"),
        ("SELECT 1 FROM", "sql-syntax"),
        ("SELECT 1 1", "sql-syntax"),
        ("hello", "sql-not-allowed"),
        ("SELECT 1; SELECT 2", "sql-statement"),
        ("SELECT X'0'", "sql-syntax"),
        ("SELECT U&'\\00'", "sql-syntax"),
        ("SELECT U&'\\0000'", "sql-syntax"),
    ],
)
def test_what_cannot_be_read_says_why(text, slug):
    with pytest.raises(Invalid) as refusal:
        rewrite(parse_query(text), OPEN, hash_key=b"")
    assert refusal.value.case == slug
    assert refusal.value.hint


def test_arguments_that_a_template_repeats_cannot_multiply_without_end():
    text = "id"
    for _ in range(28):
        text = f"greatest({text}, 1)"
    with pytest.raises(Invalid, match="too large"):
        rewrite(parse_query(f"SELECT {text} FROM ops.flights"), OPEN, hash_key=b"")


def test_columns_that_each_with_doubles_cannot_multiply_without_end():
    levels = [f"c{i} AS (SELECT * FROM c{i - 1} a, c{i - 1} b)" for i in range(1, 40)]
    text = f"WITH c0 AS (SELECT 1 AS x, 2 AS y), {', '.join(levels)} SELECT count(*) FROM c39"
    with pytest.raises(Invalid, match="100,000 columns") as refusal:
        rewrite(parse_query(text), OPEN, hash_key=b"")
    assert refusal.value.case == "sql-too-long"


def test_a_select_joins_so_many_tables_and_no_more():
    joined = [f"ops.flights t{number}" for number in range(201)]
    rewrite(parse_query(f"SELECT count(*) FROM {', '.join(joined[1:])}"), OPEN, hash_key=b"")
    with pytest.raises(Invalid, match="more than 200 tables"):
        rewrite(parse_query(f"SELECT count(*) FROM {', '.join(joined)}"), OPEN, hash_key=b"")


def test_a_statement_may_end_in_a_semicolon():
    assert parse_query("SELECT 1;").tables == ()


@given(st.text(alphabet="SELECT FROMWHIas*'\"().,;-/1=<>[]{}|&:$@!?\\\n", max_size=60))
def test_any_text_is_read_or_refused(text):
    with contextlib.suppress(Invalid):
        assert parse_query(text).expression is not None
