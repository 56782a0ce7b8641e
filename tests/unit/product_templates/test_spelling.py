"""Whatever is in an answer, documents say exactly that and stay what they are."""

import csv
import io

import pytest
import sqlglot
import yaml as pyyaml
from hypothesis import given
from hypothesis import strategies as st

from governance.documents import read_document
from governance.documents.characters import unacceptable
from governance.sql import render_template
from product_templates.spelling import csv_line, markdown, sql_comment, sql_name, sql_text, yaml, yaml_block

ALPHABET = st.characters(exclude_categories=["Cs", "Cc"]).filter(lambda c: not unacceptable(c) and c != "\ufeff")
WORDS = st.sampled_from(
    ["a", "- b", "#", "x:", "'", '"', "no", "1.0", "é", "{{", "]]", "", "long" * 9, "|", "&a", "*", "!"]
)
TEXTS = st.text(ALPHABET, max_size=40) | st.lists(WORDS, max_size=60).map(" ".join)
VALUES = st.recursive(
    TEXTS | st.integers(-(10**9), 10**9) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS.filter(bool), inner, max_size=3),
    max_leaves=8,
)


@given(TEXTS)
def test_a_text_in_yaml_is_read_back_as_itself_by_old_readers_and_new(text):
    document = f"a:\n  b: {yaml(text, 4)}\n"
    reading = read_document(document)
    assert reading.findings == ()
    assert reading.document.data == pyyaml.safe_load(document) == {"a": {"b": text}}


@given(st.dictionaries(TEXTS.filter(bool), VALUES, min_size=1, max_size=4))
def test_a_block_of_yaml_is_read_back_as_itself(value):
    document = f"given:\n{yaml_block(value, 2)}\n"
    assert read_document(document).document.data == {"given": value}


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("One flight on one day", "One flight on one day"),
        ("no", '"no"'),
        ("1.0.0", '"1.0.0"'),
        ("2024-01-31", '"2024-01-31"'),
        ("a: b", '"a: b"'),
        ("a #b", '"a #b"'),
        ("- a", '"- a"'),
        ("", '""'),
    ],
)
def test_quotes_are_put_where_yaml_needs_them_and_nowhere_else(text, spelled):
    assert yaml(text) == spelled


def test_long_texts_are_folded():
    lines = yaml("word " * 60 + "end", 4).splitlines()
    assert len(lines) == 3
    assert all(len(line) <= 120 for line in lines)


def in_sql(text):
    """What Trino would read after the sidecar has carried out the Jinja of a transform."""
    return sqlglot.parse_one(render_template(text, inputs={}, sources={}, variables={}), dialect="trino")


@given(TEXTS.filter(bool))
def test_a_name_in_a_transform_is_read_back_as_itself(name):
    (column,) = in_sql(f"SELECT {sql_name(name)} FROM t").find_all(sqlglot.exp.Column)
    assert column.name == name


@given(TEXTS)
def test_a_text_in_a_transform_is_read_back_as_itself(text):
    (literal,) = in_sql(f"SELECT {sql_text(text)}").find_all(sqlglot.exp.Literal)
    assert literal.this == text


@given(TEXTS)
def test_a_comment_stays_a_comment(text):
    assert in_sql(f"-- {sql_comment(text)}\nSELECT 1").sql(comments=False) == "SELECT 1"


@pytest.mark.parametrize("name", ["{{ 7*7 }}", "{% raw %}", "{# x #}", "{{{", '"}}', "{{ source('x') }}"])
def test_jinja_in_a_name_is_not_carried_out(name):
    assert next(in_sql(f"SELECT {sql_name(name)}").find_all(sqlglot.exp.Column)).name == name


@pytest.mark.parametrize(
    ("name", "spelled"), [("carrier", "carrier"), ("order", '"order"'), ("Dep Time", '"Dep Time"')]
)
def test_names_are_quoted_where_sql_needs_it(name, spelled):
    assert sql_name(name) == spelled


@given(TEXTS)
def test_no_html_gets_into_markdown(text):
    shown = markdown(text)
    assert all(shown[at - 1] == "\\" for at, character in enumerate(shown) if character in "<`[")


@given(st.lists(TEXTS, min_size=2, max_size=4))
def test_a_line_of_csv_is_read_back_as_its_values(values):
    assert next(csv.reader(io.StringIO(csv_line(values)))) == values
