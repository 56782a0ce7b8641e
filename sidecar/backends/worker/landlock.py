"""Landlock (Linux 5.13 and later): from now on this thread may read the named files, and nothing else on any disk."""

import ctypes
import os
import platform
import struct
from collections.abc import Iterable

__all__ = ["available", "only_read"]

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_PATH_BENEATH, _VERSION = 1, 1
_READ_FILE = 1 << 2
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}  # how many rights each version of the interface knows
_TCP = 0b11  # bind, connect; from version 4


def available() -> int:
    """The version of the interface, 0 when the kernel has none."""
    if platform.system() != "Linux":
        return 0
    return max(0, int(_libc().syscall(_CREATE, None, 0, _VERSION)))


def only_read(files: Iterable[str], *, network: bool) -> bool:
    """Take away every right to files but reading `files`, and TCP unless `network`; False when that is not offered.

    A thread that is started later has the same rights; one that runs already keeps its own.
    """
    version = available()
    if not version:
        return False
    rights = (1 << _FILE_RIGHTS[min(version, 5)]) - 1
    wires = _TCP if version >= 4 and not network else 0
    attributes = struct.pack("QQ", rights, wires)[: 16 if version >= 4 else 8]
    libc = _libc()
    rules = libc.syscall(_CREATE, attributes, len(attributes), 0)
    if rules < 0:
        return False
    for path in files:
        _allow(libc, rules, path)
    done = bool(libc.prctl(38, 1, 0, 0, 0) == 0 and libc.syscall(_RESTRICT, rules, 0) == 0)
    os.close(rules)
    return done


def _allow(libc: ctypes.CDLL, rules: int, path: str) -> None:
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # the engine will say that it is not there
    libc.syscall(_ADD_RULE, rules, _PATH_BENEATH, struct.pack("=Qi", _READ_FILE, opened), 0)
    os.close(opened)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
