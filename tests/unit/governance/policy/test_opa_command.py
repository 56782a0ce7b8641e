import pytest

from governance.errors import Invalid, Unavailable
from governance.policies.build import COVERAGE
from governance.policy import OpaEngine
from governance.policy.authoring import PolicyTestReport, TestFailure
from governance.policy.opa_command import OpaCommand
from governance.policy.pitfalls import Pitfall

SOUND = {"passed": 3, "failures": (), "coverage": 100.0, "uncovered": (), "pitfalls": ()}


@pytest.fixture
def nowhere(monkeypatch, tmp_path):
    monkeypatch.delenv("TRELLIS_OPA", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def script(folder, text):
    """A program that stands where `opa` would."""
    file = folder / "opa"
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)
    return str(file)


def test_the_version_is_read(nowhere):
    assert OpaCommand(script(nowhere, "echo 'Version: 1.22.0\nBuild Commit: x'")).version() == "1.22.0"


@pytest.mark.parametrize("said", ["echo bad policy >&2; exit 1", "echo bad policy; exit 2"])
def test_what_opa_complains_about_is_passed_on(nowhere, said):
    with pytest.raises(Invalid, match="bad policy"):
        OpaCommand(script(nowhere, said)).must("check", folder=nowhere)


def test_something_that_is_no_program_is_unavailable(nowhere):
    with pytest.raises(Unavailable, match="did not end well"):
        OpaCommand(str(nowhere / "opa")).run("version", folder=nowhere)


def test_policies_may_use_only_what_depends_on_their_input(nowhere):
    known = '{"builtins": [{"name": "count"}, {"name": "http.send", "nondeterministic": true}, {"name": "trace"}]}'
    allowed = OpaCommand(script(nowhere, f"echo '{known}'")).capabilities()
    assert allowed == {"builtins": [{"name": "count"}], "allow_net": []}


@pytest.mark.parametrize(
    ("changes", "ok"),
    [
        ({}, True),
        ({"passed": 0}, False),
        ({"failures": (TestFailure(name="t", file="f", line=1),)}, False),
        ({"pitfalls": (Pitfall(file="f", line=1, text="not f(input.x)"),)}, False),
    ],
)
def test_a_report_is_good_when_something_passed_and_nothing_failed(changes, ok):
    assert PolicyTestReport(**{**SOUND, **changes}).ok is ok


def test_most_of_the_stock_policies_must_be_run_by_tests():
    assert COVERAGE == 95


@pytest.mark.parametrize(
    "url", ["", "127.0.0.1:8181", "ftp://127.0.0.1", "http://", "http://127.0.0.1/opa", "http:///x"]
)
def test_what_is_no_address_of_a_server_is_invalid(url):
    with pytest.raises(Invalid, match="address"):
        OpaEngine(url, revision="r")


@pytest.mark.parametrize("url", ["http://localhost", "https://opa.example.org:8443/", "http://[::1]:8181"])
def test_addresses_of_servers_are_understood(url):
    assert OpaEngine(url, revision="r", token="t").revision == "r"


@pytest.mark.parametrize("entrypoint", ["", "access", "../read", "access/read?x=1", "access//read", "a b/c"])
def test_a_server_is_not_asked_for_what_is_no_entrypoint(entrypoint):
    with pytest.raises(Unavailable, match="no entrypoint"):
        OpaEngine("http://127.0.0.1:1", revision="r").evaluate(entrypoint, {})
