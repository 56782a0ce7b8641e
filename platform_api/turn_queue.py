"""First come, first served, among the threads and tasks of one process."""

import asyncio
import threading
from collections import deque
from concurrent.futures import Future

__all__ = ["TurnQueue"]


class TurnQueue:
    """Lets one in at a time; whoever enters leaves, from any thread."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._busy = False
        self._waiting: deque[Future[None]] = deque()

    def enter(self, *, timeout: float) -> bool:
        """Wait for the turn, in a thread; False when it did not come within `timeout` seconds."""
        place = self._join()
        if place is None:
            return True
        try:
            place.result(timeout)
        except TimeoutError:
            return not self._resign(place)
        return True

    async def enter_async(self, *, timeout: float) -> bool:  # noqa: ASYNC109 - the turn may come while it runs out
        """Wait for the turn, on the event loop; False when it did not come within `timeout` seconds."""
        place = self._join()
        if place is None:
            return True
        try:
            await asyncio.wait_for(asyncio.wrap_future(place), timeout)
        except TimeoutError:
            return not self._resign(place)
        except asyncio.CancelledError:
            if not self._resign(place):
                self.leave()
            raise
        return True

    def try_enter(self) -> bool:
        """Take the turn if nobody has it or waits for it."""
        place = self._join()
        return place is None or not self._resign(place)

    def leave(self) -> None:
        """Let the next one in."""
        with self._guard:
            while self._waiting:
                place = self._waiting.popleft()
                if place.set_running_or_notify_cancel():
                    place.set_result(None)
                    return
            self._busy = False

    def _join(self) -> Future[None] | None:
        with self._guard:
            if not self._busy:
                self._busy = True
                return None
            place: Future[None] = Future()
            self._waiting.append(place)
            return place

    def _resign(self, place: Future[None]) -> bool:
        """Give a place up; False when the turn came first, and has to be used or passed on."""
        return place.cancel()
