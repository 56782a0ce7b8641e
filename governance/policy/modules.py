"""Compiled machine code, kept between runs: for policies compiling takes 0.1 s, for OPA itself half a minute."""

import os
import platform
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import wasmtime

try:
    import fcntl
except ModuleNotFoundError:  # a system without file locks, where two may compile the same at once
    fcntl = None  # type: ignore[assignment]

__all__ = ["cache_folder", "compiled", "compiled_from", "is_kept"]

_DIGEST = 32


def cache_folder() -> Path:
    """Return where machine code is kept: `trellis/wasm` under the user's cache directory."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "trellis" / "wasm"


def compiled(engine: "wasmtime.Engine", wasm: bytes, folder: Path | None) -> "wasmtime.Module":
    """Return the module for `wasm`, from `folder` when it holds one; without a folder, or with a bad one, compile."""
    import wasmtime

    if folder is None:
        return wasmtime.Module(engine, wasm)
    return compiled_from(engine, wasm, lambda: wasm, folder)


def compiled_from(engine: "wasmtime.Engine", key: bytes, wasm: Callable[[], bytes], folder: Path) -> "wasmtime.Module":
    """Do as `compiled` does for a module that is known by `key` and costly to come by: one process compiles, others wait."""
    import wasmtime

    file = _file(folder, key)
    found = _read_back(engine, file)
    if found is not None:
        return found
    with _turn(file.with_suffix(".lock")):
        found = _read_back(engine, file)
        if found is None:
            found = wasmtime.Module(engine, wasm())
            _keep(file, bytes(found.serialize()))
        return found


def is_kept(key: bytes, folder: Path) -> bool:
    """Return whether `folder` holds machine code for the module that is known by `key`."""
    return _file(folder, key).exists()


def _file(folder: Path, key: bytes) -> Path:
    return folder / f"{_name(key, version('wasmtime'))}.cwasm"


def _read_back(engine: "wasmtime.Engine", file: Path) -> "wasmtime.Module | None":
    import wasmtime

    code = _kept(file)
    if code is None:
        return None
    try:
        return wasmtime.Module.deserialize(engine, code)
    except wasmtime.WasmtimeError:
        return None  # made by another build of the runtime, which says so: compile again


@contextmanager
def _turn(file: Path) -> Iterator[None]:
    """Wait for whoever compiles the same; where that cannot be known, do not wait."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(file, os.O_CREAT | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0), 0o600)
    except OSError:
        yield
        return
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _name(key: bytes, runtime: str) -> str:
    return sha256(b"\0".join([key, runtime.encode(), platform.platform().encode()])).hexdigest()


def _kept(file: Path) -> bytes | None:
    # Machine code is run as it stands, so it is taken only from a file that is ours alone and that arrived whole.
    try:
        if not (_private(file.parent) and _private(file)):
            return None
        held = file.read_bytes()
    except OSError:
        return None
    digest, code = held[:_DIGEST], held[_DIGEST:]
    return code if sha256(code).digest() == digest else None


def _private(path: Path) -> bool:
    found = path.lstat()
    owner = os.geteuid() if hasattr(os, "geteuid") else found.st_uid
    return found.st_uid == owner and not found.st_mode & 0o022 and not path.is_symlink()


def _keep(file: Path, code: bytes) -> None:
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(handle, "wb") as temporary:
            temporary.write(sha256(code).digest() + code)
        os.replace(name, file)
    except OSError:
        return  # a cache that cannot be written costs 0.1 s at the next start
