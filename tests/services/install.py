"""Installs the servers that `make test-services` starts, into the user's cache directory; what is there stays."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

OPA_VERSION = "1.22.0"


class CannotInstall(Exception):
    """Says what is missing and how to get it."""


def servers() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "trellis" / "servers"


def opa() -> Path:
    """The `opa` to test with: the one named by `TRELLIS_OPA`, or the one that was installed here."""
    return Path(os.environ.get("TRELLIS_OPA") or servers() / f"opa-{OPA_VERSION}" / "opa")


def opa_version(binary: Path) -> str:
    try:
        done = subprocess.run([binary, "version"], capture_output=True, text=True, check=True, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.partition("\n")[0].removeprefix("Version:").strip()


def install_opa() -> str:
    binary = opa()
    if opa_version(binary) == OPA_VERSION:
        return f"opa {OPA_VERSION} is there: {binary}"
    go = shutil.which("go")
    if go is None:
        raise CannotInstall("opa is built from source and needs Go (https://go.dev/dl), or name one in TRELLIS_OPA")
    folder = servers() / f"opa-{OPA_VERSION}"
    folder.mkdir(parents=True, exist_ok=True)
    module = f"github.com/open-policy-agent/opa@v{OPA_VERSION}"
    built = subprocess.run([go, "install", module], env={**os.environ, "GOBIN": str(folder)}, check=False)
    if built.returncode or opa_version(folder / "opa") != OPA_VERSION:
        raise CannotInstall(f"`go install {module}` did not give an opa {OPA_VERSION}; its complaint stands above")
    return f"opa {OPA_VERSION} installed: {folder / 'opa'}"


def install_opa_wasi() -> str:
    """Build the OPA inside, unless it is there and belongs to the Go beside it, and make its machine code."""
    from governance.errors import TrellisError
    from governance.opa.artifact import find_artifact
    from governance.opa.build import build
    from governance.opa.program import inside

    try:
        found = _usable(find_artifact)
        said = f"OPA {found.opa} is inside: {found.digest[:12]}" if found else build(write=True)
        inside()
    except TrellisError as failure:
        raise CannotInstall(f"{failure.message}; {failure.hint}") from failure
    return said


def _usable(find):
    from governance.errors import Unavailable

    try:
        return find()
    except Unavailable:
        return None  # damaged, or built from other Go: build it again


INSTALLERS = {"opa": install_opa, "opa-wasi": install_opa_wasi}


def main(wanted: list[str]) -> int:
    """Install the named servers, or all of them; 1 when one could not be."""
    failed = False
    for name in wanted or list(INSTALLERS):
        try:
            said = INSTALLERS[name]()
        except CannotInstall as failure:
            said, failed = f"error: {failure}", True
        sys.stderr.write(said + "\n")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
