import gc
import json
import os
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest
import wasmtime

from governance.errors import Invalid, Unavailable
from governance.policy import Law, Limits, WasmEngine
from governance.policy.bundle import Bundle
from tests.unit.governance.policy.facts import granted, question
from tests.unit.governance.policy.wat import bundle

LIMITS = Limits(fuel=5_000_000, memory=4 << 20, document=64 << 10)
FOREVER = "(loop (br 0)) (unreachable)"
HUNGRY = "(loop (br_if 0 (i32.ne (memory.grow (i32.const 1)) (i32.const -1)))) (unreachable)"
DEEP = "(call 8 (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0))"


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    return WasmEngine(cache=tmp_path_factory.mktemp("cache"))


def odd(tmp_path, *args, **kwargs):
    return WasmEngine(bundle(*args, **kwargs), limits=LIMITS, cache=tmp_path)


def test_an_engine_by_hand_answers(tmp_path):
    assert odd(tmp_path).evaluate("access/read", {}) is True


def test_an_undefined_answer_is_none(tmp_path):
    assert odd(tmp_path, answer="[]").evaluate("access/read", {}) is None


@pytest.mark.parametrize(
    "body",
    [
        FOREVER,
        HUNGRY,
        DEEP,
        "(unreachable)",
        "(i32.load (i32.const 100000000))",
        "(call $abort (i32.const 3000)) (i32.const 3000)",
        "(call $builtin (i32.const 0) (i32.const 0))",
        "(i32.const 0)",
        "(i32.const -1)",
        "(i32.const 2147483647)",
    ],
)
def test_a_policy_that_does_not_come_to_an_answer_is_unavailable_and_so_a_no(tmp_path, body):
    engine = odd(tmp_path, body)
    with pytest.raises(Unavailable):
        engine.evaluate("access/read", {})
    assert not Law(engine).read(question()).allowed


@pytest.mark.parametrize("answer", ["", "yes", "{", '{"result": 1}', "[1]", '[{"allow": true}]', "[" * 5000])
def test_an_answer_that_is_not_a_result_set_is_unavailable(tmp_path, answer):
    with pytest.raises(Unavailable):
        odd(tmp_path, answer=answer).evaluate("access/read", {})


@pytest.mark.parametrize("name", ["http.send", "opa.runtime", "time.now_ns", "sprintf", "rand.intn"])
def test_policies_that_ask_their_host_for_anything_are_refused(tmp_path, name):
    with pytest.raises(Unavailable, match=name):
        odd(tmp_path, builtins=json.dumps({name: 0}))


def test_policies_that_want_more_memory_than_they_may_have_are_refused(tmp_path):
    with pytest.raises(Unavailable):
        odd(tmp_path, pages=1000)


@pytest.mark.parametrize("export", ["opa_eval", "opa_malloc", "entrypoints", "opa_json_dump"])
def test_policies_that_lack_a_part_of_the_abi_are_refused(tmp_path, export):
    with pytest.raises(Unavailable, match=export):
        odd(tmp_path, without=export)


@pytest.mark.parametrize("wasm", [b"", b"\0asm", b"\0asm\1\0\0\0", b"not wasm at all"])
def test_what_is_no_policy_is_refused(tmp_path, wasm):
    with pytest.raises(Unavailable):
        WasmEngine(Bundle(wasm=wasm, digest="", entrypoints=("access/read",), revision="r"), cache=tmp_path)


def test_an_entrypoint_that_is_not_there_is_named(engine):
    with pytest.raises(Unavailable, match="access/write") as failure:
        engine.evaluate("access/write", {})
    assert "`access/read`" in failure.value.hint


def test_an_entrypoint_of_the_wasm_that_the_manifest_does_not_list_is_not_there(tmp_path):
    engine = odd(tmp_path, entrypoints='{"access/read": 0, "access/hidden": 0}')
    with pytest.raises(Unavailable):
        engine.evaluate("access/hidden", {})


def test_an_engine_goes_on_after_a_failure(engine):
    small = WasmEngine(limits=Limits(fuel=5_000_000), cache=engine._cache)
    large = question(grants=[])
    large["columns"] = [{"name": f"c{i}", "classification": "public", "mask": "null"} for i in range(2000)]
    assert not Law(small).read(large).allowed
    assert Law(small).verdict("access/administer", {}).denials[0].policy != "undecided"


def test_a_decision_leaves_nothing_for_the_next(engine):
    yes, no = granted(), granted(revoked=True)
    first = [engine.evaluate("access/read", document)["allow"] for document in (yes, no) * 20]
    assert first == [True, False] * 20


def test_memory_does_not_grow_with_decisions(engine):
    engine.evaluate("access/read", question())
    before = engine._pool[-1].size
    for _ in range(300):
        engine.evaluate("access/read", question())
    assert engine._pool[-1].size == before


def test_an_instance_that_grew_large_is_not_kept(tmp_path):
    engine = WasmEngine(cache=tmp_path)
    columns = [{"name": f"column_{i}", "classification": "confidential", "mask": "null"} for i in range(20_000)]
    assert Law(engine).read({**granted(), "columns": columns}).allowed
    assert not engine._pool


def stores():
    gc.collect()
    return sum(isinstance(held, wasmtime.Store) for held in gc.get_objects())


@pytest.mark.parametrize("body", ["(unreachable)", "(call $abort (i32.const 3000)) (i32.const 3000)"])
def test_an_instance_that_is_thrown_away_gives_its_memory_back(tmp_path, body):
    before = stores()
    engine = odd(tmp_path, body)
    for _ in range(3):
        assert not Law(engine).read(question()).allowed
    assert stores() == before


def test_threads_share_an_engine(engine):
    documents = [granted(), granted(revoked=True), question(grants=[]), question(purpose="")]
    expected = [engine.evaluate("access/read", document) for document in documents]
    start = threading.Barrier(4)

    def work(_):
        start.wait()
        return [engine.evaluate("access/read", document) for document in documents * 25]

    with ThreadPoolExecutor(4) as pool:
        assert all(answers == expected * 25 for answers in pool.map(work, range(4)))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork on this system")
def test_a_forked_process_decides_too(engine):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12 warns of threads, which pytest-xdist has
        child = os.fork()
    if child == 0:
        status = 1
        try:
            status = 0 if engine.evaluate("access/read", granted())["allow"] is True else 2
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.mark.parametrize(
    "document",
    [
        {"a": object()},
        {"a": float("nan")},
        {"a": float("inf")},
        {"a": {1, 2}},
        {("a",): 1},
        {"a": "\ud800"},
        {"a": b""},
    ],
)
def test_a_document_that_is_not_json_is_invalid(engine, document):
    with pytest.raises(Invalid):
        engine.evaluate("access/read", document)
    assert not Law(engine).read({**granted(), **document}).allowed


def test_a_document_that_is_too_large_is_invalid(tmp_path):
    with pytest.raises(Invalid, match="bytes"):
        odd(tmp_path).evaluate("access/read", {"a": "x" * (64 << 10)})


@pytest.mark.parametrize("deep", [65, 500, 5000])
def test_a_document_that_is_too_deep_is_invalid(engine, deep):
    value: list = []
    for _ in range(deep):
        value = [value]
    with pytest.raises(Invalid):
        engine.evaluate("access/read", {"a": value})


def test_a_document_that_is_wide_but_not_deep_is_fine(engine):
    assert engine.evaluate("access/read", {"a": [[[]]] * 500})["allow"] is False


def test_a_document_may_be_nested_as_deep_as_the_limit(engine):
    value: list = []
    for _ in range(62):
        value = [value]
    assert engine.evaluate("access/read", {"a": value})["allow"] is False
