"""A home with sales/orders in it, journeys that end before their time, and what the disk says afterwards."""

import json
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sidecar.failpoints import CRASHED
from tests.factories.evidence import faults, registry_rows, tables
from tests.factories.forks import Ended, Forks
from tests.factories.orders import edit, orders, spend, write_csv
from tests.factories.prompt import Prompt

__all__ = ["GRANT", "Shop", "folders"]

GRANT = {
    "grantee_kind": "product",
    "grantee": "marketing/spend",
    "purposes": ["campaigns"],
    "expires": datetime.fromtimestamp(time.time() + 86400, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    "reason": "they asked",
}
_CHANNEL = """
      - name: channel
        logicalType: string
        classification: internal
        description: How it was placed
team:
"""


def folders(root: Path) -> None:
    """Render sales/orders, its next version with another column, and marketing/spend."""
    orders(root / "orders")
    following = orders(root / "next")
    edit(following, "contracts/orders.odcs.yaml", "version: 1.0.0", "version: 1.1.0")
    edit(following, "contracts/orders.odcs.yaml", "\nteam:\n", _CHANNEL)
    edit(following, "product.odps.yaml", "\nversion: 1.0.0\nstatus", "\nversion: 1.1.0\nstatus")
    edit(
        following,
        "product.odps.yaml",
        "version: 1.0.0\n    contractId: sales.orders\n",
        "version: 1.1.0\n    contractId: sales.orders\n",
    )
    edit(following, "transform.sql", "\n    placed", "\n    placed,\n    'web' AS channel")
    spend(root / "spend")


@dataclass
class Shop:
    """The home in a folder that holds the products beside it."""

    forks: Forks
    folder: Path
    count: int = 0

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def ana(self) -> Prompt:
        return Prompt(self.home, "ana")

    def take(self, journey: str, *, at: str = "", **more: Any) -> Ended:
        """Take a journey in a process that ends at a place: by itself, or through the error that it meets there."""
        scenario, *given = self._way(journey)
        if journey == "undo":
            at = f"run.quarantine.after=error,{at}"
        ended = self.forks.run(scenario, *given, failpoints=at, **more)
        assert "=crash" not in at or ended.code == CRASHED, ended.out
        assert "Trellis has crashed" not in ended.out
        return ended

    def _way(self, journey: str) -> list[Any]:
        home = str(self.home)
        ways: dict[str, list[Any]] = {
            "open": ["open_first", str(self.folder / "fresh")],
            "publish": ["typed", home, "publish", str(self.folder / "spend")],
            "evolve": ["typed", home, "publish", str(self.folder / "next")],
            "run": ["typed", home, "--as", "ana", "run", "sales/orders"],
            "grant": ["ask", home, "ana", "mesh/ports/sales.orders/grants", GRANT, "grant-once"],
            "query": ["typed", home, "--as", "ana", "query", "SELECT id FROM sales.orders"],
            "ship": ["ship", home, str(self.folder / "taken")],
        }
        return ways["run" if journey == "undo" else journey]

    def bring(self) -> tuple[set[int], set[int]]:
        """Bring other rows than ever before, and return what is to be shown of them and set aside."""
        self.count += 1
        good, bad = ({self.count * 10 + at for at in span} for span in (range(3), range(7, 9)))
        countries = {**dict.fromkeys(good, "DE"), **dict.fromkeys(bad, "XX")}
        rows = [f"{number},a@example.org,{country},1.00,2026-01-01" for number, country in countries.items()]
        write_csv(self.folder / "orders", rows)
        return good, bad

    def shown(self) -> tuple[set[int], set[int]]:
        """Return what `main` shows now, and what the run behind it set aside."""
        found = tables(self.home)
        run = found["sales.orders"].summary["trellis.run-id"]
        aside = [row for row in found["sales.orders__quarantine"].rows() if row["run_id"] == run]
        return (
            {row["id"] for row in found["sales.orders"].rows()},
            {int(json.loads(row["row"])["id"]) for row in aside},
        )

    def run_again(self, expected: tuple[set[int], set[int]]) -> None:
        """Run in the ordinary way, after which nothing tells of what went wrong before."""
        self.ana.must("run", "sales/orders")
        assert self.shown() == expected
        found = faults(self.home)
        assert not found, found

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """Return rows of the registry."""
        return registry_rows(self.home, sql)

    def count_of(self, table: str, where: str = "1") -> int:
        """Return how many rows of the registry's table there are."""
        return int(registry_rows(self.home, f"SELECT count(*) AS n FROM {table} WHERE {where}")[0]["n"])

    def events(self) -> Counter[str]:
        """Return how often each topic was told."""
        return Counter(row["topic"] for row in registry_rows(self.home, "SELECT topic FROM outbox_events"))
