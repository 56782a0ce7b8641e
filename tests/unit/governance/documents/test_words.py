"""Words as messages show them, and paths as text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.documents import closest, shown, suggestion
from governance.documents.paths import path_of, spelled


@pytest.mark.parametrize(
    ("word", "meant"),
    [("requried", "required"), ("Required", "required"), ("logical_type", "logicalType"), ("x", ""), ("banana", "")],
)
def test_the_known_word_that_was_probably_meant_is_found(word, meant):
    assert closest(word, ["required", "logicalType", "unique"]) == meant


def test_a_synonym_counts_only_when_it_is_known_or_a_sentence():
    assert closest("columns", ["properties"], {"columns": "properties"}) == "properties"
    assert closest("columns", ["items"], {"columns": "properties"}) == ""
    assert closest("columns", ["items"], {"columns": "move it up"}) == "move it up"


def test_a_suggestion_falls_back_to_all_known_words():
    assert suggestion("zzz", ["a", "b"]) == "write one of `a`, `b`"
    assert suggestion("zzz", ["a"], otherwise="remove it") == "remove it"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "`true`"),
        (None, "`null`"),
        (1, "`1`"),
        (1.5, "`1.5`"),
        ([], "a list"),
        ({}, "a mapping"),
        ("x" * 50, f"`{'x' * 40}…`"),
    ],
)
def test_a_value_is_shown_as_documents_write_it(value, text):
    assert shown(value) == text


@given(st.lists(st.integers(0, 99) | st.from_regex(r"[A-Za-z]{1,8}", fullmatch=True), max_size=6))
def test_a_path_survives_being_written_as_text(steps):
    assert path_of(spelled(tuple(steps))) == tuple(steps)
