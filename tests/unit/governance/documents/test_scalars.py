"""Plain scalars mean what YAML 1.2's core schema says, up to the numbers that a column can hold."""

import pytest

from governance.documents.scalars import Oversized, read_elsewhere, resolve

DIGITS = "1" * 40


@pytest.mark.parametrize(
    ("words", "value"),
    [
        (("", "~", "null", "Null", "NULL"), None),
        (("true", "True", "TRUE"), True),
        (("false", "False", "FALSE"), False),
    ],
)
def test_a_word_of_the_schema_is_its_value(words, value):
    assert [resolve(word) for word in words] == [value] * len(words)


@pytest.mark.parametrize("text", ["yes", "nUll", "tRUE", "nan", "0o8", "0xg", "1_000", "--1", "2024-01-01", "e5", "-"])
def test_any_other_word_is_text(text):
    assert resolve(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0o17", 15),
        ("0xfF", 255),
        ("-7", -7),
        ("007", 7),
        ("1.", 1.0),
        (".5", 0.5),
        ("1e3", 1000.0),
        (DIGITS, int(DIGITS)),
    ],
)
def test_a_number_is_read(text, value):
    assert (resolve(text), type(resolve(text))) == (value, type(value))


@pytest.mark.parametrize("text", [f"{DIGITS}1", f"{DIGITS}.", "1e999", "-1e999", ".inf", "-.INF", ".nan"])
def test_a_number_that_no_column_holds_is_refused(text):
    with pytest.raises(Oversized):
        resolve(text)


def test_a_float_of_forty_signs_is_read():
    assert resolve(f"0.{DIGITS[:38]}") == pytest.approx(1 / 9)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("yes", "true"),
        ("On", "true"),
        ("NO", "false"),
        ("off", "false"),
        ("017", "the number 15"),
        ("12:30", "a number in base 60"),
        ("1_000", "the number 1000"),
        ("1e3", "text"),
        ("0o17", "text"),
        ("offs", ""),
        ("12", ""),
        ("", ""),
    ],
)
def test_what_other_readers_make_of_it_is_said(text, told):
    assert read_elsewhere(text) == told
