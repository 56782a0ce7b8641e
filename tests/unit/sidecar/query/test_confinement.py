"""What a confined process can still do, tried in a process that confines itself."""

import json
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from sidecar.confinement.landlock import available
from sidecar.confinement.seccomp import filter_program
from sidecar.confinement.syscalls import NETWORK, NUMBERS, REFUSED

ROOT = Path(__file__).parents[4]
TRY = """
import json, os, signal, socket, subprocess, sys
from sidecar.confinement import landlock
from sidecar.backends.worker.confinement import confine
given, other, folder = sys.argv[1:4]
held = confine({"memory_bytes": 1 << 28, "seconds": 5, "threads": 1, "network": False})
landlock.only_read([given], network=False)
attempts = {
    "read the file": lambda: open(given).read(),
    "read another file": lambda: open(other).read(),
    "list a folder": lambda: os.listdir(folder),
    "write the file": lambda: open(given, "a"),
    "make a file": lambda: open(folder + "/new", "w"),
    "remove a file": lambda: os.unlink(other),
    "rename a file": lambda: os.rename(other, other + "x"),
    "make a folder": lambda: os.mkdir(folder + "/new"),
    "open a socket": lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM),
    "open a local socket": lambda: socket.socket(socket.AF_UNIX),
    "start a program": lambda: subprocess.run(["/bin/true"]),
    "fork": lambda: os.fork(),
    "signal another": lambda: os.kill(os.getppid(), 0),
    "raise a limit": lambda: __import__("resource").setrlimit(__import__("resource").RLIMIT_FSIZE, (1, 1)),
    "start a thread": lambda: __import__("threading").Thread(target=print).start(),
}
found = {}
for name, attempt in attempts.items():
    try:
        attempt()
        found[name] = "done"
    except (OSError, ValueError):
        found[name] = "refused"
os.write(1, json.dumps([held, found]).encode())
"""


@pytest.fixture(scope="module")
def tried(tmp_path_factory):
    folder = tmp_path_factory.mktemp("confined")
    given, other = folder / "given.txt", folder / "other.txt"
    given.write_text("given")
    other.write_text("other")
    command = [sys.executable, "-c", TRY, str(given), str(other), str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=60)
    return json.loads(done.stdout.decode().strip().splitlines()[-1])


@pytest.mark.parametrize("attempt", ["read the file", "start a thread"])
def test_a_confined_process_can_do_its_work(tried, attempt):
    assert tried[1][attempt] == "done"


@pytest.mark.parametrize(
    "attempt",
    ["write the file", "make a file", "remove a file", "rename a file", "make a folder", "open a socket", "open a local socket",
     "start a program", "fork", "signal another", "raise a limit"],
)  # fmt: skip
def test_a_confined_process_cannot_do_anything_else(tried, attempt):
    assert tried[0]["seccomp"] is False or tried[1][attempt] == "refused"


@pytest.mark.parametrize("attempt", ["read another file", "list a folder"])
def test_a_confined_process_sees_no_other_file(tried, attempt):
    assert tried[0]["landlock"] == 0 or tried[1][attempt] == "refused"


def test_on_linux_both_protections_hold(tried):
    if platform.system() == "Linux" and platform.machine() in NUMBERS:
        assert tried[0]["seccomp"] is True
    assert tried[0]["landlock"] == available()


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_a_filter_is_whole_instructions_that_jump_forward_inside_it(machine):
    program = filter_program(machine, network=False)
    steps = [program[at : at + 8] for at in range(0, len(program), 8)]
    assert len(program) % 8 == 0
    assert all(at + 1 + max(step[2], step[3]) < len(steps) for at, step in enumerate(steps) if step[0] & 7 == 5)


@pytest.mark.parametrize(
    "name", ["execve", "ptrace", "unlinkat", "mount", "bpf", "io_uring_setup", "memfd_create", "prlimit64"]
)
def test_what_is_refused_has_a_number_on_both_machines(name):
    assert name in REFUSED
    assert name in NUMBERS["x86_64"]
    assert name in NUMBERS["aarch64"]


def test_a_worker_with_network_may_open_sockets():
    assert len(filter_program("x86_64", network=True)) == len(filter_program("x86_64", network=False)) - 16 * len(
        NETWORK
    )
