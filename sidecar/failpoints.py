"""Named places where a process may be made to die, so that tests can pull the plug at every durable step.

A failpoint costs one dictionary look-up. It is armed by the environment variable `TRELLIS_FAILPOINTS`, read once:
`run.publish.after=crash`, or `run.stage.before=error@3` for the third time the place is reached; several are parted
by commas. `crash` ends the process without any clean-up, as a power cut does; `error` raises an input/output error;
`pause` sends the process to sleep until it is continued, as a machine that stalls does.
"""

import errno
import os
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["CRASHED", "arm", "armed", "durable_step", "failpoint", "reached"]

CRASHED = 137
"""The exit code of a process that a failpoint crashed: what a SIGKILL looks like to a shell."""

_seen: Counter[str] = Counter()


def _read(text: str) -> dict[str, tuple[str, int]]:
    found = {}
    for entry in filter(None, text.split(",")):
        name, _, action = entry.strip().partition("=")
        what, _, nth = action.partition("@")
        found[name] = (what or "crash", int(nth or 1))
    return found


_armed = _read(os.environ.get("TRELLIS_FAILPOINTS", ""))


def arm(text: str) -> None:
    """Arm places as the environment variable does, in a process that was forked after it was read."""
    _armed.update(_read(text))


def reached() -> dict[str, int]:
    """Return how often each armed place was reached; one armed for the millionth time is only counted."""
    return dict(_seen)


def failpoint(name: str) -> None:
    """Do nothing, unless `name` is armed."""
    if not _armed:
        return
    what, nth = _armed.get(name, ("", 0))
    if not what:
        return
    _seen[name] += 1
    if _seen[name] == nth:
        _act(what, name)


def _act(what: str, name: str) -> None:
    if what == "crash":
        os._exit(CRASHED)
    if what == "pause":
        os.kill(os.getpid(), signal.SIGSTOP)
        return
    raise OSError(errno.EIO, f"failpoint {name}")


@contextmanager
def durable_step(name: str) -> Iterator[None]:
    """Put `<name>.before` and `<name>.after` around something that must survive a crash."""
    failpoint(f"{name}.before")
    yield
    failpoint(f"{name}.after")


@contextmanager
def armed(**places: str) -> Iterator[None]:
    """Arm places for the length of a block, with `__` for the dots: `armed(run__publish__after="error")`."""
    before = dict(_armed)
    _armed.update({name.replace("__", "."): (what, 1) for name, what in places.items()})
    _seen.clear()
    try:
        yield
    finally:
        _armed.clear()
        _armed.update(before)
