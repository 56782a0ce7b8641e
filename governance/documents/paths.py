"""Paths into documents as text: `schema[0].properties[2].name`."""

import re

from governance.documents.model import Path

__all__ = ["path_of", "spelled"]

_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


def spelled(path: Path) -> str:
    """Return a path as policies and people write it."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def path_of(text: str) -> Path:
    """Read a path from the form that `spelled` gives it."""
    return tuple(int(at) if at else key for at, key in _STEP.findall(text))
