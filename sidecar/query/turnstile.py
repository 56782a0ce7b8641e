"""A fair queue before a fixed number of places: first come, first served, and no endless line."""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from governance.errors import Unavailable

__all__ = ["Turnstile"]


class Turnstile:
    """Lets `places` callers through at a time; `waiting` more wait for up to `seconds`, in the order they came."""

    def __init__(self, *, places: int, waiting: int, seconds: float) -> None:
        self._free = places
        self._waiting = waiting
        self._seconds = seconds
        self._lock = threading.Lock()
        self._line: deque[threading.Event] = deque()

    @contextmanager
    def place(self) -> Iterator[None]:
        """Hold a place for the length of a block; raise `Unavailable` when the line is full or too slow."""
        self._enter()
        try:
            yield
        finally:
            self._leave()

    def _enter(self) -> None:
        with self._lock:
            if self._free and not self._line:
                self._free -= 1
                return
            if len(self._line) >= self._waiting:
                raise _busy("every place is taken and the line is full")
            turn = threading.Event()
            self._line.append(turn)
        deadline = time.monotonic() + self._seconds
        if not turn.wait(max(0.0, deadline - time.monotonic())) and self._give_up(turn):
            raise _busy(f"no place became free in {self._seconds:g} s")

    def _give_up(self, turn: threading.Event) -> bool:
        """Leave the line; False when the place was handed over in the very last moment."""
        with self._lock:
            if turn.is_set():
                return False
            self._line.remove(turn)
            return True

    def _leave(self) -> None:
        with self._lock:
            if self._line:
                self._line.popleft().set()  # the place goes from hand to hand, so that nobody slips in between
            else:
                self._free += 1


def _busy(why: str) -> Unavailable:
    return Unavailable(f"Too many queries at once: {why}", hint="try again in a moment", slug="query-busy")
