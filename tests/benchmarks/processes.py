"""Measuring whole processes: their wall clock, and the most memory that they and their children held at once."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Measured", "in_child", "peak_bytes", "timed"]

ROOT = Path(__file__).parents[2]
_EVERY = 0.02  # seconds between two looks at a tree of processes


def in_child(module: str, *arguments: str) -> dict[str, Any]:
    """Run `python -m module` in a process of its own and return the JSON object that it prints."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def peak_bytes() -> int:
    """Return the most memory that this process ever held, as the kernel counted it since the process began."""
    status = Path("/proc/self/status").read_text()
    (kib,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
    return int(kib) * 1024


@dataclass(frozen=True)
class Measured:
    """What a command took: `peak` bytes is the sum over its processes, memory that they share counted in each."""

    seconds: float
    peak: int


def timed(command: Sequence[str], *, environment: Mapping[str, str] | None = None) -> Measured:
    """Run a command to its end in a session of its own; raises `CalledProcessError` when it does not leave with 0."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    watch = _Watch(process.pid)
    watch.start()
    code = process.wait()
    seconds = time.perf_counter() - began
    watch.end()
    if code:
        raise subprocess.CalledProcessError(code, list(command))
    return Measured(seconds, watch.peak)


class _Watch(threading.Thread):
    """Sums what a session's processes hold, over and over."""

    def __init__(self, session: int) -> None:
        super().__init__(daemon=True)
        self.peak = 0
        self._session = session
        self._stop_now = threading.Event()

    def run(self) -> None:
        page = os.sysconf("SC_PAGE_SIZE")
        while not self._stop_now.wait(_EVERY):
            pages = (_resident(entry.path) for entry in os.scandir("/proc") if entry.name.isdigit())
            self.peak = max(self.peak, sum(held for session, held in pages if session == self._session) * page)

    def end(self) -> None:
        self._stop_now.set()
        self.join()


def _resident(path: str) -> tuple[int, int]:
    """Return a process's session and its resident pages, zeros when it has gone."""
    try:
        fields = Path(path, "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0, 0
    return int(fields[3]), int(fields[21])
