"""For those who write policies: strict checks, tests with coverage, and the bundle that engines load."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from governance.errors import Invalid
from governance.policy.bundle import Bundle, manifest_of, rego_sources
from governance.policy.law import LOCAL
from governance.policy.local_rules import check_local_rules
from governance.policy.pitfalls import Pitfall, pitfalls
from governance.policy.stripping import stripped
from governance.policy.toolbox import find_tools
from governance.policy.tools import Complaint, Outcome, RegoTools

__all__ = [
    "PolicyTestReport",
    "TestFailure",
    "build_bundle",
    "build_local",
    "check_policies",
    "check_sources",
    "complaints_about",
    "formatted_policies",
    "rego_texts",
    "run_policy_tests",
    "write_bundle",
]


@dataclass(frozen=True, kw_only=True)
class TestFailure:
    """One test of a policy that did not hold, where it stands, and what it printed."""

    __test__ = False  # pytest collects what is named like a test

    name: str
    file: str
    line: int
    message: str = ""
    output: str = ""


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
    by_file: Mapping[str, float] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether something was tested and nothing failed."""
        return self.passed > 0 and not self.failures and not self.pitfalls


def rego_texts(paths: Sequence[Path]) -> dict[str, str]:
    """Return the text of every Rego file in `paths` (files or folders) by its name; raise `Invalid` for none."""
    files = [file for path in paths for file in (sorted(path.rglob("*.rego")) if path.is_dir() else [path])]
    if not files:
        raise Invalid("There is no Rego here", hint="name a folder that holds `*.rego` and `*_test.rego`")
    return {file.as_posix(): _text(file) for file in files}


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as failure:
        raise Invalid(f"`{file}` is not UTF-8 text", hint="save it as UTF-8", slug="bad-rego") from failure


def run_policy_tests(paths: Sequence[Path], opa: RegoTools | None = None) -> PolicyTestReport:
    """Return what the tests in `paths` (files or folders of Rego) say.

    Raises `Unavailable` where there is no OPA, `Invalid` for Rego that is not strict or not formatted.
    """
    files = rego_texts(paths)
    opa = opa or find_tools()
    check_policies(files, opa)
    told = opa.test(files)
    return PolicyTestReport(
        passed=sum(outcome.passed for outcome in told.outcomes),
        failures=tuple(_failure(outcome) for outcome in told.outcomes if not outcome.passed),
        coverage=told.coverage,
        uncovered=told.uncovered,
        pitfalls=tuple(found for file, text in files.items() for found in pitfalls(file, text)),
        by_file=told.by_file,
    )


def check_policies(files: Mapping[str, str], opa: RegoTools) -> None:
    """Raise `Invalid` unless the policies are strict, depend on their input alone, and are formatted."""
    opa.check(files)
    unformatted = formatted_policies(files, opa)
    if unformatted:
        raise Invalid(
            f"`opa fmt` would write {', '.join(unformatted)} differently", hint="run `trellis policy fmt` on them"
        )


def formatted_policies(files: Mapping[str, str], opa: RegoTools | None = None) -> dict[str, str]:
    """Return the texts that are not formatted, as they should be written."""
    opa = opa or find_tools()
    return {name: text for name, text in opa.formatted(files).items() if text != files[name]}


def complaints_about(files: Mapping[str, str], opa: RegoTools | None = None) -> tuple[Complaint, ...]:
    """Return all that is wrong with the policies, in order; raise `Unavailable` where there is no OPA."""
    opa = opa or find_tools()
    try:
        opa.check(files)
    except Invalid as refusal:
        found = [Complaint(**complaint) for complaint in refusal.context.get("complaints", ())]
        return tuple(sorted(found)) or (Complaint(message=refusal.message),)
    return ()


def build_bundle(
    folder: Path, *, entrypoints: Sequence[str] = (), opa: RegoTools | None = None
) -> tuple[bytes, dict[str, Any]]:
    """Return the wasm compiled from the Rego of `folder` and its manifest; the same Rego gives the same bytes.

    Entry points are those that METADATA marks, and `entrypoints` (a local policy's is `local/read`).
    """
    return _built(rego_sources(folder), entrypoints, opa or find_tools())


def build_local(texts: Mapping[str, str], opa: RegoTools | None = None) -> Bundle:
    """Return the bundle of a product's own policies, given by their paths; tests are left out of it.

    Raises `Unavailable` where there is no OPA, `Invalid` for Rego that is not strict, uses more than its input, has no
    package `local.read`, or a rule in it that nobody asks.
    """
    opa = opa or find_tools()
    sources = {path: text for path, text in texts.items() if not path.endswith("_test.rego")}
    check_sources(sources, opa)
    check_local_rules(sources)
    wasm, manifest = _built(sources, (LOCAL,), opa)
    return Bundle(
        wasm=wasm, digest=manifest["wasm"], entrypoints=tuple(manifest["entrypoints"]), revision=manifest["revision"]
    )


def check_sources(sources: Mapping[str, str], opa: RegoTools) -> None:
    """Raise `Invalid` unless what is to be compiled is strict and depends on its input alone."""
    opa.check(_below(sources))


def write_bundle(folder: Path, wasm: bytes, manifest: Mapping[str, Any], *, target: Path | None = None) -> Path:
    """Write what `build_bundle` made to `folder/bundle`, where `load_bundle` looks for it, or to `target`; return where."""
    target = target or folder / "bundle"
    target.mkdir(parents=True, exist_ok=True)
    (target / "policy.wasm").write_bytes(wasm)
    text = json.dumps(manifest, indent=2, sort_keys=True) + "\n"
    (target / "manifest.json").write_text(text, encoding="utf-8")
    return target


def _built(sources: Mapping[str, str], entrypoints: Sequence[str], opa: RegoTools) -> tuple[bytes, dict[str, Any]]:
    if not sources:
        raise Invalid("There is no Rego to build", hint="name a folder that holds `*.rego`", slug="bad-rego")
    built = opa.build(_below(sources), entrypoints)
    wasm = stripped(built.wasm)
    return wasm, manifest_of(sources, wasm, entrypoints=built.entrypoints, opa=opa.version())


def _below(sources: Mapping[str, str]) -> dict[str, str]:
    # The names end up in the wasm, which must not depend on where the folder is.
    return {f"policies/{path}": text for path, text in sources.items()}


def _failure(outcome: Outcome) -> TestFailure:
    return TestFailure(
        name=outcome.name, file=outcome.file, line=outcome.line, message=outcome.message, output=outcome.output
    )
