"""Imports the engine, opens nothing, and forks a child whenever it is asked to.

It speaks over one socket: `{"fork": …limits}` answers with a process id and, beside it, the socket of that child;
`{"reap": pid}` kills the child if it still runs and answers how it ended; `{"release": pid}` does so without an
answer. When its socket closes it kills what is left and ends, so no worker outlives its service.
"""

import gc
import json
import os
import signal
import socket
import sys
from typing import Any

import sidecar.backends.worker.single as child
from sidecar.backends.worker.confinement import die_with_parent
from sidecar.query.wire import Closed, pack, read_frame

__all__ = ["main"]


def main(descriptor: int) -> None:
    """Serve fork requests on the inherited socket `descriptor` until it closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the service, which then closes the socket
    control = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM, fileno=descriptor)
    gc.collect()
    gc.freeze()  # so that collecting in a child does not copy every page
    children: set[int] = set()
    try:
        while True:
            _, body = read_frame(control.recv)
            _serve(control, json.loads(body), children)
    except (Closed, ConnectionError):
        for pid in children:
            _reap(pid)


def _serve(control: socket.socket, message: dict[str, Any], children: set[int]) -> None:
    if "fork" in message:
        ours, theirs = socket.socketpair()
        pid = _fork(control, ours, theirs, message["fork"])
        children.add(pid)
        socket.send_fds(control, [pack({"pid": pid})], [theirs.fileno()])
        ours.close()
        theirs.close()
        return
    pid = int(message.get("reap") or message["release"])
    ended = _reap(pid) if pid in children else 0
    children.discard(pid)
    if "reap" in message:
        control.sendall(pack({"ended": ended}))


def _fork(control: socket.socket, ours: socket.socket, theirs: socket.socket, limits: dict[str, Any]) -> int:
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        die_with_parent()
        control.close()
        theirs.close()
        child.serve_one(ours.fileno(), limits)
        status = 0
    finally:
        os._exit(status)  # no clean-up of what belongs to the zygote


def _reap(pid: int) -> int:
    """Kill a child that may still run; return its exit status, negative for the signal that ended it."""
    done, status = os.waitpid(pid, os.WNOHANG)
    if not done:
        os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    main(int(sys.argv[1]))
