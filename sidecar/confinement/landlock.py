"""Landlock (Linux 5.13 and later): from now on this thread may touch what is named, and nothing else on any disk."""

import ctypes
import os
import platform
import struct
from collections.abc import Iterable

__all__ = ["available", "only_read", "only_touch"]

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_PATH_BENEATH, _VERSION = 1, 1
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_WRITE_FILE, _TRUNCATE = 1 << 1, 1 << 14
_CHANGE_FOLDER = (
    1 << 4 | 1 << 5 | 1 << 7 | 1 << 8
)  # remove folders and files, make folders and files; no links or devices
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
    return _restrict([(path, _READ_FILE) for path in files], network=network)


def only_touch(*, readable: Iterable[str], writable: str) -> bool:
    """Take away every right but reading what lies at or below `readable`, and changing what lies in the folder `writable`.

    TCP goes too. False when that is not offered.
    """
    look = _READ_FILE | _READ_FOLDER
    rules = [(path, look if os.path.isdir(path) else _READ_FILE) for path in readable]
    return _restrict([*rules, (writable, look | _WRITE_FILE | _TRUNCATE | _CHANGE_FOLDER)], network=False)


def _restrict(rules: Iterable[tuple[str, int]], *, network: bool) -> bool:
    version = available()
    if not version:
        return False
    rights = (1 << _FILE_RIGHTS[min(version, 5)]) - 1
    wires = _TCP if version >= 4 and not network else 0
    attributes = struct.pack("QQ", rights, wires)[: 16 if version >= 4 else 8]
    libc = _libc()
    ruleset = libc.syscall(_CREATE, attributes, len(attributes), 0)
    if ruleset < 0:
        return False
    for path, allowed in rules:
        _allow(libc, ruleset, path, allowed & rights)
    done = bool(libc.prctl(38, 1, 0, 0, 0) == 0 and libc.syscall(_RESTRICT, ruleset, 0) == 0)
    os.close(ruleset)
    return done


def _allow(libc: ctypes.CDLL, ruleset: int, path: str, rights: int) -> None:
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # whoever needs it will say that it is not there
    libc.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", rights, opened), 0)
    os.close(opened)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
