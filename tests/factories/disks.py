"""A disk that fails: a seccomp filter on the process that answers some of its system calls with an error for good."""

import ctypes
import platform
import struct
from collections.abc import Iterable

__all__ = ["SYSCALLS", "answer_with"]

SYSCALLS = {
    "x86_64": {
        "write": 1,
        "pwrite64": 18,
        "writev": 20,
        "pwritev": 296,
        "fsync": 74,
        "fdatasync": 75,
        "fallocate": 285,
    },
    "aarch64": {
        "write": 64,
        "pwrite64": 68,
        "writev": 66,
        "pwritev": 70,
        "fsync": 82,
        "fdatasync": 83,
        "fallocate": 47,
    },
}
_LOAD, _EQUAL, _AND_MORE, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _ERROR = 0x7FFF0000, 0x00050000
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2
_NUMBER, _FIRST_ARGUMENT = 0, 16


def answer_with(code: int, calls: Iterable[str]) -> None:
    """Let this process and its children get `code` from these calls on any descriptor above 2, from now on."""
    numbers = SYSCALLS[platform.machine()]
    steps = [_step(_LOAD, _NUMBER)]
    for name in calls:
        steps += [
            _step(_EQUAL, numbers[name], no=4),
            _step(_LOAD, _FIRST_ARGUMENT),
            _step(_AND_MORE, 3, no=1),  # what is printed still gets out
            _step(_RETURN, _ERROR | code),
            _step(_RETURN, _ALLOW),
        ]
    program = b"".join([*steps, _step(_RETURN, _ALLOW)])
    buffer = ctypes.create_string_buffer(program, len(program))
    header = ctypes.create_string_buffer(struct.pack("HL", len(program) // 8, ctypes.addressof(buffer)))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) or libc.prctl(_SET_SECCOMP, _FILTER, header, 0, 0):
        raise OSError(ctypes.get_errno(), "seccomp")


def _step(code: int, value: int, *, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("HBBI", code, yes, no, value)
