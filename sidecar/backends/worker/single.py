"""The life of a child: give up its rights, open a connection, wait for one job, answer it, end."""

import json
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa

from governance.errors import Denied
from sidecar.backends.worker import engine
from sidecar.backends.worker.blanks import blanked
from sidecar.backends.worker.confinement import confine
from sidecar.confinement import landlock
from sidecar.confinement.limits import start_clock
from sidecar.query.wire import HEADER, Closed, pack, read_frame, send

__all__ = ["serve_one"]

_PIECE = 256 << 10  # bytes of Arrow data in one frame
_DEEPEST = 10_000  # calls: a sum of some hundred terms is a tree that is as many calls deep, several times over
_GRACE = 1.0  # seconds; the parent's own clock rings first


class _TooLarge(Exception):
    pass


def serve_one(descriptor: int, limits: Mapping[str, Any]) -> None:
    """Answer the one job that comes through `descriptor`."""
    sys.setrecursionlimit(_DEEPEST)
    held = confine(limits)
    # One thread until the files are known: what is taken away then is taken from every thread that starts later.
    connection = engine.open_connection(threads=1, memory_bytes=int(limits["memory_bytes"]))
    engine.verify(connection, "SELECT 1", ())
    send(descriptor, pack({"ready": True, **held}))
    try:
        _, body = read_frame(lambda length: os.read(descriptor, min(length, 1 << 16)))
    except Closed:
        return
    send(descriptor, pack(_answer(descriptor, connection, json.loads(body), limits)))


def _answer(descriptor: int, connection: Any, job: Mapping[str, Any], limits: Mapping[str, Any]) -> dict[str, Any]:
    started = time.monotonic()
    start_clock(float(job["seconds"]) + _GRACE)
    try:
        engine.verify(connection, job["sql"], job["relations"], job["stages"])
        landlock.only_read(job["files"], network=bool(limits["network"]))
        engine.steady(connection, job["sql"], *(text for _, text in job["stages"]))
        threads = engine.threads_for(job["sql"], job["stages"], most=int(limits["threads"]))
        engine.narrow(connection, job["files"], threads=threads)
        engine.stage(connection, job["stages"], memory_bytes=int(limits["memory_bytes"]))
        schema, batches = engine.run(connection, job["sql"])
        _stream(descriptor, schema, batches, int(job["answer_bytes"]))
    except _TooLarge:
        return {"code": "too_large"}
    except Denied as refusal:
        return {"code": "refused", "text": refusal.message}
    except Exception as error:  # noqa: BLE001 - every failure becomes a code
        return _failed(connection, error, job)
    return {"code": "", "seconds": time.monotonic() - started}


def _failed(connection: Any, error: BaseException, job: Mapping[str, Any]) -> dict[str, Any]:
    code = engine.code_of(error)
    if job.get("probe") and code not in {"out_of_memory", "cancelled"}:
        found = engine.probe(connection, job["probe"], job["probe_relations"])
        if found:
            return {"code": found[0], "text": found[1]}
    return {"code": code}


def _stream(descriptor: int, schema: pa.Schema, batches: Iterable[pa.RecordBatch], most: int) -> None:
    sink = _Sink(descriptor, most)
    with pa.ipc.new_stream(pa.PythonFile(sink, "w"), schema) as writer:
        for batch in batches:
            writer.write_batch(blanked(batch))
    sink.flush_rest()


class _Sink:
    """Collects an Arrow stream into frames, and stops at the limit."""

    closed = False

    def __init__(self, descriptor: int, most: int) -> None:
        self._descriptor = descriptor
        self._left = most
        self._buffer = bytearray()

    def write(self, data: Any) -> int:
        size = len(memoryview(data).cast("B"))
        self._left -= size
        if self._left < 0:
            raise _TooLarge
        self._buffer += data
        for piece in self._full_pieces():
            send(self._descriptor, HEADER.pack(b"B", len(piece)) + piece)
        return size

    def _full_pieces(self) -> Iterator[bytes]:
        while len(self._buffer) >= _PIECE:
            yield bytes(self._buffer[:_PIECE])
            del self._buffer[:_PIECE]

    def flush_rest(self) -> None:
        if self._buffer:
            send(self._descriptor, HEADER.pack(b"B", len(self._buffer)) + bytes(self._buffer))
            self._buffer.clear()

    def flush(self) -> None:
        """Nothing: frames are sent when they are full."""

    def close(self) -> None:
        """Nothing: the socket belongs to the child."""
