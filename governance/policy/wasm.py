"""The law in process: policies compiled to WebAssembly, run by wasmtime within fixed limits."""

import json
import os
from collections import deque
from pathlib import Path
from typing import Any

from governance.errors import Unavailable
from governance.policy.abi import Instance
from governance.policy.bundle import Bundle, load_bundle
from governance.policy.limits import Limits
from governance.policy.modules import cache_folder, compiled
from governance.policy.wire import encoded

__all__ = ["WasmEngine"]

_KEEP = 16 << 20
_DEFAULT = Limits()


class WasmEngine:
    """Evaluates a bundle in this process; safe to share between threads, and to use after a fork.

    Each decision runs alone in an instance from a pool. One that fails in any way, or that grew large, is thrown away.
    """

    def __init__(self, bundle: Bundle | None = None, *, limits: Limits = _DEFAULT, cache: Path | None = None) -> None:
        """Load `bundle` (the stock policies by default); machine code is kept in `cache`, by default the user's."""
        self._bundle = bundle or load_bundle()
        self._limits = limits
        self._cache = cache or cache_folder()
        self._load()
        self._pool.append(self._instance())

    @property
    def revision(self) -> str:
        """The digest of the policies' Rego sources."""
        return self._bundle.revision

    def evaluate(self, entrypoint: str, document: dict[str, Any]) -> Any:
        """Return the JSON value of `entrypoint` for `document`, None when it is undefined.

        Raises `Unavailable` when a limit is reached or the policies fail, `Invalid` for a document that is not JSON.
        """
        if entrypoint not in self._bundle.entrypoints:
            raise Unavailable(f"The policies have no `{entrypoint}`", hint=_known(self._bundle), slug="no-entrypoint")
        payload = encoded(document, limits=self._limits)
        if os.getpid() != self._process:
            self._load()  # instances and compiler threads of the parent are not ours to use
        instance = self._taken()
        answer = _decoded(_guarded(instance, entrypoint, payload))
        if instance.size <= _KEEP:
            self._pool.append(instance)
        return answer

    def _load(self) -> None:
        import wasmtime

        config = wasmtime.Config()
        config.consume_fuel = True
        self._process = os.getpid()
        self._pool: deque[Instance] = deque()
        self._engine = wasmtime.Engine(config)
        try:
            self._module = compiled(self._engine, self._bundle.wasm, self._cache)
        except wasmtime.WasmtimeError as failure:
            raise Unavailable(
                "The compiled policies are damaged", hint="build them again", slug="bad-bundle"
            ) from failure

    def _instance(self) -> Instance:
        import wasmtime

        try:
            return Instance(self._engine, self._module, self._limits)
        except (wasmtime.WasmtimeError, wasmtime.Trap, LookupError) as failure:
            raise Unavailable(
                "The compiled policies do not start", hint="build them again", slug="bad-bundle"
            ) from failure

    def _taken(self) -> Instance:
        try:
            return self._pool.pop()
        except IndexError:
            return self._instance()


def _guarded(instance: Instance, entrypoint: str, payload: bytes) -> bytes:
    import wasmtime

    try:
        return instance.evaluate(entrypoint, payload)
    except (wasmtime.WasmtimeError, wasmtime.Trap, IndexError) as failure:
        raise Unavailable(
            "The policies did not come to an answer within their limits",
            hint="the question is too large, or a policy does not end",
            slug="policy-limit",
        ) from failure


def _decoded(text: bytes) -> Any:
    try:
        results = json.loads(text)
        return results[0]["result"] if results else None
    except (ValueError, LookupError, TypeError, RecursionError) as failure:
        raise Unavailable("The policies' answer is not JSON", hint="build them again", slug="policy-abort") from failure


def _known(bundle: Bundle) -> str:
    return "there are " + ", ".join(f"`{name}`" for name in bundle.entrypoints)
