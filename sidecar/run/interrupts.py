"""Ctrl-C and SIGTERM held back while a run begins: between its lease and what gives the lease back there is no place for them."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["interrupts_wait"]

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def interrupts_wait() -> Iterator[Callable[[], None]]:
    """Yield what lets them come again; at the end of the block they do in any case. One that came is then acted upon."""
    if threading.current_thread() is not threading.main_thread():
        yield lambda: None  # none is ever heard here
        return
    heard: list[int] = []
    before: dict[int, Any] = {}

    def let_come() -> None:
        while before:
            number, handler = before.popitem()
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        while heard:
            signal.raise_signal(heard.pop())

    try:
        for number in _SIGNALS:
            before[number] = signal.signal(number, lambda number, _frame: heard.append(number))
        yield let_come
    finally:
        let_come()
