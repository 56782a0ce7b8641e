"""The service's side of the worker processes: the zygote, and a handle on each child."""

import contextlib
import json
import select
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from governance.errors import Unavailable
from sidecar.query.limits import Limits
from sidecar.query.wire import Closed, pack, read_frame

__all__ = ["Child", "Zygote"]

_START = (
    "import sys; sys.path[:0] = [sys.argv[2]]; from sidecar.backends.worker.zygote import main; main(int(sys.argv[1]))"
)
_ROOT = Path(__file__).parents[2]
_START_SECONDS = 30.0


class Child:
    """One worker process, which opens its connection and waits for its only job."""

    def __init__(self, zygote: "Zygote", pid: int, line: socket.socket) -> None:
        self.pid = pid
        self._zygote = zygote
        self._line = line

    def ready(self) -> dict[str, Any]:
        """Wait until it can be given its job; return which protections it has put on itself."""
        try:
            _, body = self.receive(deadline=time.monotonic() + _START_SECONDS)
        except (Closed, OSError) as error:
            self.end()
            raise _unavailable() from error
        found: dict[str, Any] = json.loads(body)
        return {name: found[name] for name in ("seccomp", "landlock")}

    def send(self, message: Any) -> None:
        """Hand over the job."""
        self._line.sendall(pack(message))

    def receive(self, *, deadline: float, stop: threading.Event | None = None) -> tuple[bytes, bytes]:
        """Return the next frame; raise `TimeoutError` at `deadline`, `InterruptedError` when `stop` is set."""

        def some(length: int) -> bytes:
            _wait(self._line, deadline, stop)
            return self._line.recv(min(length, 1 << 20))

        return read_frame(some)

    def end(self) -> int:
        """Make sure that the process is gone; return how it ended (negative: by that signal)."""
        self._line.close()
        return self._zygote.reap(self.pid)

    def release(self) -> None:
        """Let go of a process that has answered; the zygote sees it off."""
        self._line.close()
        self._zygote.release(self.pid)


def _wait(line: socket.socket, deadline: float, stop: threading.Event | None) -> None:
    """Wait until there is something to read, looking at the clock, and at `stop` every 50 ms."""
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        if stop is not None and stop.is_set():
            raise InterruptedError
        ready, _, _ = select.select([line], [], [], min(left, 0.05) if stop is not None else left)
        if ready:
            return


class Zygote:
    """The process that forks workers; started when first needed, and again if it ever ends."""

    def __init__(self, limits: Limits) -> None:
        self._limits = {
            "seconds": limits.seconds,
            "memory_bytes": limits.memory_bytes,
            "threads": limits.threads,
            "network": limits.network,
        }
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def launch(self) -> None:
        """Start the process, unless it is there, without waiting until it can fork."""
        with self._lock:
            self._started()

    def fork(self) -> Child:
        """Return a new child, which may not be ready yet."""
        with self._lock:
            control = self._started()
            try:
                control.sendall(pack({"fork": self._limits}))
                data, descriptors, _, _ = socket.recv_fds(control, 4096, 1)
                buffered = bytearray(data)
                _, body = read_frame(lambda length: _taken(buffered, length) or control.recv(length))
                return Child(
                    self,
                    int(json.loads(body)["pid"]),
                    socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, fileno=descriptors[0]),
                )
            except (OSError, Closed, LookupError) as error:
                self._stop()
                raise _unavailable() from error

    def release(self, pid: int) -> None:
        """See that a child is gone, without waiting for it."""
        with self._lock:
            if self._control is not None:
                with contextlib.suppress(OSError):  # a zygote that has ended took its children with it
                    self._control.sendall(pack({"release": pid}))

    def reap(self, pid: int) -> int:
        """Kill a child if it still runs; return how it ended."""
        with self._lock:
            if self._control is None:
                return 0
            try:
                self._control.sendall(pack({"reap": pid}))
                _, body = read_frame(self._control.recv)
            except (OSError, Closed):
                self._stop()  # its children end with it
                return 0
            return int(json.loads(body)["ended"])

    def close(self) -> None:
        """End the process, and with it every child."""
        with self._lock:
            self._stop()

    def _started(self) -> socket.socket:
        if self._control is not None:
            return self._control
        ours, theirs = socket.socketpair()
        self._folder = tempfile.TemporaryDirectory(prefix="trellis-query-")
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own text
            [sys.executable, "-I", "-c", _START, str(theirs.fileno()), str(_ROOT)],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self._folder.name,
            env={},
        )
        theirs.close()
        self._control = ours
        return ours

    def _stop(self) -> None:
        control, process, folder = self._control, self._process, self._folder
        self._control = self._process = self._folder = None
        if control:
            control.close()
        if process:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if folder:
            folder.cleanup()


def _taken(buffered: bytearray, length: int) -> bytes:
    """Take up to `length` bytes from what has already been read."""
    piece = bytes(buffered[:length])
    del buffered[:length]
    return piece


def _unavailable() -> Unavailable:
    return Unavailable(
        "The query workers cannot be started", hint="`trellis doctor` says what is missing", slug="query-workers"
    )
