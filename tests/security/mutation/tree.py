"""A copy of the source tree in which something is broken and tests are run from their start."""

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import count
from pathlib import Path

from tests.security.mutation.children import Outcome

__all__ = ["ROOT", "Outcome", "Tree"]

ROOT = Path(__file__).parents[3]


class Tree:
    """A copy of all files under version control, and of the OPA that was built, at `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._moments = count(1)
        shutil.rmtree(folder, ignore_errors=True)
        command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
        names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode().split("\0")
        # What `make opa-wasi` built is not kept, but tested.
        built = [str(path.relative_to(ROOT)) for path in (ROOT / "governance/opa/bin").glob("*")]
        for name in filter(lambda name: name and (ROOT / name).is_file(), [*names, *built]):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)

    @contextlib.contextmanager
    def broken(self, module: str, source: bytes) -> Iterator[None]:
        """Hold a file broken for as long as the block runs."""
        path = self.folder / module
        original, moment = path.read_bytes(), path.stat().st_mtime
        try:
            self._write(path, source, moment + next(self._moments))
            yield
        finally:
            self._write(path, original, moment)

    def run(self, arguments: Sequence[str], *, seconds: float) -> Outcome:
        """Run pytest here until a test fails, and say how it ended."""
        log, began = self.folder / "last.log", time.monotonic()
        command = [sys.executable, "-m", "pytest", *arguments, "-x", "-q", "--tb=short", "-rfE", "-n", "0"]
        environment = {**os.environ, "PYTHONPATH": str(self.folder)}
        with log.open("w") as written:
            try:
                ended = subprocess.run(
                    command,
                    cwd=self.folder,
                    env=environment,
                    stdout=written,
                    stderr=written,
                    timeout=seconds,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                return Outcome("hung", "", seconds)
        verdict = "passed" if ended.returncode == 0 else "failed"
        return Outcome(verdict, _first_failure(log) if verdict == "failed" else "", time.monotonic() - began)

    def _write(self, path: Path, text: bytes, moment: float) -> None:
        # Python tells stale bytecode by whole seconds and size: each version gets a second of its own.
        path.write_bytes(text)
        os.utime(path, (moment, moment))


def _first_failure(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines()
    named = [line.split(" ", 1)[1].split(" - ")[0] for line in lines if line.startswith(("FAILED ", "ERROR "))]
    return named[0] if named else "could not be imported"
