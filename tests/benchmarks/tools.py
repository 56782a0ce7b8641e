"""The write job beside what a user would put together from other tools: an append, and then a check of what was written.

Trellis' side is the run of `write`: expectations, conversion, checks, quarantine, audit, publishing. The others append the same
file with pyiceberg and then judge the rows by the same rules: datacontract-cli on the file, Great Expectations on a frame of it.
Neither keeps a bad row out. All are measured in processes of their own, in turn, warm: what they import is there, and each has
done the job once on a few rows.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from governance.contracts import load_contract
from governance.suites import suite_of
from sidecar.tools.environment import DATACONTRACT, GREAT_EXPECTATIONS, Tool, python_of
from tests.benchmarks.data import make_orders
from tests.benchmarks.figures import Row, figure, spread
from tests.benchmarks.processes import ROOT, in_child

__all__ = ["measure"]

_WRITE = "tests.benchmarks.write"
_CONTRACT = Path(__file__).parent / "products" / "orders" / "contracts" / "orders.odcs.yaml"
_FEW, _FRAME = 1000, 1_000_000


def measure(*, rows: int, rounds: int = 1) -> Iterator[Row]:
    """Yield both comparisons: with datacontract-cli at `rows`, with Great Expectations at a million at most."""
    yield from _beside("datacontract", DATACONTRACT, "append, then datacontract-cli", rows, rounds, goal=0.2)
    frame = min(rows, _FRAME)
    yield from _beside("expectations", GREAT_EXPECTATIONS, "append, then Great Expectations", frame, rounds, goal=0.05)


def _beside(side: str, tool: Tool, name: str, rows: int, rounds: int, *, goal: float) -> Iterator[Row]:
    ours, theirs = list[dict[str, Any]](), list[dict[str, Any]]()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source" / "orders.parquet"
        make_orders(source, rows=rows)
        few = Path(folder) / "few.parquet"
        make_orders(few, rows=_FEW)
        job = {"contract": str(_prepared(Path(folder))), "source": str(source), "few": str(few)}
        for number in range(rounds):
            place = Path(folder) / f"mesh{number}"
            ours.append(in_child(_WRITE, "run", str(source), str(place)))
            shutil.rmtree(place)
            theirs.append(_theirs(side, tool, {**job, "folder": f"{folder}/bare{number}"}))
            shutil.rmtree(f"{folder}/bare{number}")
    label = f"{name}, {rows:,} rows"
    yield from spread(
        label, [one["seconds"] for one in ours], "s", baseline=[one["seconds"] for one in theirs], goal=goal
    )
    yield figure(f"{label}: of that its check", min(one["check"] for one in theirs), "s")
    yield figure(f"{label}: rules that both judge", theirs[0]["rules"], "rules")


def _prepared(folder: Path) -> Path:
    """The contract as each tool reads it, with the rules that it has no means for left out."""
    contract = load_contract(_CONTRACT.read_text()).contract
    assert contract
    path = folder / "contract.json"
    suite = suite_of(contract).as_json()
    path.write_text(json.dumps({"document": contract.document, "suite": suite}, default=str))
    return path


def _theirs(side: str, tool: Tool, job: dict[str, str]) -> dict[str, Any]:
    command = [python_of(tool), "-m", "tests.benchmarks.tools_child", side, json.dumps(job)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


if __name__ == "__main__":
    began = time.monotonic()
    sys.stdout.write(json.dumps(list(measure(rows=int(sys.argv[1])))) + f"\n{time.monotonic() - began:.0f} s\n")
