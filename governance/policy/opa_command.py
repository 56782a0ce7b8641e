"""OPA's own command, where there is one: it checks, formats, tests and compiles Rego."""

import json
import subprocess
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tarfile import TarFile
from tarfile import open as open_tar
from tempfile import TemporaryDirectory
from typing import Any

from governance.errors import Unavailable
from governance.policy.coverage import tested
from governance.policy.tools import Built, Outcome, Tested, refused

__all__ = ["OPA_VERSION", "OpaCommand"]

OPA_VERSION = "1.22.0"
_SECONDS = 120
_FORBIDDEN = frozenset({"rego.parse_module", "trace"})
_NOTHING = {"coverage": 0.0, "files": {}}


@dataclass(frozen=True)
class OpaCommand:
    """The `RegoTools` of an `opa` on this machine: bounded in time, and with no builtin that leads out."""

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
            raise refused(arguments[0], _said(done), ())
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

    def check(self, files: Mapping[str, str]) -> None:
        """Raise `Invalid` for Rego that is not strict, or that depends on more than its input."""
        with self._among(files) as place:
            done = self.run("check", "--strict", "--format=json", *place.allowed, *place.names, folder=place.folder)
            if done.returncode:
                complaints = [place.complaint(one) for one in _errors(done)]
                raise refused("check", _listed(complaints) or _said(done), complaints)

    def formatted(self, files: Mapping[str, str]) -> dict[str, str]:
        """Return every text as `opa fmt` writes it."""
        with self._among(files) as place:
            self.must("fmt", "--write", *place.names, folder=place.folder)
            return {name: (place.folder / at).read_text(encoding="utf-8") for at, name in place.named.items()}

    def test(self, files: Mapping[str, str]) -> Tested:
        """Run the tests, and once more for what they cover when all of them pass."""
        with self._among(files) as place:
            options = ("--format=json", *place.allowed, *place.names)
            results = _json(self.run("test", *options, folder=place.folder)) or []
            outcomes = [place.outcome(result) for result in results]
            if not outcomes or not all(outcome.passed for outcome in outcomes):
                return tested(outcomes, _NOTHING)
            covered = _json(self.run("test", "--coverage", *options, folder=place.folder))
            report = {**covered, "files": {place.named[at]: found for at, found in covered["files"].items()}}
            return tested(outcomes, report)

    def build(self, files: Mapping[str, str], entrypoints: Sequence[str]) -> Built:
        """Compile; names are relative and end up in the wasm, which must not depend on this machine."""
        asked = [f"--entrypoint={name}" for name in entrypoints]
        with self._among(files) as place:
            options = ("--target=wasm", "--output=bundle.tar.gz", *place.allowed, *asked)
            self.must("build", *options, *place.names, folder=place.folder)
            with open_tar(place.folder / "bundle.tar.gz") as archive:
                wasm, described = _member(archive, "/policy.wasm"), json.loads(_member(archive, "/.manifest"))
        return Built(wasm=wasm, entrypoints=tuple(entry["entrypoint"] for entry in described["wasm"]))

    @contextmanager
    def _among(self, files: Mapping[str, str]) -> "Iterator[_Place]":
        with TemporaryDirectory() as folder:
            place = _Place(Path(folder), {_inside(name): name for name in files})
            for at, name in place.named.items():
                target = place.folder / at
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(files[name], encoding="utf-8")
            (place.folder / "allowed.json").write_text(json.dumps(self.capabilities()), encoding="utf-8")
            yield place


@dataclass(frozen=True)
class _Place:
    """Where texts are while `opa` reads them, and what they are called elsewhere."""

    folder: Path
    named: Mapping[str, str]
    allowed: tuple[str, ...] = ("--capabilities=allowed.json",)

    @property
    def names(self) -> list[str]:
        return list(self.named)

    def complaint(self, error: Mapping[str, Any]) -> dict[str, Any]:
        found = error.get("location") or {}
        return {
            "code": error.get("code", ""),
            "message": error.get("message", ""),
            "file": self.named.get(found.get("file", ""), ""),
            "line": found.get("row", 0),
            "column": found.get("col", 0),
        }

    def outcome(self, result: Mapping[str, Any]) -> Outcome:
        found = result.get("location") or {}
        skipped = bool(result.get("skip"))
        return Outcome(
            name=f"{result['package'].removeprefix('data.')}.{result['name']}",
            file=self.named.get(found.get("file", ""), ""),
            line=found.get("row", 0),
            passed=not (result.get("fail") or result.get("error") or skipped),
            message="skipped" if skipped else str((result.get("error") or {}).get("message", "")),
            output=b64decode(result.get("output") or "").decode(errors="replace"),
        )


def _inside(name: str) -> str:
    """A relative path that leads nowhere else: names come from whoever sent the policies."""
    return "/".join(part.replace("..", "_") for part in name.replace("\\", "/").split("/") if part not in ("", "."))


def _pure(builtins: Iterable[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    return (
        builtin for builtin in builtins if not builtin.get("nondeterministic") and builtin["name"] not in _FORBIDDEN
    )


def _said(done: "subprocess.CompletedProcess[bytes]") -> str:
    return (done.stderr or done.stdout).decode(errors="replace").strip()


def _errors(done: "subprocess.CompletedProcess[bytes]") -> list[dict[str, Any]]:
    try:
        return list(json.loads(done.stderr or done.stdout).get("errors") or [])
    except (ValueError, AttributeError):
        return []


def _listed(complaints: Sequence[Mapping[str, Any]]) -> str:
    many = "1 error" if len(complaints) == 1 else f"{len(complaints)} errors"
    lines = [f"{one['file']}:{one['line']}: {one['code']}: {one['message']}".removeprefix(":0: ") for one in complaints]
    return f"{many} occurred: " + "\n".join(lines) if lines else ""


def _json(done: "subprocess.CompletedProcess[bytes]") -> Any:
    try:
        return json.loads(done.stdout)
    except ValueError as failure:
        raise refused("test", _said(done), ()) from failure


def _member(archive: TarFile, name: str) -> bytes:
    held = archive.extractfile(name)
    return held.read() if held else b""
