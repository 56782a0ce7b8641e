"""Data on stdout in three forms, and what is in it is shown, never carried out."""

import csv
import io
import json

import pytest

from platform_api.cli.output import emit, emit_one, table_lines

ROWS = [{"name": "a", "n": 10, "tags": ["x", "y"], "more": {"k": 1}}, {"name": "\x1b[2Jb", "n": None, "tags": []}]


def printed(capsys, form, columns=("name", "n", "tags")):
    emit(ROWS, columns=columns, form=form)
    return capsys.readouterr().out


def test_a_table_is_aligned_with_numbers_to_the_right(capsys):
    assert printed(capsys, "table").splitlines() == ["name       n  tags", "a         10  x, y", "\\x1b[2Jb"]


def test_json_has_every_field_whatever_the_columns(capsys):
    assert json.loads(printed(capsys, "json")) == ROWS


def test_json_has_the_fields_that_were_asked_for(capsys):
    assert json.loads(printed(capsys, "json:n,none")) == [{"n": 10, "none": None}, {"n": None, "none": None}]


def test_csv_can_be_read_back(capsys):
    rows = list(csv.reader(io.StringIO(printed(capsys, "csv"))))
    assert rows == [["name", "n", "tags"], ["a", "10", "x, y"], ["\\x1b[2Jb", "", ""]]


@pytest.mark.parametrize("form", ["table", "csv", "json"])
@pytest.mark.parametrize("character", ["\x1b", "\x07", "\r", "\x9b", "\u202e", "\u200b", "\x00"])
def test_no_character_that_a_terminal_acts_on_gets_out(form, character, capsys):
    emit([{"name": f"a{character}b"}], columns=("name",), form=form)
    assert character not in capsys.readouterr().out


def test_one_thing_is_printed_as_lines(capsys):
    emit_one({"name": "a", "count": 3, "none": None}, form="table")
    assert capsys.readouterr().out == "name   a\ncount  3\nnone   \n"


def test_nothing_is_cut_when_nobody_looks_at_it():
    assert table_lines(["a"], [["x" * 500]])[1] == "x" * 500


@pytest.mark.parametrize(
    ("form", "start"), [("table", "template "), ("json", "["), ("csv", "template,title,description,version\n")]
)
def test_a_command_prints_in_the_form_that_is_asked_for(form, start, trellis):
    done = trellis("new", "--list", "--format", form)
    assert done.code == 0
    assert done.out.startswith(start)
    assert done.err == ""
