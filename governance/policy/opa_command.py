"""OPA's own command, where there is one: it checks, formats, tests and compiles Rego."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from governance.errors import Invalid, Unavailable

__all__ = ["OPA_VERSION", "OpaCommand", "find_opa"]

OPA_VERSION = "1.22.0"
_SECONDS = 120
_FORBIDDEN = frozenset({"rego.parse_module", "trace"})


@dataclass(frozen=True)
class OpaCommand:
    """An `opa` on this machine, used with Rego that someone else may have written: bounded, and with no way out."""

    path: str

    def run(self, *arguments: str, folder: Path) -> "subprocess.CompletedProcess[bytes]":
        """Run it in `folder`, whatever it exits with; raise `Unavailable` when it does not start or does not end."""
        try:
            return subprocess.run(  # noqa: S603 (the command was chosen by whoever runs us, arguments are a list)
                [self.path, *arguments], cwd=folder, capture_output=True, timeout=_SECONDS, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as failure:
            raise Unavailable(
                f"`{self.path} {arguments[0]}` did not end well: {failure}", hint="`opa version` shows whether it works"
            ) from failure

    def must(self, *arguments: str, folder: Path) -> bytes:
        """Run it and return what it prints; raise `Invalid` with what it complains about."""
        done = self.run(*arguments, folder=folder)
        if done.returncode:
            said = (done.stderr or done.stdout).decode(errors="replace").strip()
            raise Invalid(f"`opa {arguments[0]}` refuses the policies: {said}", hint="mend the Rego", slug="bad-rego")
        return done.stdout

    def version(self) -> str:
        """Return its version, as in `1.22.0`."""
        first = self.must("version", folder=Path()).decode().partition("\n")[0]
        return first.removeprefix("Version:").strip()

    def capabilities(self) -> dict[str, Any]:
        """Return what policies may use: every builtin that depends on nothing but its arguments."""
        known: dict[str, Any] = json.loads(self.must("capabilities", "--current", folder=Path()))
        known["builtins"] = list(_pure(known["builtins"]))
        known["allow_net"] = []
        return known


def find_opa() -> OpaCommand:
    """Return the `opa` named by `TRELLIS_OPA`, or the one on the PATH; raise `Unavailable` with how to get one."""
    path = os.environ.get("TRELLIS_OPA") or shutil.which("opa")
    if not path:
        raise Unavailable(
            "Checking, testing and building policies needs `opa`",
            hint=f"go install github.com/open-policy-agent/opa@v{OPA_VERSION}, or name one in TRELLIS_OPA",
            slug="no-opa",
        )
    return OpaCommand(path)


def _pure(builtins: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    return (
        builtin for builtin in builtins if not builtin.get("nondeterministic") and builtin["name"] not in _FORBIDDEN
    )
