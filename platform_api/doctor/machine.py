"""What Trellis stands on: its own version, Python, SQLite, and the extras that are installed."""

import re
import sqlite3
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, requires, version

from governance.errors import Unavailable
from platform_api.doctor.examined import Examined, fault, ok, warning
from sidecar.tools.environment import TOOLS, Tool, python_of

__all__ = ["extras", "look", "python", "sqlite", "tool", "trellis"]

_PACKAGE = "trellis-mesh"
_PYTHON = (3, 11)
_SQLITE = (3, 51, 3)
_EXTRA = re.compile(r"extra\s*==\s*['\"]([\w-]+)['\"]")
_REQUIREMENT = re.compile(r"([A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^\]]*\])?\s*(?:==\s*([^\s;]+))?")


def look() -> Iterator[Examined]:
    """Yield what there is to say about the machine's programs."""
    yield trellis(_PACKAGE)
    yield python(sys.version_info[:3])
    yield sqlite(sqlite3.sqlite_version_info)
    yield from extras(_requirements())
    yield from (tool(one) for one in TOOLS)


def trellis(package: str) -> Examined:
    """Say which Trellis is installed."""
    try:
        return ok("trellis", version(package))
    except PackageNotFoundError:
        return warning("trellis", f"`{package}` is not installed; this is a bare copy of its files", "pip install -e .")


def python(found: tuple[int, ...]) -> Examined:
    """Say whether Python is new enough."""
    shown = ".".join(map(str, found))
    if found < _PYTHON:
        return fault("python", shown, "install Python 3.11 or newer, and make the environment again")
    return ok("python", shown)


def sqlite(found: tuple[int, ...]) -> Examined:
    """Say whether SQLite has the fix of the WAL-reset corruption."""
    shown = ".".join(map(str, found))
    if found >= _SQLITE:
        return ok("sqlite", shown)
    return warning(
        "sqlite",
        f"{shown}; before 3.51.3 two processes that write or checkpoint at once can corrupt a database (WAL reset)",
        "Trellis takes turns, one writer at a time; let no other program write to `registry.db`",
    )


def extras(requirements: Mapping[str, Sequence[str]]) -> Iterator[Examined]:
    """Yield, for each extra and what it requires, whether it is installed, or the line that installs it."""
    for extra, lines in sorted(requirements.items()):
        install = f"pip install '{_PACKAGE}[{extra}]'"
        lacking = [line for line in lines if not _installed(line)]
        pinned = [line for line in lines if _installed(line) and not _fits(line)]
        if lacking:
            yield ok(f"extra {extra}", f"not installed: {', '.join(map(_plain, lacking))}", install)
        elif pinned:
            held = ", ".join(f"{_name(line)} {version(_name(line))}" for line in pinned)
            yield warning(f"extra {extra}", f"{held}, and {', '.join(map(_plain, pinned))} is asked for", install)
        else:
            yield ok(f"extra {extra}", ", ".join(f"{_name(line)} {version(_name(line))}" for line in lines))


def tool(looked: Tool) -> Examined:
    """Say where a tool is that has an environment of its own, or give the line that installs it there."""
    try:
        return ok(f"tool {looked.name}", f"run by `{python_of(looked)}`")
    except Unavailable as lacking:
        return ok(f"tool {looked.name}", "not installed", lacking.hint)


def _requirements() -> dict[str, list[str]]:
    """Those of the tools are looked for where these are."""
    beside = {_name(line) for one in TOOLS for line in one.requirements}
    found: dict[str, list[str]] = {}
    for line in _required():
        if _name(line) in beside:
            continue
        if named := _EXTRA.search(line):
            found.setdefault(named[1], []).append(line)
    return found


def _required() -> list[str]:
    try:
        return requires(_PACKAGE) or []
    except PackageNotFoundError:
        return []


def _plain(line: str) -> str:
    return line.partition(";")[0].strip()


def _name(line: str) -> str:
    found = _REQUIREMENT.match(line)
    return found[1] if found else line


def _installed(line: str) -> bool:
    try:
        return bool(version(_name(line)))
    except PackageNotFoundError:
        return False


def _fits(line: str) -> bool:
    found = _REQUIREMENT.match(line)
    return not (found and found[2]) or version(found[1]) == found[2]
