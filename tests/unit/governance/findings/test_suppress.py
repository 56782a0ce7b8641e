"""`# trellis: ignore[…]` takes back warnings on its own line, and nothing else."""

import pytest

from governance.findings import Finding, Severity, has_errors, ordered, suppressed


def warning(line, code="TRL503"):
    return Finding(code=code, message="m", severity=Severity.WARNING, file="f", line=line, column=1)


def after(text, *findings):
    return [(found.code, found.line, found.column) for found in suppressed(findings, text, "f")]


def test_a_comment_with_a_reason_takes_back_the_warning_of_its_line():
    assert after("a: 1\nb: 2  # trellis: ignore[TRL503] legacy\n", warning(2)) == []


def test_several_codes_can_be_ignored_at_once():
    text = "b: 2  # trellis: ignore[TRL503, trl508] legacy\n"
    assert after(text, warning(1), warning(1, "TRL508"), warning(1, "TRL501")) == [("TRL501", 1, 1)]


def test_a_comment_in_sql_counts_too():
    assert after("SELECT 1 -- trellis: ignore[TRL503] legacy\n", warning(1)) == []


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        ("# trellis: ignore[TRL503]", [("TRL503", 1, 1), ("TRL191", 1, 6)]),
        ("# trellis: ignore[TRL508] legacy", [("TRL503", 1, 1), ("TRL192", 1, 6)]),
        ("# trellis: ignore[] legacy", [("TRL503", 1, 1), ("TRL192", 1, 6)]),
        ("# trellis: ignore[all] legacy", [("TRL503", 1, 1), ("TRL192", 1, 6)]),
    ],
)
def test_a_comment_that_ignores_nothing_is_itself_a_finding(comment, expected):
    assert after(f"b: 2 {comment}\n", warning(1)) == expected


def test_a_comment_on_another_line_ignores_nothing():
    text = "# trellis: ignore[TRL503] legacy\nb: 2\n"
    assert after(text, warning(2)) == [("TRL503", 2, 1), ("TRL192", 1, 1)]


def test_an_error_cannot_be_ignored():
    error = Finding(code="TRL271", message="m", file="f", line=1, column=1)
    found = suppressed([error], "a: 1 # trellis: ignore[TRL271] we say so\n", "f")
    assert [one.code for one in found] == ["TRL271", "TRL193"]
    assert has_errors(found)


def test_a_text_without_comments_is_left_alone():
    assert after("a: trellis\n", warning(1)) == [("TRL503", 1, 1)]


def test_findings_are_ordered_by_their_place():
    shuffled = [warning(3), warning(1), Finding(code="TRL101", message="m", file="a", line=9, column=1)]
    assert [(one.file, one.line) for one in ordered(shuffled)] == [("a", 9), ("f", 1), ("f", 3)]
