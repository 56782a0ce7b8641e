"""What a child gives up before it sees a query, and what it gives up once it knows which files it needs."""

import ctypes
import os
import platform
import resource
import signal
from collections.abc import Mapping
from typing import Any

from sidecar.confinement import landlock
from sidecar.confinement.limits import limit
from sidecar.confinement.seccomp import forbid_syscalls

__all__ = ["confine", "die_with_parent"]

_SLACK = 256 << 20  # address space for Arrow and for answers, beside the engine's own memory
_PER_THREAD = 96 << 20  # a stack, and the arena that the C library reserves for each
_PARENT_DEATH_SIGNAL = 1


def die_with_parent() -> None:
    """Be killed when the process that forked this one ends."""
    if platform.system() == "Linux":
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)


def confine(limits: Mapping[str, Any]) -> dict[str, Any]:
    """Give up what no query needs; return which protections hold."""
    limit(resource.RLIMIT_CORE, 0)
    limit(resource.RLIMIT_FSIZE, 0)
    threads = int(limits["threads"])
    limit(resource.RLIMIT_AS, _address_space() + int(limits["memory_bytes"]) + _SLACK + threads * _PER_THREAD)
    limit(resource.RLIMIT_CPU, int(limits["seconds"] * threads) + 2)
    return {"seccomp": forbid_syscalls(network=bool(limits["network"])), "landlock": landlock.available()}


def _address_space() -> int:
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 4 << 30
