"""Runs statements of ours, each in a process of its own."""

import json
import threading
import time
from collections import deque
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

import pyarrow as pa

from governance.errors import TrellisError
from sidecar.query.children import Child, Zygote
from sidecar.query.failures import failure
from sidecar.query.limits import Limits
from sidecar.query.statement import Answer, Runnable
from sidecar.query.turnstile import Turnstile
from sidecar.query.wire import Closed

__all__ = ["QueryWorkers"]

_BY_SIGNAL = {-14: "timeout", -24: "timeout", -9: "out_of_memory"}  # SIGALRM, SIGXCPU, the kernel's killer


class QueryWorkers:
    """Runs one statement per process, within `limits`. Usable from many threads; close it, or use it with `with`."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._zygote = Zygote(self.limits)
        self._turnstile = Turnstile(
            places=self.limits.parallel, waiting=self.limits.waiting, seconds=self.limits.wait_seconds
        )
        self._spares: deque[Child] = deque()
        self._lock = threading.Lock()
        self.protections: dict[str, Any] = {}
        """What the last worker could put on itself: `seccomp` (true or false), `landlock` (its version, 0 for none)."""

    def start(self) -> None:
        """Start the processes now rather than at the first query (0.5 s)."""
        self._refill()

    def prepare(self) -> None:
        """Begin to start them, without waiting for it."""
        self._zygote.launch()

    def run(
        self,
        statement: Runnable,
        files: Sequence[str] = (),
        *,
        seconds: float | None = None,
        stop: threading.Event | None = None,
    ) -> Answer:
        """Run `statement`, which may open exactly `files`, and return its complete answer.

        `seconds` may shorten the time limit; setting `stop` from another thread ends the query within 50 ms. Raises
        `Invalid`, `Denied` or `Unavailable` with a code from `sidecar.query.failures`, and never a partial answer.
        """
        limit = min(seconds or self.limits.seconds, self.limits.seconds)
        job = {
            "sql": statement.sql,
            "stages": [list(stage) for stage in statement.stages],
            "relations": list(statement.relations),
            "probe": statement.probe,
            "probe_relations": list(statement.probe_relations),
            "files": list(files),
            "seconds": limit,
            "answer_bytes": self.limits.answer_bytes,
        }
        with self._turnstile.place():
            return self._run(job, limit, stop)

    def _run(self, job: dict[str, Any], limit: float, stop: threading.Event | None) -> Answer:
        child = self._take()
        try:
            self.protections = child.ready()
            child.send(job)
            self._refill()  # while this query runs, so that the next one finds a connection open
            answer = _collect(child, time.monotonic() + limit, stop)
        except TimeoutError as error:
            child.end()
            raise failure("timeout") from error
        except InterruptedError as error:
            child.end()
            raise failure("cancelled") from error
        except (Closed, OSError) as error:
            raise failure(_BY_SIGNAL.get(child.end(), "engine")) from error
        except BaseException:
            child.end()
            raise
        child.release()
        return answer

    def _take(self) -> Child:
        with self._lock:
            if self._spares:
                return self._spares.popleft()
        return self._zygote.fork()

    def _refill(self) -> None:
        with self._lock:
            while len(self._spares) < self.limits.spares:
                try:
                    self._spares.append(self._zygote.fork())
                except TrellisError:
                    return  # the query that runs is not to blame; the next one will hear of it

    def close(self) -> None:
        """End every process. A query that still runs fails."""
        with self._lock:
            spares, self._spares = list(self._spares), deque()
        for spare in spares:
            spare.end()
        self._zygote.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _collect(child: Child, deadline: float, stop: threading.Event | None) -> Answer:
    """Read the answer to its end; nothing of it is shown before."""
    parts = bytearray()
    while True:
        letter, body = child.receive(deadline=deadline, stop=stop)
        if letter == b"B":
            parts += body
            continue
        done = json.loads(body)
        if done["code"]:
            raise failure(done["code"], done.get("text", ""))
        table = pa.ipc.open_stream(pa.py_buffer(parts)).read_all()
        return Answer(table=table, seconds=done["seconds"], size=len(parts))
