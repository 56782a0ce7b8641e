"""Who holds a lease: a process, named so that others on its machine can tell whether it is still alive."""

import os
import socket
from pathlib import Path

__all__ = ["holder", "is_gone"]


def holder() -> str:
    """Return this process's name: machine, boot, process id and the moment the process began."""
    return f"{socket.gethostname()}:{_boot()}:{os.getpid()}:{_began(os.getpid())}"


def is_gone(name: str) -> bool:
    """Tell whether a holder has surely died: it lived on this machine, and its process is no more.

    False when nobody here can know; its lease then ends by itself. A stopped process is alive: it may come back.
    """
    machine, _, rest = name.partition(":")
    boot, _, process = rest.partition(":")
    if machine != socket.gethostname() or not _boot():
        return False
    number, _, began = process.partition(":")
    return boot != _boot() or not (number.isascii() and number.isdigit()) or _began(int(number)) != began


def _boot() -> str:
    path = Path("/proc/sys/kernel/random/boot_id")  # Linux; elsewhere a lease ends by time alone
    return path.read_text().strip() if path.exists() else ""


def _began(number: int) -> str:
    try:
        status = Path(f"/proc/{number}/stat").read_text()
    except OSError:
        return ""
    fields = status.rpartition(")")[2].split()
    return "" if fields[0] in {"Z", "X"} else fields[19]
