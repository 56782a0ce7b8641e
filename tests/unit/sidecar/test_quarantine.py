"""A row that was kept as texts is the row that it was, or it says that it cannot be told."""

import json

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.checks.duck_types import read_type
from governance.checks.layers import as_text
from governance.sql.quoting import identifier
from sidecar.quarantine import NUMBER, read_types, rebuilt, types_of

VALUES = {
    "VARCHAR": st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    "INTEGER": st.integers(-(2**31), 2**31 - 1),
    "HUGEINT": st.integers(-(2**127) + 1, 2**127 - 1),
    "DOUBLE": st.floats(),
    "FLOAT": st.floats(width=32),
    "DECIMAL(38,9)": st.decimals(-(10**20), 10**20, places=9),
    "BOOLEAN": st.booleans(),
    "DATE": st.dates(),
    "TIME": st.times(),
    "TIMESTAMP": st.datetimes(),
    "BLOB": st.binary(),
    "INTEGER[]": st.lists(st.integers(-(2**31), 2**31 - 1)),
    "STRUCT(a VARCHAR, b DATE)": st.fixed_dictionaries({"a": st.text("aé\"'\n"), "b": st.dates()}),
}


@pytest.fixture(scope="module")
def engine():
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection


def kept(engine, kind, value, name="x"):
    """Put a value aside as a run does, and return what comes back: whether it is legible, and is the same."""
    came = f"(SELECT CAST(? AS {kind}) AS v)"
    row = f"CAST(json_object('{name}', {as_text('v', read_type(kind))}) AS VARCHAR)"
    engine.execute(f"CREATE OR REPLACE TEMP TABLE kept AS SELECT v, {row} AS row, 1 AS {NUMBER} FROM {came}", [value])
    again = rebuilt("kept", {name: kind})
    same = f"SELECT r.{identifier(name)} IS NOT DISTINCT FROM kept.v FROM kept, {again.relation} AS r"
    return engine.execute(f"SELECT {again.legible}, ({same}) FROM kept").fetchall()[0]


@given(data=st.data())
@pytest.mark.parametrize("kind", VALUES)
def test_a_value_that_is_legible_is_the_value_that_it_was(engine, kind, data):
    legible, same = kept(engine, kind, data.draw(st.none() | VALUES[kind]))
    assert same or not legible


@pytest.mark.parametrize(
    ("kind", "value"),
    [("VARCHAR", "007"), ("VARCHAR", ""), ("INTEGER", 7), ("DOUBLE", 1e20), ("DOUBLE", float("nan")), ("DATE", "2026-01-31"),
     ("DECIMAL(10,2)", "1.50"), ("TIMESTAMP WITH TIME ZONE", "2026-01-01 12:00:00+01"), ("BOOLEAN", True),
     ("INTEGER[]", [1, None]), ("STRUCT(a VARCHAR)", {"a": 'q"\n'}), ("INTEGER", None)],
)  # fmt: skip
def test_an_ordinary_value_is_legible(engine, kind, value):
    assert kept(engine, kind, value) == (True, True)


@pytest.mark.parametrize("name", ["row", "types", "a/b", "a~1", 'q"', "é", "x y", "run_id"])
def test_a_column_may_be_called_anything(engine, name):
    assert kept(engine, "VARCHAR", "5", name) == (True, True)


@pytest.mark.parametrize("text", ["x", "1e5", "", "2147483648", "5.0"])
def test_a_text_that_is_no_such_value_is_not_taken_for_one(engine, text):
    engine.execute(f"CREATE OR REPLACE TEMP TABLE kept AS SELECT ? AS row, 1 AS {NUMBER}", [json.dumps({"x": text})])
    again = rebuilt("kept", {"x": "INTEGER"})
    assert engine.execute(f"SELECT {again.legible} FROM kept").fetchall() == [(False,)]


@pytest.mark.parametrize(
    "text",
    [None, "", "null", "[]", "3", '{"x": 5}', '{"x": "INTEGER) FROM kept; --"}', '{"x": "\\"INTEGER) --\\""}',
     '{"x": "STRUCT(a \\"DATE) --\\")"}', '{"x": ""}'],
)  # fmt: skip
def test_types_that_nobody_can_trust_are_none(text):
    assert read_types(text) is None


def test_types_come_back_as_they_were_written():
    types = {"b": "DECIMAL(10,2)", "a": 'STRUCT("x y" INTEGER[])', "e": "ENUM('a', 'b')"}
    assert read_types(types_of(types)) == {**types, "a": 'STRUCT("x y" INTEGER[])', "e": "VARCHAR"}
