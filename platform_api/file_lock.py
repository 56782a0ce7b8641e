"""Turns: one flock, across threads and processes; the registry takes one around each write, checkpoint and close.

SQLite before 3.51.3 can corrupt a database when two connections write or checkpoint at the same instant (the
WAL-reset bug), and Python ships such versions; with the turn there is never a second one.
"""

import fcntl
import os
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import anyio

from governance.errors import Unavailable
from platform_api.turn_queue import TurnQueue

__all__ = ["FileLock"]

_SHORTEST, _LONGEST = 0.001, 0.02  # seconds between looks; a commit takes one to five milliseconds
_ROOM = 200  # bytes for who holds it, and for what


class FileLock:
    """An exclusive lock on a file, taken for `wait` seconds at most and held by one thread or task at a time."""

    def __init__(self, path: Path, *, wait: float, guards: str = "The registry") -> None:
        self._path = path
        self._guards = guards
        self._wait = wait
        self._queue = TurnQueue()
        self._descriptor = -1

    @property
    def held(self) -> bool:
        """Whether this process has its turn now."""
        return self._descriptor >= 0

    def try_acquire(self, purpose: str) -> bool:
        """Take the turn if it is free."""
        return self._queue.try_enter() and self._flock_or_leave(purpose)

    def acquire(self, purpose: str) -> None:
        """Take the turn, waiting for it; raises `Unavailable`, naming the holder, when it does not come."""
        deadline = time.monotonic() + self._wait
        if not self._queue.enter(timeout=self._wait):
            raise self._not_my_turn()
        with closing(self._pauses_until_locked(purpose, deadline)) as pauses:
            for pause in pauses:
                time.sleep(pause)

    async def acquire_async(self, purpose: str) -> None:
        """Take the turn without holding a thread, so that those who have it always find one to commit in."""
        deadline = time.monotonic() + self._wait
        if not await self._queue.enter_async(timeout=self._wait):
            raise self._not_my_turn()
        with closing(self._pauses_until_locked(purpose, deadline)) as pauses:
            for pause in pauses:
                await anyio.sleep(pause)

    def release(self) -> None:
        """Give the turn to the next."""
        descriptor, self._descriptor = self._descriptor, -1
        fcntl.flock(descriptor, fcntl.LOCK_UN)
        os.close(descriptor)
        self._queue.leave()

    @contextmanager
    def turn(self, purpose: str) -> Iterator[None]:
        """Hold the turn for the length of a block."""
        self.acquire(purpose)
        try:
            yield
        finally:
            self.release()

    def _pauses_until_locked(self, purpose: str, deadline: float) -> Generator[float, None, None]:
        """Yield how long to wait before the next look, for the one that is first in this process."""
        pause, taken = _SHORTEST, False
        try:
            while not (taken := self._try_flock(purpose)):
                if time.monotonic() > deadline:
                    raise self._not_my_turn()
                yield pause
                pause = min(pause * 1.5, _LONGEST)
        finally:
            if not taken:
                self._queue.leave()

    def _flock_or_leave(self, purpose: str) -> bool:
        taken = False
        try:
            taken = self._try_flock(purpose)
        finally:
            if not taken:
                self._queue.leave()
        return taken

    def _try_flock(self, purpose: str) -> bool:
        self._descriptor = self._flock(purpose)
        return self.held

    def _flock(self, purpose: str) -> int:
        """Return the descriptor that holds the lock, or -1; a new one each time, as a forked child would share it."""
        descriptor = self._open()
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return -1
        if not self._is_still(descriptor):
            os.close(descriptor)
            return -1
        os.pwrite(descriptor, self._told(purpose), 0)
        return descriptor

    def _told(self, purpose: str) -> bytes:
        """Return the holder's line, always of one length: a file that is cut first costs a journal's flush each turn."""
        line = f"{os.getpid()} {Path(sys.argv[0]).name or 'python'} {purpose}".encode()
        return line[:_ROOM].ljust(_ROOM) + b"\n"

    def _open(self) -> int:
        try:
            return os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise Unavailable(
                f"{self._guards} cannot be locked by `{self._path}`: {error.strerror}",
                hint="`trellis doctor` looks at the home: it has to be yours to write to",
            ) from error

    def _is_still(self, descriptor: int) -> bool:
        """Tell whether the file was not deleted under us, which would let a second holder in."""
        try:
            return os.path.samestat(os.fstat(descriptor), os.stat(self._path))
        except FileNotFoundError:
            return False

    def _not_my_turn(self) -> Unavailable:
        found = self._path.read_text(errors="replace") if self._path.exists() else ""
        pid, program, purpose = (*found.partition("\n")[0].strip().split(" ", 2), "?", "?", "?")[:3]
        return Unavailable(
            f"{self._guards} is in the hands of process {pid} (`{program}`: {purpose}), after {self._wait:g} s of waiting",
            hint=f"try again; if process {pid} hangs, end it: a write that did not finish leaves nothing behind",
            slug="busy",
        )
