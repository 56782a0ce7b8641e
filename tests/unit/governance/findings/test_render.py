"""Findings as people, scripts, pull requests, code scanners and test reports read them."""

import json
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st
from junitparser import JUnitXml

from governance.errors import Invalid
from governance.findings import FORMATS, Finding, Severity, render

ERROR = Finding(
    code="TRL111",
    message="Unknown key `requried`",
    fix="write `required`",
    file="a.yaml",
    line=2,
    column=3,
    path=("b", 0),
)
WARNING = Finding(
    code="TRL503", message="`c` is not described", severity=Severity.WARNING, file="a.yaml", line=1, column=1
)
INFO = Finding(code="TRL258", message="Not enforced", severity=Severity.INFO, file="b.yaml")
SOURCES = {"a.yaml": "b:\n  requried: true\n", "b.yaml": "x: 1\n", "c.yaml": "y: 1\n"}
ALL = [INFO, ERROR, WARNING]

TEXT = """\
a.yaml:1:1: TRL503 (warning) `c` is not described
  |
1 | b:
  | ^

a.yaml:2:3: TRL111 Unknown key `requried`
  |
1 | b:
2 |   requried: true
  |   ^
  = help: write `required`

b.yaml: TRL258 (info) Not enforced

Found 1 error, 1 warning, 1 info
"""


def test_people_see_the_line_a_caret_and_what_to_write():
    assert render(ALL, "text", SOURCES) == TEXT


def test_people_are_told_when_there_is_nothing():
    assert render([], "text", SOURCES) == "All good: 3 files checked\n"


def test_a_long_line_is_cut_around_the_caret():
    source = {"a.yaml": "x: " + "y" * 5_000}
    text = render([Finding(code="TRL101", message="m", file="a.yaml", line=1, column=4_000)], "text", source)
    assert max(map(len, text.splitlines())) < 200
    assert text.splitlines()[3].index("^") <= 130


def test_nothing_that_steers_a_terminal_is_printed():
    evil = Finding(code="TRL101", message="a\x1b[2Jb\u202ec", fix="\x07", file="e\x1b.yaml", line=1, column=1)
    for name in FORMATS:
        text = render([evil], name, {"e\x1b.yaml": "\x1b]0;x\x07"})
        assert not {"\x1b", "\x07", "\u202e"} & set(text) or name in {"json", "sarif"}


def test_scripts_get_flat_objects_in_the_order_of_the_text():
    found = json.loads(render(ALL, "json", SOURCES))
    assert [entry["code"] for entry in found] == ["TRL503", "TRL111", "TRL258"]
    assert found[1] == {
        "code": "TRL111",
        "severity": "error",
        "message": "Unknown key `requried`",
        "fix": "write `required`",
        "file": "a.yaml",
        "line": 2,
        "column": 3,
        "path": ["b", 0],
    }


def test_a_pull_request_gets_annotations_that_cannot_be_broken_out_of():
    sly = Finding(code="TRL101", message="50%\n::error::x", file="a,b:c.yaml", line=1, column=2)
    assert render([sly], "github", {}) == "::error file=a%2Cb%3Ac.yaml,line=1,col=2,title=TRL101::50%25%0A::error::x\n"


@pytest.mark.parametrize(("errors", "warnings"), [(3, 0), (10, 10), (11, 12), (0, 40)])
def test_a_pull_request_gets_ten_of_each_kind_and_the_number_of_the_rest(errors, warnings):
    many = [Finding(code="TRL101", message=f"{n}", file="a", line=n + 1, column=1) for n in range(errors)]
    many += [
        Finding(code="TRL503", message=f"{n}", severity=Severity.WARNING, file="a", line=n + 1, column=1)
        for n in range(warnings)
    ]
    lines = render([*many, INFO], "github", {}).splitlines()
    assert sum(line.startswith("::error") for line in lines) == min(errors, 10)
    assert sum(line.startswith("::warning") for line in lines) == min(warnings, 10)
    more = [line for line in lines if line.startswith("::notice")]
    assert [int(line.split("::")[2].split()[0]) for line in more] == [n - 10 for n in (errors, warnings) if n > 10]


def test_a_code_scanner_gets_rules_results_and_places():
    run = json.loads(render(ALL, "sarif", SOURCES))["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == ["TRL111", "TRL258", "TRL503"]
    assert [rules[result["ruleIndex"]] for result in run["results"]] == ["TRL503", "TRL111", "TRL258"]
    assert [result["level"] for result in run["results"]] == ["warning", "error", "note"]
    place = run["results"][1]["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "a.yaml"}, "region": {"startLine": 2, "startColumn": 3}}
    assert "region" not in run["results"][2]["locations"][0]["physicalLocation"]


def fingerprints(findings):
    run = json.loads(render(findings, "sarif", {}))["runs"][0]
    return [result["partialFingerprints"]["trellis/v1"] for result in run["results"]]


def test_a_line_inserted_above_does_not_make_a_finding_new():
    moved = Finding(**{**ERROR.__dict__, "line": 40})
    assert fingerprints([ERROR]) == fingerprints([moved])
    assert fingerprints([ERROR, moved])[0] != fingerprints([ERROR, moved])[1]
    assert fingerprints([ERROR]) != fingerprints([WARNING])


def test_a_test_report_has_a_suite_for_each_file_also_for_those_that_passed(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text(render(ALL, "junit", SOURCES))
    suites = {suite.name: suite for suite in JUnitXml.fromfile(str(report))}
    assert {name: (suite.tests, suite.failures) for name, suite in suites.items()} == {
        "a.yaml": (2, 1),
        "b.yaml": (1, 0),
        "c.yaml": (1, 0),
    }
    failed = [case for case in suites["a.yaml"] if case.result]
    assert [case.result[0].message for case in failed] == ["Unknown key `requried`"]


def test_an_unknown_format_is_refused_with_the_known_ones():
    with pytest.raises(Invalid) as refused:
        render([], "xml", {})
    assert refused.value.hint == "use one of text, json, github, sarif, junit"


anything = st.builds(
    Finding,
    code=st.sampled_from(["TRL101", "TRL503"]),
    message=st.text(max_size=40),
    fix=st.text(max_size=20),
    severity=st.sampled_from(list(Severity)),
    file=st.text(max_size=10),
    line=st.integers(0, 5),
    column=st.integers(0, 300),
)


@given(st.lists(anything, max_size=5), st.text(max_size=60), st.sampled_from(sorted(FORMATS)))
def test_whatever_is_found_every_format_stays_well_formed(findings, source, name):
    text = render(findings, name, {found.file: source for found in findings})
    if name in {"json", "sarif"}:
        json.loads(text)
    elif name == "junit":
        fromstring(text.partition("\n")[2])
    elif name == "github":
        assert all(line.startswith("::") for line in text.split("\n")[:-1])
