"""Another tool's process as its parent sees it: a job goes in, an answer of bounded size comes out, or a failure of ours."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sidecar
from governance.errors import Invalid, Unavailable
from sidecar.tools.environment import Tool, python_of

__all__ = ["Answer", "Job", "scratch"]

_ROOT = str(Path(sidecar.__file__).parents[1])
_MEMORY = 8 << 30  # of addresses, most of which the libraries reserve and never touch
_FROM_OUR_MODULE = "import sys; sys.path.insert(0, {root!r}); from {module} import main; main()"
_BROKEN = {"MemoryError", "ModuleNotFoundError", "ImportError"}


@dataclass(frozen=True)
class Answer:
    """What a tool made: `head` says something about it, `body` is it."""

    head: Mapping[str, Any]
    body: bytes


@contextmanager
def scratch() -> Iterator[str]:
    """Yield a new folder that one child may write to; it goes with the block."""
    folder = os.path.realpath(tempfile.mkdtemp(prefix="trellis-tool-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, kw_only=True)
class Job:
    """One call of a tool: `module` runs in the child, inside the folder `scratch`, for at most `seconds`.

    It may answer with at most `most` bytes.
    """

    tool: Tool
    module: str
    scratch: str
    seconds: int = 60
    most: int = 32 << 20

    def run(self, job: Mapping[str, Any]) -> Answer:
        """Return the tool's answer; raise `Invalid` when it refuses what it was given, `Unavailable` when it cannot work."""
        limits = {"scratch": self.scratch, "seconds": self.seconds, "memory_bytes": _MEMORY}
        line = json.dumps({**job, "limits": limits}).encode() + b"\n"
        python = python_of(self.tool)
        with open(os.path.join(self.scratch, "told.txt"), "wb") as told:
            process = subprocess.Popen(  # noqa: S603 - our own module, in a Python that the user chose
                [python, "-I", "-B", "-c", _FROM_OUR_MODULE.format(root=_ROOT, module=self.module)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=told,
                cwd=self.scratch,
                env=self._environment(),
                start_new_session=True,
            )
        return self._answer_of(process, line)

    def run_json(self, job: Mapping[str, Any]) -> Any:
        """Return the tool's answer as JSON; raise as `run` does."""
        return json.loads(self.run(job).body)

    def _environment(self) -> dict[str, str]:
        """No variable of ours goes along: they hold tokens and addresses."""
        home = dict.fromkeys(("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"), self.scratch)
        return {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0", **home}

    def _answer_of(self, process: "subprocess.Popen[bytes]", line: bytes) -> Answer:
        clock = threading.Timer(self.seconds, _end, [process])
        clock.start()
        try:
            found = self._talk(process, line)
        finally:
            in_time = clock.is_alive()
            clock.cancel()
            _end(process)
            process.wait()
        if len(found) > self.most:
            limit = f"{self.most >> 20:,} MiB"
            raise Invalid(f"{self.tool.name} made more than {limit}", hint="hand in less", slug="tool-refused")
        head, newline, body = found.partition(b"\n")
        if not newline:
            raise self._lost(in_time=in_time)
        told = json.loads(head)
        if not told.pop("ok"):
            raise self._refusal(told)
        return Answer(told, body)

    def _talk(self, process: "subprocess.Popen[bytes]", line: bytes) -> bytes:
        """Both pipes are there; a child that ends before it has read its job answers nothing."""
        if process.stdin is None or process.stdout is None:
            return b""
        try:
            process.stdin.write(line)
            process.stdin.close()
        except BrokenPipeError:
            return b""
        with process.stdout:
            return process.stdout.read(self.most + 1)

    def _lost(self, *, in_time: bool) -> Exception:
        if not in_time:
            message = f"{self.tool.name} did not end within {self.seconds} seconds"
            return Unavailable(message, hint="hand in less, or try again when the machine has less to do")
        words = Path(self.scratch, "told.txt").read_text(errors="replace").strip().splitlines()
        said = f": {words[-1][:300]}" if words else ""
        return Unavailable(
            f"{self.tool.name} ended without an answer{said}", hint="it may have needed more memory than it may have"
        )

    def _refusal(self, told: Mapping[str, Any]) -> Exception:
        said = f"{told['kind']}: {told['words']}"
        if told["kind"] in _BROKEN:
            return Unavailable(
                f"{self.tool.name} cannot work: {said}", hint=f"in its environment: pip install {self.tool.line}"
            )
        return Invalid(
            f"{self.tool.name} refuses it: {said}", slug="tool-refused", hint="see what its documentation asks for"
        )


def _end(process: "subprocess.Popen[bytes]") -> None:
    """The child leads a session of its own, so that nothing it started outlives it."""
    if process.poll() is None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
