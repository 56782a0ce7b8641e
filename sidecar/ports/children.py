"""Runs in processes of their own, next to the server that was asked for them: begun, waited for, and ended with it."""

import json
import subprocess
import threading
from collections.abc import Mapping, Sequence
from typing import Any

from governance.errors import Conflict, TrellisError, Unavailable
from governance.names import ProductName
from governance.problems import failure_of

__all__ = ["Children"]

_GRACE_SECONDS = 10.0


class Children:
    """Starts `command` for each run, gives it the request as JSON on stdin, and reads one line of JSON from its stdout.

    That line is `{"run": …}` once the run has its lease, or `{"status": …, "problem": …}`; a second one, or the end of
    stdout, says that the run is over, however long its process takes to leave. At most `at_once` are under way.
    """

    def __init__(self, command: Sequence[str], *, at_once: int = 1) -> None:
        self._command = list(command)
        self._at_once = at_once
        self._turn = threading.Lock()
        self._working: dict[str, subprocess.Popen[str]] = {}
        self._leaving: set[subprocess.Popen[str]] = set()

    def begin(self, product: ProductName, request: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the child answered when its run began.

        Raises the failure that it tells of, `Conflict` while a child runs the product, and `Unavailable` while as many
        as may be are at work, or when the child ends without a word.
        """
        name = str(product)
        with self._turn:
            self._make_room(name)
            child = subprocess.Popen(  # noqa: S603 - the command is this installation's own
                self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
            )
            self._working[name] = child
        try:
            told = _first_word(child, request)
        except TrellisError:
            self._is_over(name, child)
            raise
        finally:
            threading.Thread(target=self._await_end, args=(name, child), daemon=True).start()
        return told

    def close(self) -> None:
        """End every child: each gives its run up, and is killed when it takes longer than ten seconds."""
        with self._turn:
            children = [*self._working.values(), *self._leaving]
            self._working.clear()
        for child in children:
            child.terminate()
        for child in children:
            _wait(child)

    def _make_room(self, product: str) -> None:
        if product in self._working:
            raise Conflict(
                f"`{product}` is being run", hint="ask for its outcome; then begin another", slug="run-in-progress"
            )
        if len(self._working) >= self._at_once:
            raise Unavailable(
                f"{self._at_once} run{'s' * (self._at_once > 1)} at once is what this server may do, and it does them",
                hint=f"wait for {', '.join(f'`{name}`' for name in sorted(self._working))}",
                slug="runs-busy",
            )

    def _await_end(self, name: str, child: "subprocess.Popen[str]") -> None:
        if child.stdout is not None:
            with child.stdout:
                child.stdout.readline()
        self._is_over(name, child)
        child.wait()
        with self._turn:
            self._leaving.discard(child)

    def _is_over(self, name: str, child: "subprocess.Popen[str]") -> None:
        with self._turn:
            if self._working.get(name) is child:
                del self._working[name]
                self._leaving.add(child)


def _first_word(child: "subprocess.Popen[str]", request: Mapping[str, Any]) -> dict[str, Any]:
    line = _exchange(child, json.dumps(request))
    if not line:
        _wait(child)
        raise Unavailable("The run ended before it began", hint="the server's log tells more", slug="run-not-begun")
    told = dict(json.loads(line))
    if "problem" in told:
        raise failure_of(int(told["status"]), told["problem"])
    return told


def _exchange(child: "subprocess.Popen[str]", request: str) -> str:
    """A child that is gone answers nothing."""
    if child.stdin is None or child.stdout is None:
        return ""
    try:
        with child.stdin:
            child.stdin.write(request)
        return child.stdout.readline()
    except OSError:
        return ""


def _wait(child: "subprocess.Popen[str]") -> None:
    try:
        child.wait(_GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
