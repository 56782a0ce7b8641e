"""Seals the process of another tool: no network, no other program, files only where it was let in, and an end."""

import resource
import sys
import sysconfig
from collections.abc import Iterable
from typing import Any

from sidecar.confinement import landlock
from sidecar.confinement.limits import limit, start_clock
from sidecar.confinement.seccomp import forbid_syscalls

__all__ = ["seal"]

_LARGEST_FILE = 256 << 20  # bytes
_SYSTEM = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/mime.types",
    "/usr/share/zoneinfo",
    "/dev/null",
    "/dev/urandom",
    "/proc/self",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/sys/devices/system/cpu",
    "/sys/fs/cgroup",
)


def seal(scratch: str, *, seconds: int, memory_bytes: int, code: Iterable[str]) -> dict[str, Any]:
    """Let this process touch the folder `scratch`, the installed Python, the folders of `code` and nothing else for good.

    It ends after `seconds`, or when it wants more memory. Returns which protections the system offers.
    """
    start_clock(seconds + 1)
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, _LARGEST_FILE),
        (resource.RLIMIT_CPU, 4 * seconds),
        (resource.RLIMIT_AS, memory_bytes),
    ):
        limit(what, most)
    readable = [*_SYSTEM, *_python(), *code]
    return {
        "landlock": landlock.only_touch(readable=readable, writable=scratch),
        "seccomp": forbid_syscalls(network=False, writes=True),
    }


def _python() -> set[str]:
    """Where the interpreter and its packages lie; not the whole of `/usr` or a home that they may lie in."""
    paths = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    paths |= {entry for entry in sys.path if entry.endswith(("site-packages", "dist-packages", "lib-dynload"))}
    return {path for path in paths if path} | ({sys.prefix} if sys.prefix != sys.base_prefix else set())
