"""The home: its layout, who can read it, whether it can be written, the room it has, and the clock it is kept by."""

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from platform_api.clock import rfc3339
from platform_api.doctor.examined import Examined, fault, ok, warning
from platform_api.home import FORMAT

__all__ = ["clock", "exposed", "layout", "look", "room", "secrets", "writable"]

_LITTLE, _NONE = 1 << 30, 100 << 20  # bytes
_BUILT = 1_767_225_600  # 2026-01-01: no clock that is right shows an earlier time
_TOLERANCE = 60  # seconds


def look(root: Path) -> Iterator[Examined]:
    """Yield what there is to say about a home, which need not exist."""
    standing = layout(root)
    yield standing
    yield room(root, shutil.disk_usage(_existing(root)).free)
    if (root / "format").is_file() and standing.state == "ok":
        yield exposed(root)
        yield secrets(root)
        yield writable(root)
    yield clock(root, time.time())


def layout(root: Path) -> Examined:
    """Say whether a folder is a home that this version can use."""
    if not root.exists():
        return ok("home", f"there is none at `{root}` yet", "trellis demo, or `trellis publish` for your own")
    if not root.is_dir():
        return fault("home", f"`{root}` is a file", "set `TRELLIS_HOME` to a folder")
    mark = root / "format"
    if not mark.is_file():
        strangers = sorted(entry.name for entry in root.iterdir() if not entry.name.startswith(".format."))
        if strangers:
            held = f"`{root}` is no home: it holds `{strangers[0]}` and no `format`"
            return fault("home", held, "set `TRELLIS_HOME` to an empty folder, or to one that does not exist yet")
        return ok("home", f"`{root}` is empty", "trellis demo, or `trellis publish` for your own")
    found = mark.read_text(errors="replace").strip()[:20]
    if not (found.isascii() and found.isdigit() and 1 <= int(found) <= FORMAT):
        known = f"`{root}` has format `{found}`, and this Trellis knows formats up to {FORMAT}"
        return fault("home", known, "pip install --upgrade trellis-mesh")
    return ok("home", f"`{root}`, format {found}")


def room(root: Path, free: int) -> Examined:
    """Say whether `free` bytes are enough."""
    shown = f"{free / 2**30:.1f} GiB free at `{_existing(root)}`"
    if free < _NONE:
        return fault("disk", shown, "make room: a registry that cannot be written refuses every change")
    return warning("disk", shown, "make room before the next large run") if free < _LITTLE else ok("disk", shown)


def exposed(root: Path) -> Examined:
    """Say whether others on this machine can look into the home."""
    status = root.stat()
    mode = stat.S_IMODE(status.st_mode)
    if status.st_uid != os.geteuid():
        held = f"`{root}` belongs to user {status.st_uid}, and you are {os.geteuid()}"
        return warning("permissions", held, "work in a home of your own: set `TRELLIS_HOME`")
    if mode & 0o077:
        return warning("permissions", f"others can look into `{root}` (mode {mode:04o})", f"chmod 700 {root}")
    return ok("permissions", f"mode {mode:04o}")


def secrets(root: Path) -> Examined:
    """Say whether keys, tokens and the registry are files that their owner alone can read."""
    files = [path for name in ("keys", "tokens") for path in sorted((root / name).glob("*")) if path.is_file()]
    files += [root / "registry.db"] if (root / "registry.db").is_file() else []
    open_files = [path for path in files if stat.S_IMODE(path.stat().st_mode) & 0o077]
    if open_files:
        names = ", ".join(f"`{path.relative_to(root)}`" for path in open_files)
        return fault("secrets", f"others can read {names}", "chmod 600 " + " ".join(map(str, open_files)))
    return ok("secrets", f"{len(files)} files, each readable by their owner alone")


def writable(root: Path) -> Examined:
    """Say whether a file can be made in the home, by making one and removing it."""
    try:
        with tempfile.TemporaryFile(dir=root / "work" if (root / "work").is_dir() else root) as file:
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return fault("writing", f"`{root}` cannot be written: {error.strerror}", "mend it, or set `TRELLIS_HOME`")
    return ok("writing", "a file was written and removed")


def clock(root: Path, now: float) -> Examined:
    """Say whether the time `now` can be right: grants end and tokens expire by it."""
    advice = "set the clock: grants, tokens and leases end by it"
    if now < _BUILT:
        return fault("clock", f"it shows {rfc3339(int(now))}, before this Trellis was made", advice)
    marks = [path.stat().st_mtime for path in (root / "registry.db", root / "format") if path.is_file()]
    if marks and max(marks) > now + _TOLERANCE:
        written = f"the home was written at {rfc3339(int(max(marks)))}, and it is {rfc3339(int(now))}"
        return warning("clock", written, advice)
    return ok("clock", rfc3339(int(now)))


def _existing(root: Path) -> Path:
    return next(path for path in (root.absolute(), *root.absolute().parents) if path.is_dir())
