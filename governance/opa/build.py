"""`python -m governance.opa.build` builds OPA for WebAssembly from the Go beside it; `--check` only compares."""

import json
import lzma
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from governance.building import run_build
from governance.errors import Invalid, Unavailable
from governance.opa.artifact import SOURCE, find_artifact, source_digest

__all__ = ["TOOLCHAIN", "build", "compile_go", "main"]

TOOLCHAIN = "go1.26.8"
"""Always this one, whichever Go is installed: another compiler gives other bytes. Go fetches it when it is not there."""

_OPA = re.compile(r"github.com/open-policy-agent/opa v(\S+)")
_SECONDS = 1800


def compile_go(target: Path, source: Path = SOURCE) -> None:
    """Write the module built from `source` to `target`; the same source gives the same bytes on every machine.

    Raises `Unavailable` without Go, `Invalid` when the Go does not compile.
    """
    go = shutil.which("go")
    if go is None:
        raise Unavailable(
            "Building OPA needs Go", hint="https://go.dev/dl, or set TRELLIS_OPA to an `opa`", slug="no-go"
        )
    chosen = {"GOOS": "wasip1", "GOARCH": "wasm", "CGO_ENABLED": "0", "GOTOOLCHAIN": TOOLCHAIN, "GOFLAGS": ""}
    command = [go, "build", "-buildmode=c-shared", "-buildvcs=false", "-trimpath", "-ldflags=-s -w", "-mod=readonly"]
    try:
        done = subprocess.run(  # noqa: S603 (Go is called on our own source)
            [*command, f"-o={target}", "."],
            cwd=source,
            env={**os.environ, **chosen},
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as failure:
        raise Unavailable(
            f"`{go} build` did not end well: {failure}", hint="`go version` shows whether it works"
        ) from failure
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip()
        raise Invalid(f"OPA does not build:\n{said}", hint="mend the Go in governance/opa, or its go.mod")


def build(*, write: bool, folder: Path = SOURCE) -> str:
    """Return one line about the module that was built and, with `write`, put where the package looks for it.

    Raises `Invalid` when nothing is written and the one that is there differs.
    """
    with tempfile.TemporaryDirectory() as scratch:
        compile_go(Path(scratch, "opa.wasm"), folder)
        wasm = Path(scratch, "opa.wasm").read_bytes()
    digest = sha256(wasm).hexdigest()
    if write:
        _write(folder, wasm, digest)
    found = find_artifact(folder)
    if found is None or found.digest != digest:
        raise Invalid("The OPA that is there is not what its Go compiles to", hint="make opa-wasi")
    return f"OPA {found.opa}: {len(wasm):,} bytes of wasm, {len(found.packed):,} packed, {digest[:12]}"


def _write(folder: Path, wasm: bytes, digest: str) -> None:
    version = _OPA.search((folder / "go.mod").read_text(encoding="utf-8"))
    packed = lzma.compress(wasm, preset=9)
    manifest = {
        "go": TOOLCHAIN,
        "opa": version[1] if version else "",
        "packed": sha256(packed).hexdigest(),
        "source": source_digest(folder),
        "wasm": digest,
    }
    target = folder / "bin"
    target.mkdir(exist_ok=True)
    _replace(target / "opa.wasm.xz", packed)
    _replace(target / "opa.json", (json.dumps(manifest, indent=2, sort_keys=True) + "\n").encode())


def _replace(file: Path, content: bytes) -> None:
    # In one step: whoever looks for it meanwhile finds the old one or the new one.
    scratch = file.with_suffix(".new")
    scratch.write_bytes(content)
    os.replace(scratch, file)


def main(arguments: Sequence[str] = ()) -> int:
    """Return 0 when all is well, else 1; what happened goes to stderr."""
    return run_build(lambda write: build(write=write), arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
