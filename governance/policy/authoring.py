"""For those who write policies: strict checks, tests with coverage, and the bundle that engines load."""

import io
import json
import tarfile
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from governance.errors import Invalid
from governance.policy.bundle import Bundle, manifest_of, rego_sources
from governance.policy.law import LOCAL
from governance.policy.opa_command import OpaCommand, find_opa
from governance.policy.pitfalls import Pitfall, pitfalls
from governance.policy.stripping import stripped

__all__ = [
    "PolicyTestReport",
    "TestFailure",
    "build_bundle",
    "build_local",
    "check_policies",
    "run_policy_tests",
    "write_bundle",
]


@dataclass(frozen=True, kw_only=True)
class TestFailure:
    """One test of a policy that did not hold, and where it stands."""

    __test__ = False  # pytest collects what is named like a test

    name: str
    file: str
    line: int
    message: str = ""


@dataclass(frozen=True, kw_only=True)
class PolicyTestReport:
    """How many tests passed, which did not, and how much of the Rego they run (per cent, with the lines they do not).

    The coverage is 0 when a test failed or there are none.
    """

    passed: int
    failures: tuple[TestFailure, ...]
    coverage: float
    uncovered: tuple[tuple[str, int], ...]
    pitfalls: tuple[Pitfall, ...]

    @property
    def ok(self) -> bool:
        """Whether something was tested and nothing failed."""
        return self.passed > 0 and not self.failures and not self.pitfalls


def run_policy_tests(paths: Sequence[Path], opa: OpaCommand | None = None) -> PolicyTestReport:
    """Return what the tests in `paths` (files or folders of Rego) say.

    Raises `Unavailable` where there is no `opa`, `Invalid` for Rego that `opa check --strict` refuses.
    """
    opa = opa or find_opa()
    files = [str(file.resolve()) for path in paths for file in _rego(path)]
    if not files:
        raise Invalid("There is no Rego to test", hint="name a folder that holds `*.rego` and `*_test.rego`")
    with _allowed(opa) as capabilities:
        check_policies(files, opa, capabilities)
        options = ("--format=json", f"--capabilities={capabilities}", *files)
        results = _json(opa.run("test", *options, folder=Path()))
        failures = tuple(_failure(result) for result in results if _failed(result))
        covering = () if failures else ("--coverage",)  # OPA reports no coverage of tests that fail
        covered = _json(opa.run("test", *covering, *options, folder=Path()))
    return PolicyTestReport(
        passed=len(results) - len(failures),
        failures=failures,
        coverage=float(covered["coverage"]) if isinstance(covered, dict) else 0.0,
        uncovered=tuple(_uncovered(covered)) if isinstance(covered, dict) else (),
        pitfalls=tuple(found for file in files for found in pitfalls(file, Path(file).read_text(encoding="utf-8"))),
    )


def check_policies(files: Sequence[str], opa: OpaCommand, capabilities: str) -> None:
    """Raise `Invalid` unless `opa check --strict` and `opa fmt` have nothing to say."""
    opa.must("check", "--strict", f"--capabilities={capabilities}", *files, folder=Path())
    unformatted = opa.must("fmt", "--list", *files, folder=Path()).decode().split()
    if unformatted:
        raise Invalid(f"`opa fmt` would write {', '.join(unformatted)} differently", hint="run `opa fmt -w` on them")


def build_bundle(
    folder: Path, *, entrypoints: Sequence[str] = (), opa: OpaCommand | None = None
) -> tuple[bytes, dict[str, Any]]:
    """Return the wasm compiled from the Rego of `folder` and its manifest; the same Rego gives the same bytes.

    Entry points are those that METADATA marks, and `entrypoints` (a local policy's is `local/read`).
    """
    opa = opa or find_opa()
    sources = rego_sources(folder)
    asked = [f"--entrypoint={name}" for name in entrypoints]
    with _copied(sources) as copy:
        opa.must("build", "--target=wasm", "--output=bundle.tar.gz", *asked, "policies", folder=copy)
        with tarfile.open(copy / "bundle.tar.gz") as archive:
            wasm = stripped(_member(archive, "/policy.wasm"))
            described = json.loads(_member(archive, "/.manifest"))
    named = tuple(entry["entrypoint"] for entry in described["wasm"])
    return wasm, manifest_of(sources, wasm, entrypoints=named, opa=opa.version())


def build_local(texts: Mapping[str, str], opa: OpaCommand | None = None) -> Bundle:
    """Return the bundle of a product's own policies, given by their paths; tests are left out of it.

    Raises `Unavailable` where there is no `opa`, `Invalid` for Rego that is not strict, uses more than its input, or has
    no package `local.read`.
    """
    opa = opa or find_opa()
    with _copied(texts) as copy, _allowed(opa) as capabilities:
        opa.must("check", "--strict", f"--capabilities={capabilities}", "policies", folder=copy)
        wasm, manifest = build_bundle(copy / "policies", entrypoints=(LOCAL,), opa=opa)
    return Bundle(
        wasm=wasm, digest=manifest["wasm"], entrypoints=tuple(manifest["entrypoints"]), revision=manifest["revision"]
    )


def write_bundle(folder: Path, wasm: bytes, manifest: Mapping[str, Any]) -> None:
    """Write what `build_bundle` made to `folder/bundle`, where `load_bundle` looks for it."""
    target = folder / "bundle"
    target.mkdir(exist_ok=True)
    (target / "policy.wasm").write_bytes(wasm)
    text = json.dumps(manifest, indent=2, sort_keys=True) + "\n"
    (target / "manifest.json").write_text(text, encoding="utf-8")


@contextmanager
def _allowed(opa: OpaCommand) -> Iterator[str]:
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(opa.capabilities(), file)
        file.flush()
        yield file.name


@contextmanager
def _copied(sources: Mapping[str, str]) -> Iterator[Path]:
    # Tests stay out, and paths are short and relative: they end up in the wasm, which must not depend on this machine.
    with tempfile.TemporaryDirectory() as name:
        for path, text in sources.items():
            target = Path(name, "policies", path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
        yield Path(name)


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    held = archive.extractfile(name)
    return held.read() if held else b""


def _rego(path: Path) -> list[Path]:
    return sorted(path.rglob("*.rego")) if path.is_dir() else [path]


def _json(done: Any) -> Any:
    try:
        return json.load(io.BytesIO(done.stdout))
    except ValueError as failure:
        said = (done.stderr or done.stdout).decode(errors="replace").strip()
        raise Invalid(f"`opa test` refuses the policies: {said}", hint="mend the Rego", slug="bad-rego") from failure


def _failed(result: Mapping[str, Any]) -> bool:
    return bool(result.get("fail") or result.get("error") or result.get("skip"))


def _failure(result: Mapping[str, Any]) -> TestFailure:
    place = result["location"]
    name = f"{result['package'].removeprefix('data.')}.{result['name']}"
    said = "skipped" if result.get("skip") else str((result.get("error") or {}).get("message", ""))
    return TestFailure(name=name, file=place["file"], line=place["row"], message=said)


def _uncovered(report: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    for file, found in report["files"].items():
        for span in found.get("not_covered", []):
            yield file, span["start"]["row"]
