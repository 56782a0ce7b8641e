"""OPA in this process: compiled for the machine once, run in instances that share nothing and end at their limits."""

import json
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from governance.errors import Unavailable
from governance.opa.artifact import Artifact, find_artifact
from governance.opa.host import Ended, Host
from governance.opa.ticker import Ticker

if TYPE_CHECKING:  # policies are what is run here; what runs them is not to be loaded by them
    from governance.policy.limits import Limits

__all__ = ["Instance", "Program", "inside"]

_AT_ONCE = 4  # instances that run, and as many that wait with their policies loaded; each holds some 30 MB
_IN_LINE = 8  # more that wait for one of them: each holds a thread of the service, which has forty
_KEEP = 192 << 20
_STACK = 1 << 20


class Program:
    """OPA as machine code. Safe between threads; at most four of its instances run at once, and eight more wait."""

    def __init__(self, artifact: Artifact, *, cache: Path | None = None) -> None:
        """Compile `artifact`, which takes half a minute the first time; later it is read from `cache`."""
        import wasmtime

        from governance.policy.modules import cache_folder, compiled_from

        config = wasmtime.Config()
        config.consume_fuel = True
        config.epoch_interruption = True
        config.max_wasm_stack = _STACK
        self.engine = wasmtime.Engine(config)
        self.version = artifact.opa
        try:
            folder = cache or cache_folder()
            self.module = compiled_from(self.engine, artifact.digest.encode(), artifact.wasm, folder)
        except wasmtime.WasmtimeError as failure:
            raise Unavailable("The OPA inside does not compile", hint="make opa-wasi", slug="bad-opa") from failure
        self.ticker = Ticker(self.engine.increment_epoch)
        self._turns = threading.BoundedSemaphore(_AT_ONCE)
        self._line = threading.BoundedSemaphore(_AT_ONCE + _IN_LINE)
        self._lock = threading.Lock()
        self._idle: OrderedDict[object, Instance] = OrderedDict()

    @contextmanager
    def instance(
        self, limits: "Limits", *, of: object | None = None, prepare: "Callable[[Instance], object] | None" = None
    ) -> "Iterator[Instance]":
        """Lend an instance: a new one, or the one kept for `of`, told from others by identity; `prepare` is called with a new one.

        It is kept for `of` when the block ends well. Raises `Unavailable` when too many are at work.
        """
        with self._turn(limits.seconds):
            with self._lock:
                found = self._idle.pop(of, None) if of is not None else None
            if found is None:
                found = Instance(self, limits)
                if prepare is not None:
                    prepare(found)
            yield found
            if of is not None and found.size <= _KEEP:
                self._keep(of, found)

    @contextmanager
    def _turn(self, seconds: float) -> Iterator[None]:
        if not self._line.acquire(blocking=False):
            raise _busy()
        try:
            if not self._turns.acquire(timeout=seconds):
                raise _busy()
            try:
                yield
            finally:
                self._turns.release()
        finally:
            self._line.release()

    def _keep(self, of: object, instance: "Instance") -> None:
        with self._lock:
            self._idle[of] = instance
            while len(self._idle) > _AT_ONCE:
                self._idle.popitem(last=False)


class Instance:
    """One OPA with a memory of its own, for one thread at a time. After a failure it must be thrown away."""

    def __init__(self, program: Program, limits: "Limits") -> None:
        import wasmtime

        self._program = program
        self._limits = limits
        self._host = Host()
        self._store = wasmtime.Store(program.engine)
        self._store.set_limits(memory_size=limits.memory)
        linker = wasmtime.Linker(program.engine)
        self._host.link(linker, self._store, program.module)
        self._bound(1.0)
        self._exports: dict[str, Any] = {}
        with self._guarded():
            exports = linker.instantiate(self._store, program.module).exports(self._store)
            self._exports = {name: exports[name] for name in ("memory", "room", "answer", "evaluate")}
            self._host.memory = self._exports["memory"]
            exports["_initialize"](self._store)  # type: ignore[operator]

    @property
    def size(self) -> int:
        """Bytes of memory that it holds; a memory grows and never shrinks."""
        return int(self._exports["memory"].data_len(self._store))

    def ask(self, do: str, **asked: Any) -> Any:
        """Return the reply to a command of `main.go`: `value`, or `error` with `complaints`."""
        text = json.dumps({"do": do, **asked}, ensure_ascii=False).encode(errors="surrogatepass")
        return _decoded(self._called("answer", text, len(text)))

    def evaluate(self, entrypoint: int, document: bytes) -> Any:
        """Return the reply to a question: `value.result`, `value` None when undefined, or `error`."""
        return _decoded(self._called("evaluate", document, entrypoint, len(document)))

    def _called(self, function: str, text: bytes, *arguments: int) -> bytes:
        self._bound(self._limits.seconds)
        with self._guarded(), self._program.ticker.running():
            address = self._exports["room"](self._store, len(text)) & 0xFFFFFFFF
            self._exports["memory"].write(self._store, bytearray(text), address)
            found = self._exports[function](self._store, *arguments) & 0xFFFFFFFFFFFFFFFF
            start, size = found >> 32, found & 0xFFFFFFFF
            return bytes(self._exports["memory"].read(self._store, start, start + size))

    def _bound(self, seconds: float) -> None:
        self._store.set_fuel(self._limits.fuel)
        self._store.set_epoch_deadline(self._program.ticker.ticks(seconds))

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        import wasmtime

        try:
            yield
        except (wasmtime.WasmtimeError, wasmtime.Trap, Ended, IndexError) as failure:
            raise Unavailable(
                f"OPA did not come to an end within its limits: {self._why(failure)}",
                hint="a policy does not end, or asks for more than it may have",
                slug="policy-limit",
            ) from failure

    def _why(self, failure: Exception) -> str:
        import wasmtime

        code = getattr(failure, "trap_code", None)
        if code is wasmtime.TrapCode.OUT_OF_FUEL:
            return f"it took more than {self._limits.fuel:,} instructions"
        if code is wasmtime.TrapCode.INTERRUPT:
            return f"it took more than {self._limits.seconds:g} seconds"
        if b"out of memory" in self._host.said or b"cannot allocate memory" in self._host.said:
            return f"it needed more than {self._limits.memory >> 20:,} MiB"
        if code is wasmtime.TrapCode.STACK_OVERFLOW or b"stack" in self._host.said:
            return "it went too deep"
        return self._host.said.partition(b"\n")[0].decode(errors="replace")[:200] or "it broke down"


def _busy() -> Unavailable:
    return Unavailable("Too many policies are being worked on", hint="try again in a moment", slug="policy-limit")


def _decoded(text: bytes) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as failure:
        raise Unavailable(
            "OPA did not come to an end within its limits: its answer is not JSON", hint="make opa-wasi", slug="bad-opa"
        ) from failure


@lru_cache(maxsize=1)
def _program(_process: int, artifact: Artifact) -> Program:
    return Program(artifact)


def inside(*, tell: Callable[[str], None] | None = None) -> Program | None:
    """Return the OPA that the package carries, None when it carries none; read once in a process.

    `tell` hears it when the machine code has to be made first.
    """
    from governance.policy.modules import cache_folder, is_kept

    found = find_artifact()
    if found is not None and tell is not None and not is_kept(found.digest.encode(), cache_folder()):
        tell("preparing OPA for this machine, once: this takes half a minute")
    return _program(os.getpid(), found) if found is not None else None
