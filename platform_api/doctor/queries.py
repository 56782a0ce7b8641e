"""The processes that queries run in: what protects them here, and whether one answers."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from governance.errors import TrellisError, Unavailable
from platform_api.doctor.examined import Examined, fault, ok, warning
from sidecar.query import Limits, QueryWorkers, Statement

__all__ = ["answered", "held", "look", "protected"]

_ROOT = Path(__file__).parents[2]
_LIMITS = ("address space", "cpu time", "file size", "core file size")
_CONFINED = """
import json, os, resource, sys
sys.path[:0] = [sys.argv[1]]
from sidecar.backends.worker.confinement import confine
names = {"address space": "AS", "cpu time": "CPU", "file size": "FSIZE", "core file size": "CORE"}
held = confine({"memory_bytes": 1 << 28, "seconds": 5, "threads": 1, "network": False})
if os.path.exists("/proc/self/limits"):  # by then the filter refuses to say it in another way
    lines = [line for line in open("/proc/self/limits") if "unlimited" not in line]
    limits = [name for name in names if any(line.startswith("Max " + name) for line in lines)]
else:
    most = {name: resource.getrlimit(getattr(resource, "RLIMIT_" + key))[1] for name, key in names.items()}
    limits = [name for name in names if most[name] != resource.RLIM_INFINITY]
print(json.dumps({**held, "limits": limits}))
"""
_RELATION = "(SELECT range AS i FROM range(1000))"
_QUERY = Statement(sql=f"SELECT count(*) AS n FROM {_RELATION} AS t WHERE i % 2 = 0", relations=(_RELATION,))


def look() -> Iterator[Examined]:
    """Yield what protects a query here, measured in a process that confines itself, and the outcome of a real query."""
    yield protected(held())
    yield answered(Limits(seconds=10, threads=1, memory_bytes=256 << 20, spares=0))


def held() -> dict[str, Any]:
    """Return which protections a confined process has: `seccomp`, the version of `landlock`, and its `limits`."""
    command = [sys.executable, "-I", "-c", _CONFINED, str(_ROOT)]
    done = subprocess.run(command, capture_output=True, timeout=60, check=False)  # noqa: S603 - our own text
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise Unavailable(
            f"A process could not confine itself: {said[-1] if said else done.returncode}",
            hint="reinstall trellis-mesh",
        )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def protected(found: Mapping[str, Any]) -> Examined:
    """Say which protections are lacking."""
    lacking = [f"no limit on {name}" for name in _LIMITS if name not in found["limits"]]
    lacking += ["no seccomp"] * (not found["seccomp"]) + ["no landlock"] * (not found["landlock"])
    if not lacking:
        return ok("sandbox", f"seccomp, landlock {found['landlock']}, limits on {', '.join(_LIMITS)}")
    advice = "queries still pass both gates; for every layer run on Linux 5.13 or newer (x86-64 or ARM64)"
    return warning("sandbox", ", ".join(lacking), advice)


def answered(limits: Limits) -> Examined:
    """Run one query in a process of its own, and say how that went."""
    try:
        with QueryWorkers(limits) as workers:
            answer = workers.run(_QUERY)
    except TrellisError as error:
        return fault("query", error.message, f"{error.hint}; is there memory for a process of its own?")
    found = answer.table.to_pydict()
    if found != {"n": [500]}:
        return fault("query", f"a query that counts 500 rows answered {found}", "reinstall duckdb and pyarrow")
    return ok("query", f"one was answered in {answer.seconds * 1000:.0f} ms by a process of its own")
