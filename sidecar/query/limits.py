"""How much one query may take, and how many may run at once."""

from dataclasses import dataclass

__all__ = ["Limits"]


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What one query may take, and how many may run or wait.

    `seconds` of wall clock, `memory_bytes` for the engine (a hard limit on the process stands a little above it),
    `answer_bytes` of Arrow data, `threads` of the engine. At most `parallel` queries run, `waiting` more wait in
    order for up to `wait_seconds`. `spares` processes are kept ready. `network` lets the engine open sockets, which
    only tables on an object store need.
    """

    seconds: float = 30.0
    memory_bytes: int = 1 << 30
    answer_bytes: int = 64 << 20
    threads: int = 4
    parallel: int = 4
    waiting: int = 32
    wait_seconds: float = 10.0
    spares: int = 1
    network: bool = False
