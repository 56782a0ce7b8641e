"""`python -m tests.security.sql --queries 20000 --seed 0`: the campaign; it fails when any query tells the twins apart."""

import argparse
import importlib.metadata
import json
import os
import platform
import sys
from pathlib import Path

from governance.sql.functions import FUNCTIONS
from tests.security.sql.campaign import campaign

FIGURES = Path(__file__).parents[1] / "figures" / "sql.json"


def main():
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--queries", type=int, default=20_000)
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    asked.add_argument("--out", type=Path, default=FIGURES)
    given = asked.parse_args()
    figures = campaign(range(given.seed, given.seed + given.queries), given.jobs)
    versions = {name: importlib.metadata.version(name) for name in ("duckdb", "sqlglot", "pyarrow")}
    found = {
        "seed": given.seed,
        **figures,
        "functions_allowed": len(FUNCTIONS),
        "versions": {"python": platform.python_version(), **versions},
    }
    known = json.loads(given.out.read_text()) if given.out.exists() else {}
    given.out.parent.mkdir(exist_ok=True)
    given.out.write_text(json.dumps({**known, "twins": found}, indent=2) + "\n")
    sys.stdout.write(json.dumps(found, indent=2) + "\n")
    return 1 if figures["differences"] else 0


if __name__ == "__main__":
    sys.exit(main())
