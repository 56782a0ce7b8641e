"""A worker as the kernel sees it while it waits for a query and while it runs one."""

import json
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from governance.errors import TrellisError
from sidecar.query import Limits, QueryWorkers, Statement
from sidecar.query.wire import pack

LIMITS = Limits(seconds=3, memory_bytes=128 << 20, threads=1, spares=1)
BUSY = "(SELECT i FROM range(10000000000000) t(i))"


@pytest.fixture(scope="module")
def few():
    with QueryWorkers(LIMITS) as started:
        started.start()
        started.run(Statement(sql="SELECT 1 AS one", relations=()))
        yield started


@pytest.fixture
def waiting(few):
    """The folder in /proc of a worker that is ready and waits."""
    child = few._spares[0]
    until(lambda: child._line.recv(1, 0x42))  # MSG_PEEK | MSG_DONTWAIT: it has said that it is ready
    return Path(f"/proc/{child.pid}")


def until(found, seconds=10):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if value := found():
                return value
        except (BlockingIOError, FileNotFoundError):
            pass
        time.sleep(0.02)
    raise AssertionError("it did not come")


def status(process):
    return dict(line.split(":\t", 1) for line in (process / "status").read_text().splitlines() if ":\t" in line)


def limits(process):
    lines = (process / "limits").read_text().splitlines()[1:]
    return {line[:25].strip(): line[26:46].strip() for line in lines}


def test_its_system_calls_are_filtered_for_good(waiting):
    found = status(waiting)
    assert (found["Seccomp"], found["NoNewPrivs"]) == ("2", "1")


@pytest.mark.parametrize("what", ["Max file size", "Max core file size"])
def test_it_can_write_no_byte(waiting, what):
    assert limits(waiting)[what] == "0"


def test_its_memory_and_processor_time_are_bounded(waiting):
    found = limits(waiting)
    assert int(found["Max address space"]) < 4 << 30
    assert int(found["Max cpu time"]) == LIMITS.seconds * LIMITS.threads + 2


def test_it_holds_no_file_and_no_socket_but_its_own(waiting):
    links = [str(path.readlink()) for path in (waiting / "fd").iterdir()]
    assert sum(link.startswith("socket:") for link in links) == 1
    assert {link for link in links if not link.startswith("socket:")} <= {"/dev/null", "/dev/urandom"}


def test_a_file_that_is_not_pinned_cannot_be_read_though_the_gate_let_it_through(few, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text("a\n1\n")
    relation = f"read_csv(['{other}'])"
    with pytest.raises(TrellisError):
        few.run(Statement(sql=f"SELECT * FROM {relation} AS r", relations=(relation,)), [])
    assert (
        few.run(Statement(sql=f"SELECT * FROM {relation} AS r", relations=(relation,)), [str(other)]).table.num_rows
        == 1
    )


TRYING = """
import json, os, sys
from sidecar.backends.worker.single import serve_one

serve_one(int(sys.argv[1]), json.loads(sys.argv[2]))
opened = 0
for place, path in enumerate(sys.argv[3:]):
    try:
        os.close(os.open(path, os.O_RDONLY))
        opened |= 1 << place
    except PermissionError:
        pass
os._exit(opened)
"""


def test_once_it_has_its_job_the_kernel_lets_it_open_the_pinned_files_alone(tmp_path):
    for name in ("pinned", "other"):
        (tmp_path / f"{name}.csv").write_text("a\n1\n")
    paths = [str(tmp_path / "pinned.csv"), str(tmp_path / "other.csv"), "/etc/passwd"]
    limits = {"seconds": 9, "memory_bytes": 128 << 20, "threads": 1, "network": False}
    job = {
        "sql": "SELECT 1 AS one",
        "relations": [],
        "stages": [],
        "files": paths[:1],
        "seconds": 9,
        "answer_bytes": 999,
    }
    ours, its = socket.socketpair()
    command = [sys.executable, "-c", TRYING, str(its.fileno()), json.dumps(limits), *paths]
    with ours, its, subprocess.Popen(command, pass_fds=[its.fileno()]) as child:
        ours.sendall(pack(job))
        assert child.wait(20) == 0b001


@pytest.mark.timeout(30)
def test_others_are_served_while_one_is_stuck(few):
    stuck = threading.Thread(target=_fails, args=(few, f"SELECT sum(i % 7) AS n FROM {BUSY} AS t", BUSY))
    stuck.start()
    answered = [few.run(Statement(sql="SELECT 1 AS one", relations=())).table.num_rows for _ in range(5)]
    assert (answered, stuck.is_alive()) == ([1] * 5, True)
    stuck.join()


@pytest.mark.timeout(40)
@pytest.mark.parametrize(
    "text",
    [
        "SELECT sum(i % 7) AS n FROM {0} AS t",
        "SELECT list(i) AS n FROM {0} AS t",
        "SELECT count(DISTINCT i) AS n FROM {0} AS t",
        "SELECT max(length(lpad('', CAST(i % 2000000000 AS INTEGER), 'x'))) AS n FROM {0} AS t",
        "SELECT count(*) AS n FROM {0} AS t WHERE regexp_matches(lpad('', CAST(i AS INTEGER), 'a'), '(a|a|aa)+b$')",
        "SELECT string_agg(lpad('', 100000, 'x'), ',') AS n FROM {0} AS t",
    ],
)
def test_a_bomb_ends_within_its_limit_and_leaves_no_process(few, text):
    began = time.monotonic()
    _fails(few, text.format(BUSY), BUSY)
    assert time.monotonic() - began < LIMITS.seconds + 3
    zygote = few._zygote._process.pid
    until(lambda: len(_children(zygote)) <= LIMITS.spares)


def _fails(workers, sql, relation):
    with pytest.raises(TrellisError):
        workers.run(Statement(sql=sql, relations=(relation,)))


def _children(pid):
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            found += [path for parent in [path.read_text().rpartition(")")[2].split()[1]] if int(parent) == pid]
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found
