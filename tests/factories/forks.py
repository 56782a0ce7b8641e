"""Processes that begin where imports have ended: one warm interpreter without threads, which forks for every scenario.

A fresh interpreter takes a second and a half to import what a run needs, a fork of a warm one some milliseconds.
"""

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

__all__ = ["Ended", "Forks", "serve"]

_ROOT = Path(__file__).parents[2]
_START = "import sys; sys.path[:0] = [sys.argv[1]]; from tests.factories.forks import serve; serve(sys.argv[2])"


class Ended(dict[str, Any]):
    """How a scenario ended: `code` as a shell has it, `out`, and `seen`, how often each watched place was reached."""

    code = property(lambda self: self["code"])
    out = property(lambda self: self["out"])
    seen = property(lambda self: self["seen"])


class Forks:
    """Runs functions of one module of scenarios, each in a process of its own."""

    def __init__(self, scenarios: str, scratch: Path) -> None:
        self._scratch = scratch
        self._count = 0
        command = [sys.executable, "-c", _START, str(_ROOT), scenarios]
        self._parent = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=_ROOT)

    def run(self, scenario: str, *given: Any, failpoints: str = "", watch: Any = ()) -> Ended:
        """Run a scenario to its end, whatever that is."""
        return self.wait(self.start(scenario, *given, failpoints=failpoints, watch=watch))

    def start(self, scenario: str, *given: Any, failpoints: str = "", watch: Any = ()) -> int:
        """Start a scenario and return the process id."""
        self._count += 1
        out = str(self._scratch / f"{self._count}.out")
        asked = {"scenario": scenario, "given": given, "failpoints": failpoints, "watch": list(watch), "out": out}
        return int(self._ask(asked)["pid"])

    def wait(self, pid: int, *, stopped: bool = False) -> Ended:
        """Wait until a process has ended, or with `stopped` until it stands still, and say how."""
        return Ended(self._ask({"wait": pid, "stopped": stopped}))

    def close(self) -> None:
        """End the warm interpreter."""
        self._parent.communicate()

    def _ask(self, asked: dict[str, Any]) -> dict[str, Any]:
        assert self._parent.stdin
        assert self._parent.stdout
        self._parent.stdin.write(json.dumps(asked) + "\n")
        self._parent.stdin.flush()
        return dict(json.loads(self._parent.stdout.readline()))


def serve(scenarios: str) -> None:
    """Fork for each line on stdin until it ends; this process itself opens nothing and starts no thread."""
    module = import_module(scenarios)
    outs: dict[int, str] = {}
    for line in sys.stdin:
        asked = json.loads(line)
        if "wait" in asked:
            told = _waited(asked["wait"], outs, stopped=asked["stopped"])
        else:
            pid = os.fork()
            if pid == 0:
                _child(module, asked)
            outs[pid], told = asked["out"], {"pid": pid}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


def _waited(pid: int, outs: dict[int, str], *, stopped: bool) -> dict[str, Any]:
    _, status = os.waitpid(pid, os.WUNTRACED if stopped else 0)
    if os.WIFSTOPPED(status):
        return {"code": -os.WSTOPSIG(status), "out": "", "seen": {}}
    out = Path(outs.pop(pid))
    seen = out.with_suffix(".seen")
    return {
        "code": os.waitstatus_to_exitcode(status),
        "out": out.read_text(errors="replace"),
        "seen": json.loads(seen.read_text()) if seen.exists() else {},
    }


def _child(module: Any, asked: dict[str, Any]) -> None:
    from sidecar import failpoints

    code = 70
    try:
        sink = os.open(asked["out"], os.O_WRONLY | os.O_CREAT, 0o600)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(sink, 1)
        os.dup2(sink, 2)
        failpoints.arm(",".join([*(f"{name}=crash@1000000" for name in asked["watch"]), asked["failpoints"]]))
        code = getattr(module, asked["scenario"])(*asked["given"]) or 0
        sys.stdout.flush()
        sys.stderr.flush()
        if asked["watch"]:
            Path(asked["out"]).with_suffix(".seen").write_text(json.dumps(failpoints.reached()))
    except BaseException:  # noqa: BLE001 - nothing may climb back into the parent's loop
        import traceback

        os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(code)
