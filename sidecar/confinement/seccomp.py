"""A seccomp filter in classic BPF: the system calls that a query has no business making answer "not permitted"."""

import ctypes
import errno
import platform
import struct
from collections.abc import Iterable

from sidecar.confinement.syscalls import NETWORK, NUMBERS, REFUSED, WRITING

__all__ = ["filter_program", "forbid_syscalls"]

_LOAD, _EQUAL, _ALL_SET, _RETURN, _AND = 0x20, 0x15, 0x45, 0x06, 0x54
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
_ALLOW, _KILL, _ERROR = 0x7FFF0000, 0x80000000, 0x00050000
_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_CLONE_THREAD = 0x00010000
_WRITES = 0o1 | 0o2 | 0o100 | 0o1000 | 0o2000  # O_WRONLY, O_RDWR, O_CREAT, O_TRUNC, O_APPEND
_X32 = 0x40000000
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2


def forbid_syscalls(*, network: bool, writes: bool = False) -> bool:
    """Put the filter on this process for good; False when the system or the machine has none to offer.

    With `writes` files may be made and changed, as far as other means leave a place for them.
    """
    machine = platform.machine()
    if machine not in _AUDIT or platform.system() != "Linux":
        return False
    program = filter_program(machine, network=network, writes=writes)
    buffer = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HL" if struct.calcsize("P") == 8 else "HI", len(program) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    return bool(libc.prctl(_SET_SECCOMP, _FILTER, ctypes.create_string_buffer(header, len(header)), 0, 0) == 0)


def filter_program(machine: str, *, network: bool, writes: bool = False) -> bytes:
    """The filter for `machine` (x86_64 or aarch64), 8 bytes an instruction."""
    names = [name for name in (*REFUSED, *(() if network else NETWORK)) if not (writes and name in WRITING)]
    numbers = NUMBERS[machine]
    opens = [] if writes else [("openat", 2), ("open", 1)]
    return b"".join(
        [
            _step(_LOAD, _ARCHITECTURE),
            _step(_EQUAL, _AUDIT[machine], yes=1),
            _step(_RETURN, _KILL),
            _step(_LOAD, _NUMBER),
            *([_step(0x35, _X32, no=1), _step(_RETURN, _KILL)] if machine == "x86_64" else []),
            *_answers((numbers[name], errno.EPERM) for name in names if name in numbers),
            *_answers([(numbers["clone3"], errno.ENOSYS)]),  # the C library falls back to clone, whose flags show
            *_when_flags(numbers["clone"], 0, _CLONE_THREAD, refuse_when_set=False),
            *(
                step
                for name, argument in opens
                if name in numbers
                for step in _when_flags(numbers[name], argument, _WRITES, refuse_when_set=True)
            ),
            _step(_RETURN, _ALLOW),
        ]
    )


def _step(code: int, value: int, *, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("HBBI", code, yes, no, value)


def _answers(pairs: Iterable[tuple[int, int]]) -> list[bytes]:
    steps = []
    for number, error in pairs:
        steps += [_step(_EQUAL, number, no=1), _step(_RETURN, _ERROR | error)]
    return steps


def _when_flags(number: int, argument: int, flags: int, *, refuse_when_set: bool) -> list[bytes]:
    """Refuse a call by the flags in one of its arguments, and load the call's number again for what follows."""
    low_half = _ARGUMENTS + 8 * argument
    return [
        _step(_EQUAL, number, no=5),
        _step(_LOAD, low_half),
        _step(_ALL_SET, flags, yes=0 if refuse_when_set else 1, no=1 if refuse_when_set else 0),
        _step(_RETURN, _ERROR | errno.EPERM),
        _step(_RETURN, _ALLOW),
        _step(_LOAD, _NUMBER),
    ]
