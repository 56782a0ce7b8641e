"""Time for programs in WebAssembly: while one runs, its engine's epoch is counted on, so that it ends when its time is up."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["Ticker"]

_EVERY = 0.05
_IDLE = 40  # ticks without a program before the thread ends


class Ticker:
    """Calls `tick` some twenty times a second while something is `running`; safe between threads."""

    def __init__(self, tick: Callable[[], None]) -> None:
        self._tick = tick
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._running = 0
        self._alive = False

    @staticmethod
    def ticks(seconds: float) -> int:
        """Return how many ticks are at least `seconds`."""
        return int(seconds / _EVERY) + 2

    @contextmanager
    def running(self) -> Iterator[None]:
        """Keep ticking within the block."""
        with self._lock:
            self._running += 1
            if not self._alive:
                threading.Thread(target=self._run, name="policy clock", daemon=True).start()
                self._alive = True
        try:
            yield
        finally:
            with self._lock:
                self._running -= 1

    def _run(self) -> None:
        idle = 0
        while True:
            self._stopped.wait(_EVERY)
            self._tick()
            with self._lock:
                idle = 0 if self._running else idle + 1
                if idle > _IDLE:
                    self._alive = False
                    return
