"""`python -m governance.policies.build` checks, tests and compiles the stock policies; `--check` only compares."""

import sys
from collections.abc import Sequence

from governance.building import run_build
from governance.errors import Invalid
from governance.policy.authoring import PolicyTestReport, build_bundle, run_policy_tests, write_bundle
from governance.policy.bundle import STOCK, load_bundle

__all__ = ["COVERAGE", "build", "main"]

COVERAGE = 95.0


def build(*, write: bool) -> str:
    """Return one line about the bundle that was built and, with `write`, written.

    Raises `Unavailable` without `opa`, `Invalid` for Rego that fails a check or test, and for a committed bundle that
    differs from what was built when nothing is written.
    """
    report = run_policy_tests([STOCK])
    _refuse(report)
    wasm, manifest = build_bundle(STOCK)
    if write:
        write_bundle(STOCK, wasm, manifest)
    if load_bundle().digest != manifest["wasm"]:
        raise Invalid(
            "The committed bundle is not what its Rego compiles to", hint="python -m governance.policies.build"
        )
    return (
        f"{report.passed} tests, {report.coverage:.1f} % covered; "
        f"{len(manifest['sources'])} files, {len(wasm)} bytes of wasm, revision {manifest['revision'][:12]}"
    )


def _refuse(report: PolicyTestReport) -> None:
    failed = [f"{failure.file}:{failure.line}: {failure.name}" for failure in report.failures]
    silent = [f"{found.file}:{found.line}: `{found.text}` is silent when it is missing" for found in report.pitfalls]
    if failed or silent:
        raise Invalid("\n".join(["The policies are not sound:", *failed, *silent]), hint="mend the Rego or its tests")
    if report.coverage < COVERAGE:
        places = ", ".join(f"{file}:{line}" for file, line in report.uncovered)
        raise Invalid(f"Tests cover {report.coverage:.1f} %, not {COVERAGE} %", hint=f"test {places}")


def main(arguments: Sequence[str] = ()) -> int:
    """Return 0 when all is well, else 1; what happened goes to stderr."""
    return run_build(lambda write: build(write=write), arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
