"""One instance of compiled policies, spoken to as OPA's WebAssembly ABI 1.2 wants (openpolicyagent.org/docs/wasm)."""

import ctypes
import json
from typing import TYPE_CHECKING, Any
from weakref import ref

from governance.errors import Unavailable
from governance.policy.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable

    import wasmtime

__all__ = ["HOST_BUILTINS", "Instance"]

HOST_BUILTINS: frozenset[str] = frozenset()
"""What a policy may ask of its host: nothing. A builtin in Python would be a second meaning of Rego, and ten times slower."""

_PAGE = 65536


class Instance:
    """Policies with a memory of their own, for one decision at a time.

    Every decision starts from the same heap, so nothing of one is left for the next. After a trap the instance is in no
    known state and must be thrown away.
    """

    def __init__(self, engine: "wasmtime.Engine", module: "wasmtime.Module", limits: Limits) -> None:
        import wasmtime

        self._limits = limits
        self._store = wasmtime.Store(engine)
        self._store.set_limits(memory_size=limits.memory)
        self._store.set_fuel(limits.fuel)
        self._memory = wasmtime.Memory(self._store, _memory_type(module))
        self._exports = self._linker(engine).instantiate(self._store, module).exports(self._store)
        self._eval = self._function("opa_eval")
        self._entrypoints: dict[str, int] = self._dumped("entrypoints")
        _refuse_builtins(self._dumped("builtins"))
        self._data = self._function("opa_json_parse")(self._store, self._put(b"{}"), 2)
        self._heap: int = self._function("opa_heap_ptr_get")(self._store)

    @property
    def size(self) -> int:
        """Bytes of memory that it holds; a memory grows and never shrinks."""
        return self._memory.data_len(self._store)

    def evaluate(self, entrypoint: str, document: bytes) -> bytes:
        """Return the JSON of the result set: `[{"result": …}]`, or `[]` when the entrypoint is undefined."""
        self._store.set_fuel(self._limits.fuel)
        end = self._heap + len(document)
        missing = end + _PAGE - self.size
        if missing > 0:
            self._memory.grow(self._store, missing // _PAGE + 1)
        self._memory.write(self._store, bytearray(document), self._heap)
        # Values are laid out behind the text, on an address that a 64-bit number may stand on.
        number = self._entrypoints[entrypoint]
        result = self._eval(self._store, 0, number, self._data, self._heap, len(document), (end + 7) & ~7, 0)
        return self.text(result)

    def _function(self, name: str) -> "wasmtime.Func":
        import wasmtime

        found = self._exports.get(name)
        if not isinstance(found, wasmtime.Func):
            raise Unavailable(f"The compiled policies have no `{name}`", hint="build them again", slug="bad-bundle")
        return found

    def _linker(self, engine: "wasmtime.Engine") -> "wasmtime.Linker":
        from wasmtime import FuncType, Linker, ValType

        linker, i32 = Linker(engine), ValType.i32()
        linker.define(self._store, "env", "memory", self._memory)
        linker.define_func("env", "opa_abort", FuncType([i32], []), _abort_of(ref(self)))
        for arity in range(5):
            linker.define_func("env", f"opa_builtin{arity}", FuncType([i32] * (2 + arity), [i32]), _no_builtin)
        return linker

    def _dumped(self, export: str) -> dict[str, int]:
        value = self._function(export)(self._store)
        found: dict[str, int] = json.loads(self.text(self._function("opa_json_dump")(self._store, value)))
        return found

    def _put(self, text: bytes) -> int:
        address: int = self._function("opa_malloc")(self._store, len(text))
        self._memory.write(self._store, bytearray(text), address)
        return address

    def text(self, address: int) -> bytes:
        """Return what stands at an address, up to its end."""
        memory = self._memory.get_buffer_ptr(self._store)
        if not 0 < address < len(memory):
            raise Unavailable(
                "The policies answered outside their memory", hint="build them again", slug="policy-abort"
            )
        start = ctypes.addressof(memory) + address
        text = ctypes.string_at(start, min(len(memory) - address, _PAGE))
        end = text.find(b"\0")
        return text[:end] if end >= 0 else bytes(memory)[address:].partition(b"\0")[0]


def _abort_of(instance: "ref[Instance]") -> "Callable[[int], None]":
    """What policies call to give up. It holds them weakly: the store keeps it, and would keep itself and its memory."""

    def abort(address: int) -> None:
        held = instance()
        said = held.text(address).decode(errors="replace") if held is not None else ""
        raise Unavailable(
            f"The policies gave up: {said[:200]}", hint="look at the decision's input", slug="policy-abort"
        )

    return abort


def _memory_type(module: "wasmtime.Module") -> Any:
    found = [entry.type for entry in module.imports if (entry.module, entry.name) == ("env", "memory")]
    if not found:
        raise Unavailable("This is not a policy that OPA compiled", hint="build it again", slug="bad-bundle")
    return found[0]


def _refuse_builtins(asked: dict[str, int]) -> None:
    foreign = sorted(set(asked) - HOST_BUILTINS)
    if foreign:
        raise Unavailable(
            f"The policies ask their host for {', '.join(f'`{name}`' for name in foreign)}",
            hint="write them without, or let OPA itself decide: `make opa-wasi`",
            slug="host-builtin",
        )


def _no_builtin(*_: int) -> int:
    raise Unavailable("A policy asked its host for a builtin", hint="build it again", slug="policy-abort")
