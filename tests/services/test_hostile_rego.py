"""Rego written to hurt: whatever it asks for, OPA inside answers or ends within its limits, and the next question is answered."""

import gc
import threading
import time
from contextlib import ExitStack

import pytest
import wasmtime

from governance.errors import Invalid, TrellisError, Unavailable
from governance.opa.program import inside
from governance.policy import Law, RegoEngine, WasmEngine
from governance.policy.limits import AUTHORING, Limits
from governance.policy.opa_inside import OpaInside
from tests.unit.governance.policy.facts import granted

pytestmark = pytest.mark.services
LIMITS = Limits(fuel=2_000_000_000, memory=256 << 20, seconds=60)
HEAD = "package local.read\n\n"
BOMBS = {
    "a huge range": "deny contains 1 if count(numbers.range(1, 1000000000)) > 5",
    "a range of ranges": "deny contains 1 if count([1 | some i in numbers.range(1, 9000); some j in numbers.range(1, 9000)]) == 0",
    "a product": "deny contains 1 if {\n\tr := numbers.range(1, 3000)\n\tsome i in r\n\tsome j in r\n\tsome k in r\n\ti + j + k == 0\n}",
    "deep comprehensions": "x := [a | a := [b | b := [c | c := [d | some d in numbers.range(1, 300)][_]; some _ in numbers.range(1, 300)][_]; some _ in numbers.range(1, 300)][_]; some _ in numbers.range(1, 300)]\n\ndeny contains 1 if count(x) == 7",
    "a huge text": 'x := concat("", [s | some i in numbers.range(1, 3000000); s := "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"])\n\ndeny contains x',
    "a doubling text": 'a := concat("", [input.big, input.big])\n\nb := concat("", [a, a, a, a, a, a, a, a])\n\nc := concat("", [b, b, b, b, b, b, b, b])\n\nd := concat("", [c, c, c, c, c, c, c, c])\n\ndeny contains concat("", [d, d, d, d, d, d, d, d])',
    "a wide pattern": "deny contains 1 if regex.match(`((a{0,100}){0,100}){0,100}$`, input.big)",
    "many combinations": "deny contains 1 if count(graph.reachable_paths({n: [m | some m in numbers.range(1, 14)] | some n in numbers.range(1, 14)}, [1])) == 0",
    "a huge power": "deny contains 1 if bits.lsh(1, 100000000000) == 0",
    "a flood": 'deny contains 1 if {\n\tsome i in numbers.range(1, 10000000)\n\tprint(i, "x")\n\ti < 0\n}',
}


@pytest.fixture(scope="module")
def program():
    return inside()


def still_decides(program):
    return RegoEngine({"a.rego": "package a\n\nx := 1\n"}, ["a/x"], program=program).evaluate("a/x", {}) == 1


def ended(work):
    """The slug that work failed with, empty when it did not."""
    try:
        work()
    except TrellisError as failure:
        return failure.case
    return ""


@pytest.mark.parametrize("rule", BOMBS.values(), ids=BOMBS)
def test_a_bomb_ends_within_its_limits_and_is_a_no(program, rule):
    engine = RegoEngine({"read.rego": f"{HEAD}{rule}\n"}, ["local/read"], limits=LIMITS, program=program)
    document = {**granted(), "big": "a" * 50_000}
    assert ended(lambda: engine.evaluate("local/read", document)) in {"", "policy-limit", "policy-abort"}
    assert still_decides(program)


@pytest.mark.parametrize("name", ["a huge range", "a product", "a huge text"])
def test_these_are_ended_not_answered(program, name):
    engine = RegoEngine({"read.rego": f"{HEAD}{BOMBS[name]}\n"}, ["local/read"], limits=LIMITS, program=program)
    with pytest.raises(Unavailable, match=r"more than [\d,]+ (instructions|MiB)"):
        engine.evaluate("local/read", granted())
    assert not Law(WasmEngine(), engine).read(granted()).allowed


def test_time_is_a_limit_of_its_own(program):
    slow = Limits(fuel=10**15, memory=256 << 20, seconds=1.5)
    engine = RegoEngine({"read.rego": f"{HEAD}{BOMBS['a product']}\n"}, ["local/read"], limits=slow, program=program)
    with pytest.raises(Unavailable, match=r"more than 1\.5 seconds"):
        engine.evaluate("local/read", granted())
    assert still_decides(program)


def test_what_an_opa_held_is_given_back_when_it_is_done(program):
    gc.collect()
    before = sum(isinstance(held, wasmtime.Store) for held in gc.get_objects())
    for rule in ("x := 1", "x := nothing"):
        assert ended(lambda rule=rule: OpaInside(program).check({"a.rego": f"package a\n\n{rule}\n"})) in {
            "",
            "bad-rego",
        }
    gc.collect()
    assert sum(isinstance(held, wasmtime.Store) for held in gc.get_objects()) == before


def test_more_than_may_wait_are_turned_away_at_once(program):
    line = [threading.Thread(target=still_decides, args=(program,)) for _ in range(8)]
    with ExitStack() as held:
        for _ in range(4):
            held.enter_context(program.instance(LIMITS))
        for one in line:
            one.start()
        while program._line._value:
            time.sleep(0.01)
        began = time.monotonic()
        with pytest.raises(Unavailable, match="Too many"), program.instance(LIMITS):
            pass
        assert time.monotonic() - began < LIMITS.seconds / 2
    for one in line:
        one.join()
    assert still_decides(program)


TEST = "package local.read_test\n\nimport data.local.read\n\ntest_it if count(read.deny) == 0\n"


def test_a_bomb_in_a_test_ends_too(program):
    tools = OpaInside(program, limits=LIMITS)
    with pytest.raises(Unavailable, match="limits"):
        tools.test({"read.rego": f"{HEAD}{BOMBS['a huge range']}\n", "read_test.rego": TEST})
    assert still_decides(program)


def test_a_test_that_does_not_end_fails_by_its_name(program):
    tools = OpaInside(program, limits=AUTHORING)
    (outcome,) = tools.test({"read.rego": f"{HEAD}{BOMBS['a product']}\n", "read_test.rego": TEST}).outcomes
    assert (outcome.passed, outcome.name) == (False, "local.read_test.test_it")
    assert "timed out" in outcome.message or "cancel" in outcome.message


DEEP = {
    "brackets": "x := " + "[" * 20_000 + "]" * 20_000,
    "calls": "x := " + "abs(" * 5_000 + "1" + ")" * 5_000,
    "sums": "x := " + " + ".join(["1"] * 30_000),
    "rules": "\n".join(f"r{i} := r{i + 1}" for i in range(5_000)) + "\n\nr5000 := 1",
    "conditions": "x if {\n" + "\n".join(f"\ta{i} := {i}" for i in range(20_000)) + "\n}",
    "a long name": "x" * 3_000_000 + " := 1",
}


@pytest.mark.parametrize("rule", DEEP.values(), ids=DEEP)
@pytest.mark.parametrize("command", ["check", "formatted", "build"])
def test_rego_that_is_deep_or_long_is_refused_or_taken_but_never_the_end(program, command, rule):
    tools = OpaInside(program, limits=LIMITS)
    arguments = [{"policies/a.rego": f"package a\n\n{rule}\n"}, *([["a/x"]] if command == "build" else [])]
    assert ended(lambda: getattr(tools, command)(*arguments)) in {"", "bad-rego", "policy-limit"}
    assert still_decides(program)


@pytest.mark.parametrize(
    "call",
    [
        'http.send({"method": "get", "url": "http://127.0.0.1"})',
        "opa.runtime().env",
        'net.lookup_ip_addr("localhost")',
        'rego.parse_module("a.rego", "package a")',
        'json.match_schema({}, {"$ref": "file:///etc/passwd"})',
        'json.verify_schema({"$ref": "file:///etc/passwd"})',
        "time.now_ns()",
        'rand.intn("x", 10)',
        'trace("x")',
    ],
)
def test_what_leads_out_does_not_exist(program, call):
    with pytest.raises(Invalid, match="undefined function"):
        RegoEngine({"read.rego": f"{HEAD}deny contains x if x := {call}\n"}, ["local/read"], program=program)


def test_an_annotation_reads_no_file(program, tmp_path):
    (tmp_path / "secret.json").write_text('{"type": "string"}')
    head = f'# METADATA\n# scope: rule\n# schemas:\n#   - input: {{"$ref": "file://{tmp_path}/secret.json"}}\n'
    with pytest.raises(Invalid) as failure:
        OpaInside(program).check({"read.rego": f"{HEAD}{head}x := input + 1\n"})
    assert "string" not in failure.value.message


def test_nothing_of_the_process_is_told(program, monkeypatch, capfd):
    monkeypatch.setenv("TRELLIS_SECRET", "canary")
    test = 'package a_test\n\ntest_it if {\n\tprint("seen", input)\n\tfalse\n}\n'
    (outcome,) = OpaInside(program).test({"a_test.rego": test}).outcomes
    assert "canary" not in outcome.output
    assert capfd.readouterr() == ("", "")


def test_ten_megabytes_of_data_are_loaded_or_refused(program):
    data = {"products": {f"p{i}": {"owner": "ana", "text": "x" * 100} for i in range(70_000)}}
    sources = {"read.rego": f"{HEAD}owner := data.products[input.name].owner\n"}
    engine = RegoEngine(
        sources, ["local/read/owner"], data=data, limits=Limits(fuel=10**11, seconds=200), program=program
    )
    assert engine.evaluate("local/read/owner", {"name": "p69999"}) == "ana"
    with pytest.raises(Unavailable, match="limits"):
        RegoEngine(
            sources,
            ["local/read/owner"],
            data=data,
            limits=Limits(fuel=10**11, memory=64 << 20, seconds=200),
            program=program,
        )


@pytest.mark.parametrize(
    "rule", ["allow := true", "deny := 1", 'masks contains "all"', "filters := {}", "deny contains 1 if false"]
)
def test_an_answer_that_is_no_answer_is_a_no_or_tightens_nothing(program, rule):
    engine = RegoEngine({"read.rego": f"{HEAD}{rule}\n"}, ["local/read"], program=program)
    base, told = Law(WasmEngine()).read(granted()), Law(WasmEngine(), engine).read(granted())
    assert not told.allowed or (told.columns, set(told.masks)) == (base.columns, set(base.masks))


def test_policies_that_conflict_are_a_no(program):
    engine = RegoEngine(
        {"read.rego": f"{HEAD}x := 1 if input.now\n\nx := 2 if input.purpose\n"}, ["local/read"], program=program
    )
    with pytest.raises(Unavailable, match="conflict") as failure:
        engine.evaluate("local/read", granted())
    assert failure.value.case == "policy-abort"
    assert not Law(WasmEngine(), engine).read(granted()).allowed
