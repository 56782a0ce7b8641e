"""Who holds a lease: a thread of a process, named so that others on its machine can tell whether it is still alive."""

import os
import socket
import threading
from pathlib import Path

__all__ = ["holder", "is_gone", "process_name"]


def holder() -> str:
    """Return this thread's name: that of its process, then its own id and when it began."""
    thread = threading.get_native_id()
    return f"{process_name()}:{thread}:{_began(os.getpid(), thread)}"


def process_name() -> str:
    """Return this process's name: machine, boot, process id and when it began; `is_gone` takes it as well."""
    return f"{socket.gethostname()}:{_boot()}:{os.getpid()}:{_began(os.getpid())}"


def is_gone(name: str) -> bool:
    """Tell whether a holder has surely ended: it lived on this machine, and its process or thread is no more.

    False when nobody here can know; its lease then ends by itself. A stopped process is alive: it may come back.
    """
    machine, _, rest = name.partition(":")
    boot, _, process = rest.partition(":")
    if machine != socket.gethostname() or not _boot():
        return False
    if boot != _boot():
        return True
    number, began, thread, thread_began = (*process.split(":"), "", "", "", "")[:4]
    return _has_ended(began, number) or (bool(thread) and _has_ended(thread_began, number, thread))


def _has_ended(began: str, *numbers: str) -> bool:
    return not all(one.isascii() and one.isdigit() for one in numbers) or _began(*map(int, numbers)) != began


def _boot() -> str:
    path = Path("/proc/sys/kernel/random/boot_id")  # Linux; elsewhere a lease ends by time alone
    return path.read_text().strip() if path.exists() else ""


def _began(process: int, thread: int = 0) -> str:
    folder = f"/proc/{process}/task/{thread}" if thread else f"/proc/{process}"
    try:
        status = Path(f"{folder}/stat").read_text()
    except OSError:
        return ""
    fields = status.rpartition(")")[2].split()
    return "" if fields[0] in {"Z", "X"} else fields[19]
