"""One thing that was looked at."""

from dataclasses import asdict, dataclass
from typing import Literal

__all__ = ["Examined", "fault", "ok", "warning"]


@dataclass(frozen=True, kw_only=True)
class Examined:
    """What was found, and what to do about it: a `fault` keeps something from working, a `warning` does not yet."""

    state: Literal["ok", "warning", "fault"]
    what: str
    found: str
    advice: str = ""

    def as_json(self) -> dict[str, str]:
        """Return the four fields by name."""
        return asdict(self)


def ok(what: str, found: str, advice: str = "") -> Examined:
    """Return that something is as it should be; `advice` is for who wants more."""
    return Examined(state="ok", what=what, found=found, advice=advice)


def warning(what: str, found: str, advice: str) -> Examined:
    """Return that something should be looked after."""
    return Examined(state="warning", what=what, found=found, advice=advice)


def fault(what: str, found: str, advice: str) -> Examined:
    """Return that something does not work."""
    return Examined(state="fault", what=what, found=found, advice=advice)
