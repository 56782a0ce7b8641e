"""What OPA finds around itself in WebAssembly: a clock and randomness. No file, no network, no output."""

import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from weakref import ref

if TYPE_CHECKING:
    import wasmtime

__all__ = ["Ended", "Host"]

_OK, _NO_FILE, _NOT_HERE = 0, 8, 52
_SUBSCRIPTION, _EVENT = 48, 32
_STDERR = 2
_KEPT = 4096
_ENVIRONMENT = b"GOGC=400\0"  # memory is bounded from outside; collecting it less often is a third faster


class Ended(Exception):
    """The program called it a day, as Go does when it panics or has no memory left."""


class Host:
    """The functions of `wasi_snapshot_preview1` for one instance; `said` is the beginning of what it wrote to stderr."""

    def __init__(self) -> None:
        self.said = b""
        self.memory: wasmtime.Memory | None = None
        # Weakly: the store keeps these functions, and one that held it in turn would keep its memory for good.
        self._kept: ref[wasmtime.Store] | None = None
        self._skipped = 0

    def link(self, linker: "wasmtime.Linker", store: "wasmtime.Store", module: "wasmtime.Module") -> None:
        """Give a module what it imports; what is not known here is refused to it when it calls."""
        self._kept = ref(store)
        known: dict[str, Callable[..., Any]] = {
            "args_sizes_get": lambda count, size: self._counted(count, 0, size, 0),
            "clock_time_get": self._clock_time_get,
            "environ_get": self._environ_get,
            "environ_sizes_get": lambda count, size: self._counted(count, 1, size, len(_ENVIRONMENT)),
            "fd_prestat_get": lambda *_: _NO_FILE,
            "fd_write": self._fd_write,
            "poll_oneoff": self._poll_oneoff,
            "proc_exit": self._proc_exit,
            "random_get": self._random_get,
            **dict.fromkeys(("args_get", "sched_yield"), lambda *_: _OK),
        }
        wanted: dict[str, Any] = {str(entry.name): entry.type for entry in module.imports}
        for name, kind in wanted.items():
            linker.define_func("wasi_snapshot_preview1", name, kind, known.get(name, lambda *_: _NOT_HERE))

    @property
    def _store(self) -> "wasmtime.Store | None":
        return self._kept() if self._kept is not None else None

    def _write(self, address: int, *numbers: tuple[int, int]) -> None:
        assert self.memory is not None and self._store is not None  # noqa: S101, PT018 (set before it runs)
        packed = b"".join(number.to_bytes(size, "little") for number, size in numbers)
        self.memory.write(self._store, bytearray(packed), address)

    def _read(self, address: int, size: int) -> bytes:
        assert self.memory is not None and self._store is not None  # noqa: S101, PT018 (set before it runs)
        return bytes(self.memory.read(self._store, address, address + size))

    def _number(self, address: int, size: int = 4) -> int:
        return int.from_bytes(self._read(address, size), "little")

    def _counted(self, count: int, texts: int, size: int, length: int) -> int:
        self._write(count, (texts, 4))
        self._write(size, (length, 4))
        return _OK

    def _environ_get(self, pointers: int, texts: int) -> int:
        self._write(pointers, (texts, 4))
        self._write(texts, *((byte, 1) for byte in _ENVIRONMENT))
        return _OK

    def _clock_time_get(self, _clock: int, _precision: int, address: int) -> int:
        self._write(address, (time.monotonic_ns() + self._skipped, 8))
        return _OK

    def _random_get(self, address: int, size: int) -> int:
        assert self.memory is not None and self._store is not None  # noqa: S101, PT018 (set before it runs)
        self.memory.write(self._store, bytearray(os.urandom(size)), address)
        return _OK

    def _fd_write(self, file: int, vectors: int, count: int, written: int) -> int:
        total = 0
        for at in range(vectors, vectors + 8 * min(count, _KEPT), 8):
            address, size = self._number(at), self._number(at + 4)
            total += size
            if file == _STDERR and len(self.said) < _KEPT:
                self.said += self._read(address, min(size, _KEPT - len(self.said)))
        self._write(written, (total, 4))
        return _OK

    def _poll_oneoff(self, subscriptions: int, events: int, count: int, answered: int) -> int:
        """Answer at once: whoever would sleep finds the clock moved on instead."""
        pauses = []
        for number in range(min(count, _KEPT)):
            at, event = subscriptions + number * _SUBSCRIPTION, events + number * _EVENT
            user, kind = self._number(at, 8), self._number(at + 8, 1)
            if kind == 0:
                absolute = self._number(at + 40, 2) & 1
                until = self._number(at + 24, 8) - (time.monotonic_ns() + self._skipped if absolute else 0)
                pauses.append(max(until, 0))
            self._write(event, (user, 8), (_OK if kind == 0 else _NO_FILE, 2), (kind, 1), (0, 5), (0, 8), (0, 8))
        self._skipped += min(pauses, default=0)
        self._write(answered, (count, 4))
        return _OK

    def _proc_exit(self, code: int) -> None:
        raise Ended(code)
