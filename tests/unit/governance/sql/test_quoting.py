import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.errors import Invalid
from governance.sql.quoting import blob, identifier, number, string


@given(st.text())
def test_any_text_comes_back_as_itself(text):
    assert duckdb.execute(f"SELECT {string(text)}").fetchone() == (text,)


@given(st.binary(max_size=80))
def test_any_bytes_come_back_as_themselves(data):
    assert duckdb.execute(f"SELECT {blob(data)}").fetchone() == (data,)


@pytest.mark.parametrize("name", ["a", 'a"b', "a b", "é", "--", "select", "a;b", "'", "\\"])
def test_any_name_comes_back_as_itself(name):
    assert duckdb.execute(f"SELECT 1 AS {identifier(name)}").description[0][0] == name


@pytest.mark.parametrize("name", ["", "a\0b", "x" * 256, "\ud800"])
def test_a_name_that_no_engine_keeps_is_refused(name):
    with pytest.raises(Invalid) as refusal:
        identifier(name)
    assert refusal.value.case == "bad-name"


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb"])
def test_half_a_surrogate_pair_is_refused(text):
    with pytest.raises(Invalid, match="surrogate"):
        string(text)


@pytest.mark.parametrize(("text", "value"), [("1", 1), ("1.50", 1.5), (".5", 0.5), ("1e3", 1000), ("007", 7)])
def test_a_number_is_kept_as_written(text, value):
    assert number(text) == (text if text[0] != "." else f"0{text}")
    assert float(duckdb.execute(f"SELECT {number(text)}").fetchone()[0]) == value


@pytest.mark.parametrize("text", ["", "1_000", "0x1F", "1;", "1 OR 1=1", "nan", "1e", "1" * 99])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(Invalid):
        number(text)
