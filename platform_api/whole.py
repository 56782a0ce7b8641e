"""Loads whatever a request may need, before several threads ask for it at once.

Two threads that import packages in opposite order would wait for each other; Python then gives one of them a module
that is half made (`_DeadlockError` in importlib), and the request fails. Commands with one thread load what they use.
"""

import gc
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

__all__ = ["load_server", "load_whole"]

_PARTS = ("governance", "sidecar", "platform_api")
_OF_OTHERS = {"platform_api.cli", "platform_api.migrations", "sidecar.backends.tools"}
"""What no request touches: the prompt, what is done when a registry is opened, and programs for other tools' processes."""

_COLLECTED_AFTER = (10_000, 20, 20)


def load_whole() -> None:
    """Import every module that answers requests; about a second, once a process."""
    for part in _PARTS:
        for name in _modules(part):
            import_module(name)


def load_server() -> None:
    """Load it for a process that does nothing but answer: what is loaded is not looked through for garbage again.

    Nor is new garbage looked for as often: of the time that a batch of lineage takes, Python's own pace takes a third.
    """
    load_whole()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECTED_AFTER)


def _modules(package: str) -> Iterator[str]:
    yield package
    for found in iter_modules(import_module(package).__path__, f"{package}."):
        if found.name in _OF_OTHERS or found.name.endswith(".__main__"):
            continue
        if found.ispkg:
            yield from _modules(found.name)
        else:
            yield found.name
