"""What came beside what was expected: any order, every row as often as it stands, and differences that can be seen."""

import pytest

from sidecar.examples import run_examples
from tests.samples.contracts.sample import changed
from tests.unit.sidecar.examples.samples import CONTRACT, SQL, example, expected, found, given, only, product

SECOND = {"flight": "2", "note": "null"}
BOTH = (given(), given(flight="2"))


@pytest.mark.parametrize("rows", [[expected(), expected(**SECOND)], [expected(**SECOND), expected()]])
def test_the_order_of_rows_means_nothing(rows):
    assert found(example=example(*BOTH, expect=rows)) == []


@pytest.mark.parametrize(
    ("expect", "paths"),
    [
        ([expected()] * 2, []),
        ([expected()] * 3, [("expect", "delays", 2)]),
        ([expected()], [("expect", "delays")]),
    ],
)
def test_the_same_row_twice_is_two_rows(expect, paths):
    contract = changed("        primaryKey: true\n", "", text=CONTRACT)
    sql = changed("n.flight = CAST(f.flight AS VARCHAR)", "n.note = 'fog'", text=SQL)
    twice = example(notes='[{flight: "1", note: fog}, {flight: "2", note: fog}]', expect=expect)
    findings = run_examples(product(contract=contract, sql=sql, example=twice))
    assert [(one.code, one.path) for one in findings] == [("TRL701", path) for path in paths]


@pytest.mark.parametrize(
    ("came", "wanted"), [("0.30000000000000004", "0.3"), ("1.0e+15", "1000000000000000.1"), ("1.0e-13", "0")]
)
def test_floats_may_differ_by_what_the_order_of_adding_up_can_do(came, wanted):
    assert found(example=example(given(minutes=came), expect=[expected(minutes=wanted)])) == []


@pytest.mark.parametrize(
    ("cell", "came", "wanted"),
    [
        ("minutes", "0.30000001", "0.3"),
        ("minutes", "1.0e-9", "0.0"),
        ("cost", "1.5001", "1.5000"),
        ("cost", "1234567890123456.7891", "1234567890123456.7892"),
        ("day", '"2013-02-01"', '"2013-01-31"'),
        ("at", '"2013-01-31T10:00:01Z"', '"2013-01-31T10:00:00Z"'),
        ("tags", '["b", "a"]', '["a", "b"]'),
        ("place", '{gate: "A", level: 3}', '{gate: "A", level: 2}'),
        ("place", "null", '{gate: "A", level: 2}'),
    ],
)
def test_a_difference_is_shown_on_both_sides_and_can_be_pasted(cell, came, wanted):
    finding = only(example=example(given(**{cell: came}), expect=[expected(**{cell: wanted})]))
    sides = [text.replace("1.0e-9", "1e-09") for text in (wanted, came)]
    assert finding.message == (
        f"Row 1 of `delays` comes out otherwise: expected {{flight: 1, {cell}: {sides[0]}}}, "
        f"got {{flight: 1, {cell}: {sides[1]}}}; 7 other columns agree"
    )
    assert (finding.code, finding.path) == ("TRL701", ("expect", "delays", 0, cell))
    assert finding.fix == f"correct the transform, or write `{cell}: {sides[1]}`"


def test_values_that_differ_far_behind_are_shown_where_they_differ():
    notes = f'[{{flight: "1", note: {"x" * 400}a{"y" * 400}}}]'
    message = only(example=example(notes=notes, expect=[expected(note="x" * 400 + "b" + "y" * 400)])).message
    assert "note: …xxxxxxxxxxxxxxxxxxxxbyyy" in message
    assert "note: …xxxxxxxxxxxxxxxxxxxxayyy" in message
    assert message.count("(803 characters)") == 2


def test_values_that_look_alike_are_shown_as_escapes():
    notes = '[{flight: "1", note: "Z\\u00fcrich"}]'
    message = only(example=example(notes=notes, expect=[expected(note='"Zu\\u0308rich"')])).message
    assert r'expected {flight: 1, note: "Zu\u0308rich"}, got {flight: 1, note: "Z\u00fcrich"}' in message


def test_a_row_that_nothing_is_like_is_missing_and_one_that_nobody_expects_is_too_much():
    text = example(expect=["{flight: 9, carrier: UA}"])
    missing, extra = sorted(found(example=text), key=lambda one: -len(one.path))
    assert missing.message.startswith("Row 1 of `delays` is not published: {flight: 9, note: null,")
    assert (extra.code, extra.path) == ("TRL701", ("expect", "delays"))
    assert extra.message.startswith("`delays` publishes a row that the example does not expect: {flight: 1, note: ")


def test_without_a_key_the_row_that_agrees_most_is_shown_beside():
    contract = changed("        primaryKey: true\n", "", text=CONTRACT)
    rows = example(
        given(), given(minutes="9", cost="9"), expect=[expected(), expected(minutes="8", cost="9", day="null")]
    )
    (finding,) = run_examples(product(contract=contract, example=rows))
    assert (
        "Row 2 of `delays` comes out otherwise: expected {minutes: 8.0, day: null}, got {minutes: 9.0, day: "
        in finding.message
    )


def test_a_row_that_is_set_aside_instead_says_for_what_and_beside_what():
    finding = only(example=example(given(carrier="XX")))
    assert (finding.code, finding.path) == ("TRL702", ("expect", "delays", 0))
    assert finding.message == (
        "Row 1 of `delays` is set aside for `carrier.references`: "
        'expected {flight: 1, carrier: "UA"}, got {flight: 1, carrier: "XX"}; 7 other columns agree'
    )


def quarantined(*entries, rows=()):
    return example(*(rows or [given(carrier="XX")]), expect=[], quarantine="{delays: [" + ", ".join(entries) + "]}")


@pytest.mark.parametrize(
    "row", ["{}", "{carrier: XX}", '{flight: "1", cost: 1.5}', '{at: "2013-01-31T11:00:00+01:00", tags: [a, b]}']
)
def test_a_row_set_aside_is_named_by_texts_or_by_values(row):
    assert found(example=quarantined(f"{{row: {row}, reasons: [carrier.references]}}")) == []


def test_reasons_alone_name_a_row():
    assert found(example=quarantined("{reasons: [carrier.references]}")) == []


def test_other_reasons_are_told_with_what_to_write():
    finding = only(example=quarantined("{row: {flight: 1}, reasons: [minutes.minimum]}"))
    assert (finding.code, finding.path) == ("TRL702", ("quarantine", "delays", 0, "reasons"))
    assert (
        finding.message
        == "The row {flight: 1} of `delays` is set aside for `carrier.references`, not for `minutes.minimum`"
    )
    assert finding.fix.endswith("or write `reasons: [carrier.references]`")


def test_all_reasons_of_a_row_are_wanted():
    both = given(carrier="XX", minutes="-1")
    assert only(example=quarantined("{row: {flight: 1}, reasons: [carrier.references]}", rows=[both])).code == "TRL702"
    entry = "{row: {flight: 1}, reasons: [minutes.minimum, carrier.references]}"
    assert found(example=quarantined(entry, rows=[both])) == []


def test_an_entry_that_no_row_answers_to_and_a_row_of_which_nothing_is_said_are_both_told():
    findings = found(example=quarantined("{row: {flight: 2}, reasons: [carrier.references]}"))
    assert [one.code for one in findings] == ["TRL702", "TRL702"]
    assert {one.message.split(":")[0] for one in findings} == {
        "`delays` sets aside a row that the example does not",
        "No row {flight",
    }


def test_rows_that_share_a_key_are_all_set_aside():
    entries = ["{row: {flight: 1}, reasons: [table.primary_key]}"] * 2
    assert found(example=quarantined(*entries, rows=[given(), given()])) == []


def test_an_entry_that_fits_two_rows_leaves_the_other_entry_its_only_one():
    rows = [given(carrier="XX"), given(flight="2", carrier="XX")]
    entries = ["{reasons: [carrier.references]}", "{row: {flight: 1}, reasons: [carrier.references]}"]
    assert found(example=quarantined(*entries, rows=rows)) == []
    assert found(example=quarantined(*reversed(entries), rows=rows)) == []


def test_twenty_differences_are_told_and_the_others_counted():
    rows = [given(flight=str(n)) for n in range(30)]
    findings = found(example=example(*rows, notes="[]", expect=[]))
    assert len(findings) == 21
    assert "`delays` differs from the example in 10 more rows" in {one.message for one in findings}
