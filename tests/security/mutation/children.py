"""A forked process that does one thing, within a time, and says in a line how it went."""

import contextlib
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Outcome", "in_child"]


@dataclass(frozen=True)
class Outcome:
    """How a run of tests ended: `passed`, `failed` or `hung`, with the first test that failed."""

    verdict: str
    test: str
    seconds: float


def in_child(act: Callable[[Callable[[str], None]], None], log: Path, *, seconds: float) -> Outcome:
    """Return how `act` ended in a process of its own, whose words go to `log`; it fails by raising or by exiting."""
    began = time.monotonic()
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        _be_alone(log)
        code = 70
        try:
            act(lambda word: os.write(tell, word.encode()[:4000]) and None)
            code = 0
        except BaseException:  # noqa: BLE001 - nothing of a child may go on as if it were the parent
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    os.close(tell)
    status = _wait(child, seconds)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)  # and whatever its tests have started
    if status is None:
        os.waitpid(child, 0)
    word = os.read(told, 4000).decode()
    os.close(told)
    verdict = "hung" if status is None else "passed" if status == 0 else "failed"
    return Outcome(verdict, word, time.monotonic() - began)


def _be_alone(log: Path) -> None:
    os.setsid()
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    for stream in (1, 2):
        os.dup2(written, stream)


def _wait(child: int, seconds: float) -> int | None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.01)
    return None
