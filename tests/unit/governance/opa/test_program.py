"""What any program in the place of OPA can do to this process: nothing but answer, or end."""

import threading
import time

import pytest

from governance.errors import Unavailable
from governance.opa.program import Program
from governance.opa.ticker import Ticker
from governance.policy.limits import Limits
from tests.unit.governance.opa.artifacts import artifact

LIMITS = Limits(fuel=5_000_000, memory=4 << 20, seconds=0.2)
FOREVER = "(loop (br 0)) (unreachable)"
HUNGRY = "(loop (br_if 0 (i32.ne (memory.grow (i32.const 1)) (i32.const -1)))) (unreachable)"
SAYS = "(drop (call $write (i32.const 2) (i32.const 3000) (i32.const 1) (i32.const 4000))) (call $exit (i32.const 2)) (unreachable)"
FLOOD = "(loop (drop (call $write (i32.const 1) (i32.const 3000) (i32.const 1) (i32.const 4000))) (br 0)) (unreachable)"
OPENS = """(if (i32.eqz (call $open (i32.const 3) (i32.const 0) (i32.const 2000) (i32.const 1) (i32.const 0)
    (i64.const 0) (i64.const 0) (i32.const 0) (i32.const 4000))) (then (unreachable))) (call $done)"""


def asked(tmp_path, body="(call $done)", *, limits=LIMITS, **said):
    with Program(artifact(body, **said), cache=tmp_path).instance(limits) as opa:
        return opa.evaluate(0, b"{}")


def test_it_answers(tmp_path):
    assert asked(tmp_path) == {"value": {"result": True}}


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (FOREVER, "more than 5,000,000 instructions"),
        (FLOOD, "more than"),
        (HUNGRY, "limits"),
        ("(unreachable)", "limits"),
        ("(i64.const -1)", "limits"),
        ("(i64.const 281474976710656)", "limits"),
        ("(drop (i32.load (i32.const 100000000))) (call $done)", "limits"),
    ],
)
def test_what_does_not_come_to_an_answer_is_unavailable(tmp_path, body, why):
    with pytest.raises(Unavailable, match=why):
        asked(tmp_path, body)


def test_time_ends_what_instructions_do_not(tmp_path):
    began = time.monotonic()
    with pytest.raises(Unavailable, match=r"more than 0\.2 seconds"):
        asked(tmp_path, FOREVER, limits=Limits(fuel=10**15, seconds=0.2))
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("fatal error: out of memory", "4 MiB"),
        ("goroutine stack exceeds", "too deep"),
        ("panic: odd", "panic: odd"),
        ("", "broke"),
    ],
)
def test_what_it_says_before_it_ends_is_told(tmp_path, said, why):
    with pytest.raises(Unavailable, match=why):
        asked(tmp_path, SAYS, said=said)


def test_there_are_no_files(tmp_path):
    assert asked(tmp_path, OPENS, said="/etc/passwd") == {"value": {"result": True}}


def test_an_instance_is_kept_for_whom_it_was_made(tmp_path):
    program, one, other, made = Program(artifact(), cache=tmp_path), object(), object(), []
    for of in (one, one, other, one):
        with program.instance(LIMITS, of=of, prepare=made.append):
            pass
    assert len(made) == 2


def test_one_that_failed_is_not_kept(tmp_path):
    program, one, made = Program(artifact("(unreachable)"), cache=tmp_path), object(), []
    for _ in range(2):
        with pytest.raises(Unavailable), program.instance(LIMITS, of=one, prepare=made.append) as opa:
            opa.evaluate(0, b"{}")
    assert len(made) == 2


def test_only_so_many_run_at_once(tmp_path):
    program, at_work = Program(artifact(), cache=tmp_path), []
    for _ in range(4):
        at_work.append(program.instance(LIMITS))
        at_work[-1].__enter__()
    with pytest.raises(Unavailable, match="Too many"), program.instance(LIMITS):
        pass
    for each in at_work:
        each.__exit__(None, None, None)
    with program.instance(LIMITS) as opa:
        assert opa.size == 2 << 16


def test_the_clock_runs_while_something_does_and_starts_again():
    ticked = threading.Event()
    ticker = Ticker(ticked.set)
    for _ in range(2):
        with ticker.running():
            assert ticked.wait(10)
        ticked.clear()
    assert Ticker.ticks(1.0) * 0.05 >= 1.0
