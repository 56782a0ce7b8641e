import os
import signal
import threading
import time
from pathlib import Path

import pytest

from governance.errors import Denied, Invalid, TrellisError, Unavailable
from sidecar.query import Limits, QueryWorkers, Statement
from tests.unit.sidecar.query.conftest import numbers


def over(count, text="SELECT count(*) AS n FROM {0} AS t"):
    return Statement(sql=text.format(numbers(count)), relations=(numbers(count),))


ENDLESS = over(10**13, "SELECT sum(i % 7) AS n FROM {0} AS t")


def children_of(workers):
    zygote = workers._zygote._process.pid
    stat = [path.read_text().rsplit(")", 1)[1].split() for path in Path("/proc").glob("[0-9]*/stat") if path.exists()]
    return sum(int(fields[1]) == zygote for fields in stat)


def settled(workers, count):
    """Wait until the zygote has seen off every child but `count`."""
    deadline = time.monotonic() + 5
    while children_of(workers) > count and time.monotonic() < deadline:
        time.sleep(0.02)
    return children_of(workers) <= count


def test_an_answer_is_complete_and_typed(workers, reading, data):
    answer = workers.run(reading("SELECT id, note FROM {0} WHERE id < 3 ORDER BY id"), [data])
    assert answer.table.to_pydict() == {"id": [0, 1, 2], "note": ["n0", "n1", "n2"]}
    assert answer.size > 0
    assert 0 < answer.seconds < 3


@pytest.mark.parametrize(
    "text", ["SELECT max(i{1}) AS n FROM {0} AS t", "SELECT max(x) AS n FROM (SELECT i{1} AS x FROM {0} AS t) AS s"]
)
def test_a_long_sum_is_answered_wherever_it_stands(workers, text):
    statement = Statement(sql=text.format(numbers(1), " + 1" * 300), relations=(numbers(1),))
    assert workers.run(statement).table.to_pydict() == {"n": [300]}


def test_a_large_answer_comes_in_pieces_that_do_not_follow_the_filter(workers):
    whole = workers.run(over(100_000, "SELECT i FROM {0} AS t"))
    part = workers.run(over(150_000, "SELECT i FROM {0} AS t WHERE i % 3 <> 0"))
    assert [len(chunk) for chunk in whole.table.column(0).chunks] == [
        len(chunk) for chunk in part.table.column(0).chunks
    ]


@pytest.mark.parametrize(
    ("text", "code", "kind"),
    [
        ("SELECT CAST(note AS INTEGER) FROM {0}", "query-conversion", Invalid),
        ("SELECT 9223372036854775807 + id FROM {0}", "query-arithmetic", Invalid),
        ("SELECT CAST('trellis:division by zero' AS INTEGER) FROM {0}", "query-arithmetic", Invalid),
        ("SELECT CAST('trellis:subscript out of bounds' AS INTEGER) FROM {0}", "query-argument", Invalid),
        ("SELECT chr(CAST(-1 - id AS INTEGER)) FROM {0}", "query-argument", Invalid),
        ("SELECT (SELECT id FROM {0}) AS x", "query-not-scalar", Invalid),
        ("SELECT nothing FROM {0}", "query-unsupported", Invalid),
        ("SELECT TRY(1) + CAST(note AS INTEGER) FROM {0}", "query-conversion", Invalid),
        ("SELECT a.note FROM {0} a, {0} b, {0} c", "query-too-large", Invalid),
        ("SELECT getenv('HOME') FROM {0}", "query-refused", Denied),
        ("SELECT * FROM read_text('/etc/passwd')", "query-refused", Denied),
        ("SELECT 1; SELECT 2", "query-refused", Denied),
    ],
)
def test_a_failure_is_one_of_a_closed_list_of_codes(workers, reading, data, text, code, kind):
    statement = reading(text.replace("{0} a, {0} b, {0} c", "{0} JOIN {0}2 ON true").replace("{0}2", "(SELECT 1) u"))
    if "too-large" in code:
        statement = over(1_000_000, "SELECT i, i AS j FROM {0} AS t")
    with pytest.raises(kind) as failure:
        workers.run(statement, [data])
    assert failure.value.case == code
    assert failure.value.hint


def test_a_try_holds_what_fails_twice(workers, reading, data):
    answer = workers.run(
        reading("SELECT TRY(CAST(note AS INTEGER) + CAST(note AS INTEGER)) AS x FROM {0} LIMIT 1"), [data]
    )
    assert answer.table.to_pydict() == {"x": [None]}


def test_stages_are_made_first_and_seen_by_the_statement(workers, data):
    relation = f"read_parquet(['{data}'])"
    made = (("g0", f"SELECT r.id FROM {relation} AS r WHERE (r.id < 5)"),)
    answer = workers.run(Statement(sql='SELECT sum(id) AS n FROM "g0"', relations=(relation,), stages=made), [data])
    assert answer.table.to_pydict() == {"n": [10]}


def test_stages_that_would_fill_the_memory_leave_room_for_what_is_made_of_them(data):
    relation = f"read_parquet(['{data}'])"
    many = f"SELECT a.id, b.note, a.note AS other FROM {relation} AS a JOIN {relation} AS b ON a.id < 700 WHERE (b.id >= 0)"
    placed = 'SELECT *, row_number() OVER (PARTITION BY note ORDER BY id) AS place FROM "g0"'
    last = f"SELECT id, note, other FROM ({placed}) AS t WHERE place = 700"
    statement = Statement(sql=last, relations=(relation,), stages=(("g0", many),))
    with QueryWorkers(Limits(seconds=20, memory_bytes=56 << 20, threads=1)) as narrow:
        assert narrow.run(statement, [data]).table.num_rows == 1000


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "text",
    [
        "SELECT arg_max_null(i, k) AS n FROM g0",
        "SELECT arg_min(i, k, 3) AS n FROM g0",
        "SELECT approx_quantile(x, 0.7) AS n FROM g0",
    ],
)
def test_what_follows_from_the_order_of_a_large_stage_is_the_same_however_many_threads_there_are(text):
    relation = numbers(400_000)
    made = (("g0", f"SELECT r.i, r.i % 7 AS k, r.i * 0.1::DOUBLE AS x FROM {relation} AS r"),)
    answers = []
    for threads in (1, 4, 4, 4):
        with QueryWorkers(Limits(seconds=10, threads=threads)) as workers:
            answers.append(workers.run(Statement(sql=text, relations=(relation,), stages=made)).table.to_pydict())
    assert answers == answers[:1] * 4


@pytest.mark.parametrize(
    "text", ["SELECT getenv('HOME')", "SELECT * FROM read_text('/etc/passwd')", "SELECT 1; DROP TABLE g0"]
)
def test_a_stage_goes_through_the_second_gate_as_well(workers, text):
    with pytest.raises(Denied) as refusal:
        workers.run(Statement(sql='SELECT 1 FROM "g0"', relations=(), stages=(("g0", text),)))
    assert refusal.value.case == "query-refused"


def test_no_value_is_in_the_text_of_a_failure(workers, reading, data):
    with pytest.raises(Invalid) as failure:
        workers.run(reading("SELECT CAST(note AS INTEGER) FROM {0}"), [data])
    assert failure.value.message == "A value cannot be converted to the type that the query asks for"
    assert failure.value.context == {}


def test_what_fails_without_any_data_is_told_in_the_engines_words(workers, reading, data):
    with pytest.raises(Invalid, match='Referenced column "nothing" not found'):
        workers.run(reading("SELECT nothing FROM {0}"), [data])


def test_a_query_reads_exactly_the_files_it_was_given(workers, reading, data):
    with pytest.raises(Unavailable) as failure:
        workers.run(reading("SELECT count(*) FROM {0}"), [])
    assert failure.value.case == "query-engine"


@pytest.mark.timeout(20)
def test_a_query_ends_at_its_time_limit_and_the_next_one_runs(workers):
    with pytest.raises(Invalid) as failure:
        workers.run(ENDLESS, seconds=0.3)
    assert failure.value.case == "query-timeout"
    assert workers.run(over(10)).table.to_pydict() == {"n": [10]}


@pytest.mark.parametrize(
    "text",
    [
        "SELECT list(i) AS x FROM {0} AS t",
        "SELECT string_agg(CAST(i AS VARCHAR), 'xxxxxxxxxxxxxxxx') AS x FROM {0} AS t",
        "SELECT count(DISTINCT i) AS x FROM {0} AS t",
        "SELECT length(lpad('a', 2000000000, 'x')) AS x FROM {0} AS t LIMIT 1",
    ],
)
def test_a_query_that_needs_too_much_memory_fails_and_the_next_one_runs(workers, text):
    with pytest.raises(TrellisError) as failure:
        workers.run(over(200_000_000, text))
    assert failure.value.case in {"query-out-of-memory", "query-timeout", "query-engine"}
    assert workers.run(over(10)).table.to_pydict() == {"n": [10]}


def test_a_caller_that_goes_away_takes_its_query_along(workers):
    stop = threading.Event()
    threading.Timer(0.2, stop.set).start()
    with pytest.raises(Unavailable) as failure:
        workers.run(ENDLESS, stop=stop)
    assert failure.value.case == "query-cancelled"
    assert settled(workers, workers.limits.spares)


def test_queries_leave_no_process_and_no_descriptor(workers, reading, data):
    workers.run(over(1))
    settled(workers, workers.limits.spares)
    before = len(os.listdir("/proc/self/fd"))
    for text in ("SELECT count(*) FROM {0}", "SELECT CAST(note AS INTEGER) FROM {0}", "SELECT x FROM {0}") * 3:
        statement = reading(text)
        _outcome(workers, statement, data)
    assert settled(workers, workers.limits.spares)
    assert len(os.listdir("/proc/self/fd")) == before


def _outcome(workers, statement, data):
    try:
        return workers.run(statement, [data])
    except TrellisError as error:
        return error


def test_each_query_has_a_process_of_its_own(workers):
    pids = set()
    for _ in range(3):
        pids.add(workers._spares[0].pid)
        workers.run(over(1))
    assert len(pids) == 3


def test_a_worker_that_is_killed_ends_its_own_query_only(workers):
    workers.run(over(1))
    victim = workers._spares[0].pid
    threading.Timer(0.2, os.kill, (victim, signal.SIGKILL)).start()
    with pytest.raises(TrellisError) as failure:
        workers.run(ENDLESS)
    assert failure.value.case in {"query-out-of-memory", "query-engine"}
    assert workers.run(over(2)).table.to_pydict() == {"n": [2]}


def test_a_zygote_that_is_killed_is_started_again():
    with QueryWorkers(Limits(seconds=3, threads=1)) as workers:
        workers.run(over(1))
        os.kill(workers._zygote._process.pid, signal.SIGKILL)
        workers._zygote._process.wait()
        outcomes = [_outcome(workers, over(5), "") for _ in range(3)]
        assert outcomes[-1].table.to_pydict() == {"n": [5]}


def test_closing_ends_every_process():
    workers = QueryWorkers(Limits(seconds=3, threads=1, spares=2))
    workers.run(over(1))
    process = workers._zygote._process
    assert children_of(workers) >= 2
    workers.close()
    assert process.returncode == 0
    assert not Path(f"/proc/{process.pid}").exists()


def test_a_service_that_dies_takes_its_workers_along(tmp_path):
    with QueryWorkers(Limits(seconds=3, threads=1)) as workers:
        workers.run(over(1))
        zygote = workers._zygote._process
        workers._zygote._control.close()  # what the kernel does for a service that is killed
        zygote.wait(timeout=5)
        assert zygote.returncode == 0
        workers._zygote._control = None


def test_queries_in_parallel_do_not_mix(workers):
    answers = {}

    def ask(count):
        answers[count] = workers.run(over(count)).table.to_pydict()["n"][0]

    threads = [threading.Thread(target=ask, args=(count,)) for count in range(1, 13)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == {count: count for count in range(1, 13)}


def test_more_queries_than_may_wait_are_turned_away():
    with QueryWorkers(Limits(seconds=3, threads=1, parallel=1, waiting=0)) as workers:
        stop = threading.Event()
        running = threading.Thread(target=_outcome, args=(workers, ENDLESS, ""))
        running.start()
        time.sleep(0.5)
        with pytest.raises(Unavailable) as refusal:
            workers.run(over(1), stop=stop)
        assert refusal.value.case == "query-busy"
        running.join()


def test_the_environment_of_a_worker_is_empty(workers):
    workers.run(over(1))
    assert Path(f"/proc/{workers._spares[0].pid}/environ").read_bytes() == b""


def test_a_worker_says_what_protects_it(workers):
    workers.run(over(1))
    assert set(workers.protections) == {"seccomp", "landlock"}
