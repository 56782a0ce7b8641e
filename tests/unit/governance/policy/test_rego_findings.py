from governance.policy.authoring import PolicyTestReport, TestFailure
from governance.policy.rego_findings import failure_findings, policy_findings
from governance.policy.tools import refused

FILES = {"a.rego": 'package a\n\nx if not startswith(input.y, "z")\n', "b.rego": "package b\nx:=1\n"}


class Tools:
    """An OPA that complains of what it was given to complain of, and formats `:=` with blanks."""

    def __init__(self, *complaints):
        self._complaints = complaints

    def check(self, files):
        if self._complaints:
            raise refused("check", "bad", self._complaints)

    def formatted(self, files):
        return {name: text.replace("x:=1", "\nx := 1") for name, text in files.items()}


def places(findings):
    return [(one.code, one.file, one.line) for one in findings]


def test_sound_rego_is_still_looked_at_for_form_and_silence():
    assert places(policy_findings(FILES, Tools())) == [("TRL406", "b.rego", 2), ("TRL407", "a.rego", 3)]


def test_complaints_come_before_the_form_with_their_places():
    complaint = {"code": "rego_type_error", "message": "no", "file": "b.rego", "line": 2, "column": 4}
    found = policy_findings({"b.rego": FILES["b.rego"]}, Tools(complaint))
    assert places(found) == [("TRL405", "b.rego", 2)]
    assert (found[0].message, found[0].column) == ("rego_type_error: no", 4)


def test_a_complaint_without_a_place_is_told_all_the_same():
    assert places(policy_findings({"b.rego": ""}, Tools({"message": "no"}))) == [("TRL405", "", 0)]


def test_a_failing_test_is_told_with_what_it_printed():
    failure = TestFailure(name="a.test_x", file="a_test.rego", line=5, message="timed out", output="seen 7")
    report = PolicyTestReport(passed=1, failures=(failure,), coverage=0.0, uncovered=(), pitfalls=())
    (found,) = failure_findings(report)
    assert places([found]) == [("TRL408", "a_test.rego", 5)]
    assert found.message == "a.test_x failed: timed out: seen 7"
