"""Limits that a process puts on itself, and the clock that ends it."""

import resource
import signal

__all__ = ["limit", "start_clock"]


def limit(what: int, most: int) -> None:
    """Let this process have no more than `most` of a resource for good, or what it may have already where that is less."""
    ceiling = resource.getrlimit(what)[1]
    most = most if ceiling == resource.RLIM_INFINITY else min(most, ceiling)
    try:
        resource.setrlimit(what, (most, most))
    except (ValueError, OSError):  # a system that has no such limit still has the others
        return


def start_clock(seconds: float) -> None:
    """End this process by a signal after `seconds`, even if everyone else has forgotten it."""
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, seconds)
