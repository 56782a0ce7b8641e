"""`python -m tests.security.sql --queries 20000 --seed 0`: the campaign; it fails when any query tells the twins apart.

`--mutants` takes guards away one at a time instead; it fails when tests stay green.
"""

import argparse
import importlib.metadata
import json
import os
import platform
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from governance.sql.functions import FUNCTIONS
from tests.security.sql.campaign import campaign
from tests.security.sql.mutants import MUTANTS, planted

FIGURES = Path(__file__).parents[1] / "figures" / "sql.json"


def main():
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--queries", type=int, default=20_000)
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    asked.add_argument("--out", type=Path, default=FIGURES)
    asked.add_argument("--mutants", action="store_true", help="plant mutants instead")
    given = asked.parse_args()
    if given.mutants:
        return _mutants(given.out)
    figures = campaign(range(given.seed, given.seed + given.queries), given.jobs)
    versions = {name: importlib.metadata.version(name) for name in ("duckdb", "sqlglot", "pyarrow")}
    found = {
        "seed": given.seed,
        **figures,
        "functions_allowed": len(FUNCTIONS),
        "versions": {"python": platform.python_version(), **versions},
    }
    _write(given.out, "twins", found)
    return 1 if figures["differences"] else 0


def _mutants(out):
    with TemporaryDirectory() as folder:
        found = {mutant.name: planted(mutant, Path(folder)) for mutant in MUTANTS}
    survivors = [name for name, is_found in found.items() if not is_found]
    _write(
        out,
        "mutants",
        {"planted": len(found), "found": len(found) - len(survivors), "names": list(found), "survivors": survivors},
    )
    return 1 if survivors else 0


def _write(out, part, figures):
    known = json.loads(out.read_text()) if out.exists() else {}
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps({**known, part: figures}, indent=2) + "\n")
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    sys.exit(main())
