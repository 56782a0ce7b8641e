"""Compiled machine code for policies, kept between runs: compiling takes about 0.1 s, reading it back a millisecond."""

import os
import platform
import tempfile
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import wasmtime

__all__ = ["cache_folder", "compiled"]

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
    name = _name(wasm, version("wasmtime"))
    file = folder / f"{name}.cwasm"
    code = _kept(file)
    if code is not None:
        try:
            return wasmtime.Module.deserialize(engine, code)
        except wasmtime.WasmtimeError:
            pass  # made by another build of the runtime, which says so: compile again
    module = wasmtime.Module(engine, wasm)
    _keep(file, bytes(module.serialize()))
    return module


def _name(wasm: bytes, runtime: str) -> str:
    return sha256(b"\0".join([wasm, runtime.encode(), platform.platform().encode()])).hexdigest()


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
