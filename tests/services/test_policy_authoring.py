"""Policies are checked, formatted, tested and compiled alike by the OPA inside and by a real `opa`."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from governance.errors import Invalid, Unavailable
from governance.opa.program import inside
from governance.policies.build import build, main
from governance.policy import Law, Limits, WasmEngine
from governance.policy.authoring import (
    build_bundle,
    build_local,
    complaints_about,
    formatted_policies,
    run_policy_tests,
    write_bundle,
)
from governance.policy.bundle import STOCK, load_bundle, rego_sources
from governance.policy.limits import AUTHORING
from governance.policy.opa_command import OPA_VERSION, OpaCommand
from governance.policy.opa_inside import OpaInside
from governance.policy.toolbox import find_tools
from tests.services import install
from tests.services.mutants import mutants
from tests.unit.governance.policy.facts import granted

pytestmark = pytest.mark.services
OPA = OpaCommand(str(install.opa()))
SOURCES = rego_sources(STOCK)
LOCAL = """package local.read

deny contains {
	"policy": "no-weekends",
	"path": "now",
	"message": "Nobody reads this on a weekend",
	"fix": "come back on Monday",
} if {
	input.now % 604800 < 86400
}

masks contains {"column": "carrier", "kind": "redact", "policy": "carriers-are-masked"} if input.subject.id != "carl"

filters contains {"column": "day", "values": ["mon"], "policy": "mondays"}
"""
TEST = """package local.read_test

import data.local.read

test_a_weekend_is_refused if count(read.deny) == 1 with input as {"now": 604800}

test_a_weekday_is_not if read.deny == set() with input as {"now": 700000}
"""


@pytest.fixture(autouse=True, params=["inside", "command"])
def tools(request, monkeypatch):
    """The `RegoTools` that everything in here finds, once each."""
    monkeypatch.delenv("TRELLIS_OPA", raising=False)
    if request.param == "command":
        monkeypatch.setenv("TRELLIS_OPA", OPA.path)
    return find_tools()


once = pytest.mark.parametrize("tools", ["command"], indirect=True)


def written(folder, **files):
    for name, text in files.items():
        (folder / f"{name}.rego").write_text(text)
    return folder


def test_both_are_of_the_version_that_is_asked_for(tools):
    assert tools.version() == OPA_VERSION == install.OPA_VERSION


def test_the_tools_that_are_found_are_those_that_are_meant(tools, request):
    assert isinstance(tools, OpaInside if "inside" in request.node.name else OpaCommand)


@once
def test_both_let_policies_use_the_same_builtins(tools):
    with inside().instance(AUTHORING) as opa:
        known = opa.ask("capabilities")["value"]
    assert known == sorted(builtin["name"] for builtin in OPA.capabilities()["builtins"])
    assert not {"http.send", "opa.runtime", "time.now_ns", "rand.intn", "trace", "json.match_schema"} & set(known)


@once
def test_installing_again_leaves_what_is_there(capsys):
    assert install.main(["opa", "opa-wasi"]) == 0
    said = capsys.readouterr().err
    assert "is there" in said
    assert "is inside" in said


def test_the_stock_policies_pass_their_checks_and_tests_and_are_covered():
    report = run_policy_tests([STOCK])
    assert (report.failures, report.pitfalls) == ((), ())
    assert report.passed > 250
    assert report.coverage >= 95


def test_the_committed_bundle_is_what_the_committed_rego_compiles_to():
    wasm, manifest = build_bundle(STOCK)
    bundle = load_bundle()
    assert (wasm, manifest["revision"], manifest["opa"]) == (bundle.wasm, bundle.revision, OPA_VERSION)


def test_building_in_another_place_gives_the_same_bytes(tmp_path):
    copy = shutil.copytree(STOCK, tmp_path / "elsewhere" / "policies")
    assert build_bundle(copy) == build_bundle(STOCK)


def test_the_build_command_says_that_nothing_changed(capsys):
    assert main(["--check"]) == 0
    assert "revision" in capsys.readouterr().err
    assert build(write=False)


@once
@pytest.mark.parametrize("file", sorted(SOURCES))
def test_every_condition_of_every_policy_is_tested(tmp_path, file):
    copy = shutil.copytree(STOCK, tmp_path / "p", ignore=shutil.ignore_patterns("bundle", "*.py", "__pycache__"))
    survivors = []
    for mutant in mutants(file, SOURCES[file]):
        (copy / file).write_text(mutant.text + "\n")
        if OPA.run("test", ".", folder=copy).returncode == 0:
            survivors.append(f"{mutant.file}:{mutant.line} {mutant.what}")
    assert survivors == []


def test_a_local_policy_is_tested_compiled_and_tightens(tmp_path):
    written(tmp_path, read=LOCAL, read_test=TEST)
    assert run_policy_tests([tmp_path]).ok
    write_bundle(tmp_path, *build_bundle(tmp_path, entrypoints=["local/read"]))
    law = Law(WasmEngine(), WasmEngine(load_bundle(tmp_path)))
    decision = law.read(granted())
    assert {mask.column: mask.kind for mask in decision.masks}["carrier"] == "redact"
    assert [rule.policy for rule in decision.filters] == ["mondays"]
    assert law.read({**granted(), "now": 604800 * 2959}).denials[0].policy in {"no-weekends", "grants-expire"}


def test_a_test_that_fails_is_named_with_its_place(tmp_path):
    written(tmp_path, read=LOCAL, read_test=TEST.replace("== 1", "== 2"))
    report = run_policy_tests([tmp_path])
    (failure,) = report.failures
    assert (report.ok, report.passed, failure.name) == (False, 1, "local.read_test.test_a_weekend_is_refused")
    assert (Path(failure.file).name, failure.line) == ("read_test.rego", 5)


def test_a_file_can_be_tested_by_its_name(tmp_path):
    written(tmp_path, read=LOCAL, read_test=TEST)
    assert run_policy_tests([tmp_path / "read.rego", tmp_path / "read_test.rego"]).passed == 2


def test_what_no_test_runs_is_listed(tmp_path):
    written(tmp_path, read=LOCAL, read_test=TEST)
    report = run_policy_tests([tmp_path])
    assert report.coverage < 100
    assert {Path(file).name for file, _ in report.uncovered} == {"read.rego"}


def test_a_negation_that_is_silent_is_no_success(tmp_path):
    silent = LOCAL + '\nsilent if not startswith(input.purpose, "x")\n'
    report = run_policy_tests([written(tmp_path, read=silent, read_test=TEST)])
    assert (report.ok, len(report.pitfalls), report.failures) == (False, 1, ())


@pytest.mark.parametrize(
    ("rego", "said"),
    [
        ("package local.read\n\ndeny contains x if true\n", "unsafe"),
        ("package local.read\n\nimport data.unused\n", "unused"),
        ("package local.read\ndeny contains 1\n", "fmt"),
        ("package local.read\n\nthis is not rego\n", "parse"),
        ("", "empty"),
    ],
)
def test_rego_that_is_not_sound_is_refused_with_what_is_wrong(tmp_path, rego, said):
    with pytest.raises(Invalid, match=said):
        run_policy_tests([written(tmp_path, read=rego, read_test=TEST)])


@pytest.mark.parametrize(
    "call",
    [
        'http.send({"method": "get", "url": "http://127.0.0.1"})',
        "opa.runtime()",
        "time.now_ns()",
        'rand.intn("x", 10)',
        'net.lookup_ip_addr("localhost")',
        'rego.parse_module("a.rego", "package a")',
        'trace("x")',
        'uuid.rfc4122("x")',
    ],
)
def test_a_policy_that_depends_on_more_than_its_input_is_refused(tmp_path, call):
    rego = f"package local.read\n\ndeny contains x if x := {call}\n"
    with pytest.raises(Invalid, match="undefined function"):
        run_policy_tests([written(tmp_path, read=rego)])


@pytest.mark.parametrize(
    "rule",
    [
        "deny contains x if x := count([1]) with count as http.send",
        "deny contains x if x := count([1]) with http.send as count",
        "deny contains x if x := f(1) with f as opa.runtime\n\nf(x) := x",
        "deny contains x if x := input.x with input.x as data.local.read.g with data.local.read.g as time.now_ns\n\ng := 1",
    ],
)
def test_with_puts_nothing_forbidden_in_the_place_of_another(tmp_path, rule):
    with pytest.raises(Invalid, match=r"undefined|unsafe|rego_type_error|rego_compile_error"):
        run_policy_tests([written(tmp_path, read=f"package local.read\n\n{rule}\n")])


def test_complaints_have_their_places(tools):
    text = "package a\n\nx := http.send({})\n\ny := opa.runtime()\n"
    found = complaints_about({"a/b.rego": text}, tools)
    assert [(one.file, one.line, one.code) for one in found] == [("a/b.rego", row, "rego_type_error") for row in (3, 5)]


def test_what_is_not_formatted_is_given_as_it_should_be(tools):
    files = {"a.rego": "package a\n\nx := 1\n", "b.rego": "package b\nx:=1"}
    assert formatted_policies(files, tools) == {"b.rego": "package b\n\nx := 1\n"}


def test_a_failing_test_tells_what_it_printed(tmp_path):
    test = 'package local.read_test\n\ntest_one if {\n\tprint("seen", 7)\n\tfalse\n}\n'
    (failure,) = run_policy_tests([written(tmp_path, read=LOCAL, read_test=test)]).failures
    assert failure.output.strip() == "seen 7"


def test_a_local_policy_compiles_to_the_same_bytes_by_both():
    texts = {"read.rego": LOCAL, "read_test.rego": TEST}
    assert build_local(texts) == build_local(texts, OPA) == build_local(texts, OpaInside(inside()))


@pytest.mark.parametrize("name", ["../../escape.rego", "/etc/cron.d/x.rego", "a/../../b.rego"])
def test_names_lead_nowhere(tools, name):
    assert formatted_policies({name: "package a\nx:=1"}, tools) == {name: "package a\n\nx := 1\n"}


def test_a_policy_without_tests_is_no_success(tmp_path):
    report = run_policy_tests([written(tmp_path, read=LOCAL)])
    assert (report.passed, report.ok) == (0, False)


def test_a_folder_without_rego_is_refused(tmp_path):
    with pytest.raises(Invalid, match="no Rego"):
        run_policy_tests([tmp_path])


BOMBS = {
    "count": "deny contains 1 if count(numbers.range(1, 1000000000)) > 5",
    "product": "deny contains 1 if {\n\tr := numbers.range(1, 3000)\n\tsome i in r\n\tsome j in r\n\tsome k in r\n\ti + j + k == 0\n}",
    "text": 'deny contains concat("", [x | some i in numbers.range(1, 10000); x := input.columns[_].name])',
    "nested": "deny contains 1 if count([1 | some i in numbers.range(1, 5000); some j in numbers.range(1, 5000)]) == 0",
}


@pytest.mark.parametrize("rule", BOMBS.values(), ids=BOMBS)
def test_a_policy_that_never_ends_or_eats_all_memory_is_a_no(tmp_path, rule):
    written(tmp_path, read=f"package local.read\n\n{rule}\n")
    write_bundle(tmp_path, *build_bundle(tmp_path, entrypoints=["local/read"]))
    limits = Limits(fuel=200_000_000, memory=16 << 20)
    columns = [{"name": "x" * 60_000, "classification": "internal", "mask": "null"}]
    engine = WasmEngine(load_bundle(tmp_path), limits=limits, cache=tmp_path / "cache")
    with pytest.raises(Unavailable):
        engine.evaluate("local/read", {**granted(), "columns": columns})
    assert not Law(WasmEngine(), engine).read({**granted(), "columns": columns}).allowed


@pytest.mark.parametrize("call", ['sprintf("%d", [1])', 'semver.compare("1.0.0", "2.0.0")', "json.patch({}, [])"])
def test_a_policy_that_needs_its_host_compiles_but_is_not_loaded(tmp_path, call):
    written(tmp_path, read=f"package local.read\n\ndeny contains x if x := {call}\n")
    write_bundle(tmp_path, *build_bundle(tmp_path, entrypoints=["local/read"]))
    with pytest.raises(Unavailable, match=call.partition("(")[0]):
        WasmEngine(load_bundle(tmp_path), cache=tmp_path / "cache")


@once
def test_an_opa_that_is_none_is_unavailable(tmp_path):
    with pytest.raises(Unavailable):
        run_policy_tests([STOCK], OpaCommand(str(tmp_path / "nothing")))


@once
def test_the_build_command_runs_as_a_command():
    done = subprocess.run(
        [sys.executable, "-m", "governance.policies.build", "--check"],
        cwd=STOCK.parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "")
    assert "100.0 % covered" in done.stderr
