"""The text of an example, which anybody may have written: each fault at its place, with what to write instead."""

import pytest

from governance.findings import CATALOGUE
from sidecar.examples import run_examples
from tests.samples.contracts.sample import changed, marked
from tests.unit.sidecar.examples.samples import CONTRACT, EXAMPLE, example, found, only, places, product


def test_the_sample_comes_out_as_it_says():
    assert found(example=EXAMPLE) == []


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("TRL101", "given: [«"),
        ("TRL103", "given: «&a {flights: []}\nexpect: {delays: []}\nnow: x\n"),
        ("TRL103", "given: {flights: [{flight: «!!python/object:os.system x}]}\nexpect: {}\n"),
        ("TRL104", "given: {}\nexpect: {}\n«given: {}\n"),
        ("TRL107", "«"),
        ("TRL107", "«- given"),
        ("TRL112", "«given: {flights: [], notes: []}\n"),
        ("TRL113", "given: «3\nexpect: {}\n"),
        ("TRL113", "given: {flights: «3, notes: []}\nexpect: {}\n"),
        ("TRL113", "given: {flights: [«3], notes: []}\nexpect: {}\n"),
        ("TRL113", "given: {flights:« , notes: []}\nexpect: {}\n"),
        ("TRL111", "given: {}\nexpect: {}\n«wanted: {}\n"),
        ("TRL111", "given: {}\nexpect: {}\nquarantine: {delays: [{«rows: {}, reasons: [x]}]}\n"),
        ("TRL112", "given: {}\nexpect: {}\nquarantine: {delays: [«{row: {}}]}\n"),
        ("TRL115", "given: {}\nexpect: {}\nquarantine: {delays: [{reasons: «[]}]}\n"),
        ("TRL113", "given: {}\nexpect: {}\nnow: «3\n"),
        ("TRL115", "given: {}\nexpect: {}\nnow: «yesterday\n"),
        ("TRL115", 'given: {}\nexpect: {}\nnow: «"2026-01-31T12:00:00"\n'),
        ("TRL106", EXAMPLE.replace("minutes: 1.5", "minutes: «.nan", 1)),
        ("TRL106", EXAMPLE.replace("minutes: 1.5", "minutes: «-.inf", 1)),
    ],
)
def test_a_text_that_is_no_example_is_refused_at_its_place(code, text):
    text, line, column = marked(text)
    assert places(example=text) == [(code, "tests/rows.yaml", line, column)]


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("", "begin it with `given:` and `expect:`"),
        ("given: 3\nexpect: {}\n", "write `given: {<input>: [{<column>: <value>}]}`"),
        ("given: {}\nexpect: {delays: [3]}\n", "write `expect: {<port>: [{<column>: <value>}]}`"),
        ("given: {}\nexpect: {}\nnow: soon\n", 'write it as in `now: "2026-01-31T12:00:00Z"`'),
        ("given: {}\nexpects: {}\nexpect: {}\n", "write `expect`"),
    ],
)
def test_what_to_write_instead_is_told_in_words_of_examples(text, fix):
    assert only(example=text).fix == fix


def test_an_unknown_key_says_what_belongs_there():
    fix = only(example=example(more="wanted: {}\n")).fix
    assert "customProperties" not in fix
    assert "`references`" in fix


def test_a_yaml_bomb_does_not_go_off():
    bomb = "a: &a [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))
    assert only(example=bomb.replace("*a0", "*a")).code == "TRL103"


@pytest.mark.parametrize(("rows", "code"), [(1_000, "TRL704"), (1_001, "TRL115"), (6_000, "TRL102")])
def test_an_example_has_a_thousand_rows_at_most(rows, code):
    listed = ", ".join("{flight: 1}" for _ in range(rows))
    assert found(example=f"given: {{flights: [{listed}]}}\nexpect: {{delays: []}}\n")[0].code == code


def test_a_file_beyond_a_mebibyte_is_refused_with_the_product():
    loaded = product(example=EXAMPLE + "#" * 2**20)
    assert [one.code for one in loaded.findings] == ["TRL509", "TRL121"]
    assert run_examples(loaded) == []


def test_a_comment_cannot_ignore_an_error():
    text = example(more="wanted: {}  # trellis: ignore[TRL111] why not\n")
    assert [one.code for one in found(example=text)] == ["TRL111", "TRL193"]


def test_the_moment_of_judging_can_be_chosen():
    fresh = changed(
        "property: frequency", "property: freshness", "unit: d", "unit: d\n    element: delays.at", text=CONTRACT
    )
    out = '{delays: [{row: {at: "2013-01-31T10:00:00Z"}, reasons: [at.future]}]}'
    early = example(expect=[], quarantine=out, more='now: "2012-01-31T12:00:00Z"\n')
    assert found(contract=fresh, example=early) == []
    assert found(contract=fresh) == []


def test_a_product_with_errors_of_its_own_is_not_run():
    loaded = product(contract=changed("logicalType: date", "logicalType: dates", text=CONTRACT), example="[")
    assert "TRL114" in {one.code for one in loaded.findings}
    assert run_examples(loaded) == []


def test_a_rule_that_reads_files_is_found_before_any_example_runs():
    rule = "    quality: [{name: out, type: sql, query: \"SELECT count(*) FROM read_csv('/etc/passwd')\", mustBe: 0}]\n"
    loaded = product(
        contract=changed(
            "    properties:\n      - name: flight", f"{rule}    properties:\n      - name: flight", text=CONTRACT
        )
    )
    assert "TRL263" in {one.code for one in loaded.findings}
    assert run_examples(loaded) == []


@pytest.mark.parametrize("code", [code for code in CATALOGUE if code.startswith("TRL7")])
def test_every_code_of_the_family_is_an_error(code):
    assert CATALOGUE[code].severity == "error"
