"""Values of an example, in the types of the columns that they stand for."""

import pytest

from tests.unit.sidecar.examples.samples import example, expected, found, given, only


@pytest.mark.parametrize(
    ("cells", "came"),
    [
        ({"minutes": "1.0e+3"}, {"minutes": "1000"}),
        ({"minutes": '"2.50"'}, {"minutes": "2.5"}),
        ({"cost": "1234567890123456.7891"}, {"cost": "1234567890123456.7891"}),
        ({"cost": '"0.1000"'}, {"cost": "0.1"}),
        ({"day": "2013-02-01"}, {"day": '"2013-02-01"'}),
        ({"at": '"2013-01-31T10:00:00-05:00"'}, {"at": '"2013-01-31T15:00:00Z"'}),
        ({"at": '"2013-01-31 10:00:00.5"'}, {"at": '"2013-01-31T10:00:00.500Z"'}),
        ({"tags": "[]"}, {"tags": "[]"}),
        ({"tags": "null"}, {"tags": "null"}),
        ({"place": "{level: 3}"}, {"place": "{level: 3, gate: null}"}),
        ({"flight": '"7"'}, {"flight": "7", "note": "null"}),
        ({"flight": "0x1F"}, {"flight": "31", "note": "null"}),
    ],
)
def test_what_is_given_and_what_is_expected_meet_in_the_column_s_type(cells, came):
    assert found(example=example(given(**cells), expect=[expected(**came)])) == []


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"flight": "1.5"}, "`1.5` does not fit: `flight` is integer, converted without loss"),
        ({"flight": "two"}, "`two` does not fit: `flight` is integer, converted without loss"),
        ({"flight": "true"}, "`true` does not fit: `flight` is integer, converted without loss"),
        ({"flight": "99999999999999999999"}, "`99999999999999999999` does not fit: `flight` is integer, converted without loss"),
        ({"cost": "1.50001"}, "`1.50001` does not fit: `cost` is decimal(20,4), converted without loss"),
        ({"day": '"2013-02-30"'}, "`2013-02-30` does not fit: `day` is date, converted without loss"),
        ({"at": "noon"}, "`noon` does not fit: `at` is timestamp with time zone, converted without loss"),
        ({"tags": "a"}, "`a` does not fit: `tags` is array<string>, converted without loss"),
        ({"place": "{level: high}"}, "a mapping does not fit: `place.level` is integer, converted without loss"),
        ({"carrier": "[UA]"}, "a list does not fit: `carrier` is string; put the text in quotes"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("where", ["given", "expect"])
def test_a_value_that_does_not_convert_is_found_where_it_stands(where, cells, message):
    text = example(given(**cells)) if where == "given" else example(expect=[expected(**cells)])
    finding = only(example=text)
    table = "flights" if where == "given" else "delays"
    assert (finding.code, finding.path) == ("TRL705", (where, table, 0, next(iter(cells))))
    assert finding.message == message


def test_a_csv_holds_texts_and_its_numbers_count_as_they_are_written():
    notes = "[{flight: 1, note: 1.10}]"
    assert found(example=example(notes=notes, expect=[expected(note='"1.10"')])) == []


def test_a_list_is_no_text_of_a_csv():
    finding = only(example=example(notes='[{flight: "1", note: [fog]}]'))
    assert (finding.code, finding.path) == ("TRL705", ("given", "notes", 0, "note"))


@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
def test_what_is_not_finite_stands_in_quotes_and_is_judged_like_any_value(value):
    entry = f'{{delays: [{{row: {{minutes: "{value}"}}, reasons: [minutes.finite, minutes.minimum]}}]}}'
    assert found(example=example(given(minutes=f'"{value}"'), expect=[], quarantine=entry)) == []


def test_a_column_that_a_row_leaves_out_is_null():
    row = "{flight: 2, carrier: UA}"
    assert found(example=example(row, expect=[row])) == []
