"""Guards taken away one at a time, in a copy of the code: tests must go red for each. `python -m tests.security.sql --mutants`."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

__all__ = ["MUTANTS", "Mutant", "planted"]

ROOT = Path(__file__).parents[3]
_BARRIER, _ORACLES, _GATE = (
    "tests/unit/governance/sql/test_barrier.py",
    "tests/security/sql/test_oracles.py",
    "tests/unit/sidecar/query",
)
_MASKS, _FILTERS, _TOTAL = (
    f"tests/{place}.py"
    for place in ("unit/governance/sql/test_masks", "unit/governance/sql/test_filters", "security/sql/test_total")
)
_WRITTEN, _BOUNDS = "tests/security/sql/test_adversarial.py", "tests/unit/governance/sql/test_bounds.py"


@dataclass(frozen=True)
class Mutant:
    """One guard, what stands in its place, and where it should be missed (a test file, and words to choose tests by)."""

    name: str
    file: str
    guard: str
    instead: str
    tests: str
    words: str = ""


MUTANTS = [
    Mutant("no stage for what can fail", "governance/sql/binding/session.py", "return self.raises or", "return", _BARRIER),
    Mutant("no stage for what wavers", "governance/sql/binding/session.py", "or self.wavers or", "or", _BARRIER),
    Mutant("no stage for sums over joins", "governance/sql/binding/session.py", "or (self.sums and several)", "", _BARRIER),
    Mutant("statistics of decimals are exact", "governance/sql/binding/calls.py", 'and bound.type.name != "decimal"', 'and not any(a.type.name == "decimal" for a in arguments)', "tests/security/sql/test_plans.py"),
    Mutant("transforms read hidden rows", "sidecar/run/transform.py", 'AS {stage}")', "AS {stage.replace(' WHERE ', ' WHERE true OR ')}\")", "tests/security/sql/test_transforms.py"),
    Mutant("no row filter", "governance/sql/rewritten.py", "where = filter_text(table, base)", 'where = ""', _WRITTEN, "twins"),
    Mutant("no masks", "governance/sql/masks.py", "kinds = {\n", "kinds = set() and {\n", _MASKS),
    Mutant("predicates of masked columns go inside", "governance/sql/binding/barrier.py", "or any(name.lower() in hidden for name in names)", "", _BARRIER),
    Mutant("predicates that can fail go inside", "governance/sql/binding/barrier.py", "scope.bind(conjunct).raises or", "", _BARRIER),
    Mutant("predicates of NULLs go inside under outer joins", "governance/sql/binding/barrier.py", "*(() if outer else _CONNECTIVES)", "*_CONNECTIVES", _BARRIER),
    Mutant("any node", "governance/sql/allowed.py", "if allowed is None:", "if False:", _WRITTEN, "refused"),
    Mutant("any part of a node", "governance/sql/allowed.py", "if part not in allowed and _present(value):", "if False:", _WRITTEN, "refused"),
    Mutant("any depth", "governance/sql/dialect.py", "if depth > _DEEPEST_BRACKETS or unary > _DEEPEST_BRACKETS:", "if False:", _BOUNDS, "bracket"),
    Mutant("any length", "governance/sql/dialect.py", 'if len(text.encode(errors="replace")) > LONGEST:', "if False:", _ORACLES, "too_large"),
    Mutant("a function that reads files", "governance/sql/functions/text.py", '"lower": (_s("s", "lower({0})"),),', '"lower": (_s("s", "lower({0})"),), "read_text": (_s("s", "read_text({0})"),), "getenv": (_s("s", "getenv({0})"),),', _WRITTEN, "refused"),
    Mutant("dates are taken for timestamps", "governance/sql/promotion.py", "_INSTANTS = (TIMESTAMP,", "_INSTANTS = (DATE, TIMESTAMP,", _BARRIER),
    Mutant("a cast of a date cannot fail", "governance/sql/binding/casts.py", "== (TIMESTAMP, DATE)", "in {(TIMESTAMP, DATE), (Type('date'), TIMESTAMP)}", _TOTAL, "operator"),
    Mutant("items of any type are alike", "governance/sql/binding/calls.py", "if len(free) + len(held) > 1:", "if False:", _TOTAL, "array_remove"),
    Mutant("UNION cannot fail", "governance/sql/binding/select.py", "scope.session.converts((one.type, another.type))", "pass", _BARRIER),
    Mutant("USING cannot fail", "governance/sql/binding/sources.py", "self.scope.session.converts((left.type, right.type))", "pass", _BARRIER),
    Mutant("TRY is not held", "sidecar/backends/worker/engine.py", '"TRY(": "common_subexpressions", ', "", _TOTAL, "json_size"),
    Mutant("planning sees hidden extremes", "sidecar/backends/worker/engine.py", ', "date_trunc(": "statistics_propagation"', "", _TOTAL, "date_trunc"),
    Mutant("second gate: any function", "sidecar/query/gate.py", 'node["function_name"].lower() not in FUNCTIONS or not plain', "not plain", _GATE, "gate"),
    Mutant("second gate: any table", "sidecar/query/gate.py", 'not plain or node.get("table_name") not in self._ctes', "False", _GATE, "gate"),
    Mutant("second gate: any node", "sidecar/query/gate.py", "if isinstance(kind, str) and kind not in TYPES:", "if False:", _GATE, "gate"),
    Mutant("second gate: several statements", "sidecar/query/gate.py", " or len(statements) != 1", "", _GATE, "gate"),
    Mutant("stages pass the second gate unseen", "sidecar/backends/worker/engine.py", "read += check_serialized(_serialized(connection, text), shapes)", "read.update(shapes)", _GATE, "stage"),
    Mutant("relations stand in texts", "sidecar/backends/worker/engine.py", "check_all_read(read, [*shapes, *names])", "pass", _GATE, "missed"),
    Mutant("names of fields end their texts", "governance/sql/binding/sources.py", "{string(name)}", "'{name}'", _WRITTEN, "field"),
    Mutant("bytes under nulls stay", "sidecar/backends/worker/blanks.py", "    if not _has_nulls(array):", "    if True:", _GATE, "blanks"),
    Mutant("failures say what the engine says", "sidecar/query/failures.py", 'f"{message}: {text}" if text else message', 'f"{message}: {text}"', _GATE, "no_value"),
    Mutant("hashes of one key for all", "platform_api/runs/orders.py", 'f"{reader}\\0{purpose}".encode()', 'b""', "tests/security/sql/test_surfaces.py", "join"),
    Mutant("no seccomp filter", "sidecar/backends/worker/confinement.py", 'forbid_syscalls(network=bool(limits["network"]))', "False", "tests/security/sql/test_live_worker.py"),
    Mutant("every file can be read", "sidecar/backends/worker/single.py", 'landlock.only_read(job["files"], network=bool(limits["network"]))', "pass", "tests/security/sql/test_live_worker.py"),
    Mutant("no limit on memory", "sidecar/backends/worker/confinement.py", "limit(resource.RLIMIT_AS,", "(lambda *_: None)(resource.RLIMIT_AS,", "tests/security/sql/test_live_worker.py"),
]  # fmt: skip


def planted(mutant, folder):
    """Whether tests go red when the guard is gone from a copy of the code in `folder`."""
    for name in ("governance", "sidecar", "platform_api", "product_templates", "catalog_ui", "tests", "pyproject.toml"):
        if not (folder / name).exists():
            (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, folder / name)
    path = folder / mutant.file
    text = path.read_text()
    if text.count(mutant.guard) != 1:
        raise ValueError(f"{mutant.name}: the guard is there {text.count(mutant.guard)} times")
    path.write_text(text.replace(mutant.guard, mutant.instead))
    try:
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-x",
            "-n",
            "0",
            mutant.tests,
            *(["-k", mutant.words] if mutant.words else []),
        ]
        done = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(folder)},
            timeout=600,
        )
    finally:
        path.write_text(text)
    if done.returncode not in {0, 1}:
        raise ValueError(f"{mutant.name}: {done.stdout.decode()[-500:]}")
    return done.returncode == 1
