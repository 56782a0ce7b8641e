"""An example that names what is not there, or leaves out what is."""

import pytest

from tests.samples.contracts.sample import changed, marked
from tests.unit.sidecar.examples.samples import EXAMPLE, example, found, given, only, places

TWO = EXAMPLE.replace("quarantine: {}", "quarantine: {delays: [{row: {carrier: XX}, reasons: [carrier.references]}]}")


@pytest.mark.parametrize(
    ("fix", "edits"),
    [
        ("write `note`", ("note: fog}]\nexpect", "«nose: fog}]\nexpect")),
        ("write `notes`", ("\n  notes:", "\n  «notess: []\n  notes:")),
        ("write `delays`", ("  delays:", "  «delay: []\n  delays:")),
        ("write `delays`", ("quarantine: {delays", "quarantine: {«Delays")),
        ("write `operations.carriers`", ("{operations.carriers:", "{«operations.carrier: [], operations.carriers:")),
        ("write `carrier`", ("[{carrier: UA}]", "[{carrier: UA, «carriers: x}]")),
        ("write `carrier.references`", ("[carrier.references]", "[«carrier.reference]")),
        ("write one of `minutes.type`, `minutes.finite`, `minutes.minimum`", ("[carrier.references]", "[«minutes.zzzzzzz]")),
        ("write `carrier`", ("row: {carrier: XX}", "row: {«carriers: XX}")),
        ("write `carrier`", ("note: fog}]\nquarantine", "note: fog, «carriers: x}]\nquarantine")),
        ("add it to `expectations/flights.yaml`, or remove it", ("level: 2}}]\n  notes", "level: 2}, «speed: 3}]\n  notes")),
    ],
)  # fmt: skip
def test_what_the_product_does_not_have_is_named_at_its_place(fix, edits):
    text, line, column = marked(changed(*edits, text=TWO))
    assert places(example=text) == [("TRL703", "tests/rows.yaml", line, column)]
    assert only(example=text).fix == fix


def test_a_name_that_many_rows_have_is_told_once():
    rows = [given(speed="1"), given(speed="2")]
    assert [one.path for one in found(example=example(*rows))] == [("given", "flights", 0, "speed")]
    entries = example(quarantine="{delays: [{reasons: [missing]}, {reasons: [missing]}]}")
    assert [one.path for one in found(example=entries)] == [("quarantine", "delays", 0, "reasons", 0)]


@pytest.mark.parametrize(
    ("edits", "fix"),
    [
        (('  notes: [{flight: "1", note: fog}]\n', ""), "add `notes: […]`, or `notes: []` for none"),
        (("references: {operations.carriers: [{carrier: UA}]}\n", ""), "add `operations.carriers: [{carrier: …}]`"),
    ],
)
def test_what_is_left_out_is_asked_for(edits, fix):
    finding = only(example=changed(*edits, text=EXAMPLE))
    assert (finding.code, finding.fix) == ("TRL704", fix)


def test_an_example_that_expects_nothing_of_any_port_cannot_fail():
    finding = only(example="given: {flights: [], notes: []}\nexpect: {}\n")
    assert (finding.code, finding.fix) == ("TRL704", "add `delays: […]`")
