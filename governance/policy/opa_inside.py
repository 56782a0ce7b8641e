"""OPA in this process, for those who write policies: each command runs in an instance of its own, which is then gone."""

from base64 import b64decode
from collections.abc import Mapping, Sequence
from typing import Any

from governance.opa.program import Program
from governance.policy.coverage import tested
from governance.policy.limits import AUTHORING, Limits
from governance.policy.tools import Built, Outcome, Tested, refused

__all__ = ["OpaInside"]


class OpaInside:
    """The `RegoTools` that the package carries. Rego in it reaches no file, no network, no clock and no environment."""

    def __init__(self, program: Program, *, limits: Limits = AUTHORING) -> None:
        self._program = program
        self._limits = limits

    def version(self) -> str:
        """Return the version of OPA that was built in."""
        return self._program.version

    def check(self, files: Mapping[str, str]) -> None:
        """Raise `Invalid` for Rego that is not strict, or that depends on more than its input."""
        self._done("check", files)

    def formatted(self, files: Mapping[str, str]) -> dict[str, str]:
        """Return every text as `opa fmt` writes it."""
        return dict(self._done("fmt", files))

    def test(self, files: Mapping[str, str]) -> Tested:
        """Run the tests; one that does not end within five seconds fails."""
        told = self._done("test", files)
        return tested([_outcome(one) for one in told["outcomes"]], told["coverage"])

    def build(self, files: Mapping[str, str], entrypoints: Sequence[str]) -> Built:
        """Compile to the very bytes that `opa build` gives."""
        told = self._done("build", files, entrypoints=list(entrypoints))
        return Built(wasm=b64decode(told["wasm"]), entrypoints=tuple(told["entrypoints"]))

    def _done(self, command: str, files: Mapping[str, str], **asked: Any) -> Any:
        with self._program.instance(self._limits) as opa:
            reply = opa.ask(command, files=dict(files), **asked)
        if reply.get("error"):
            raise refused(command, reply["error"], reply.get("complaints", ()))
        return reply["value"]


def _outcome(told: Mapping[str, Any]) -> Outcome:
    return Outcome(
        name=f"{told['package'].removeprefix('data.')}.{told['name']}",
        file=told["file"],
        line=told["line"],
        passed=told["passed"],
        message="skipped" if told["skipped"] else told["error"],
        output=told["output"],
    )
