"""A home with sales/orders in it, journeys that end before their time, and what the disk says afterwards."""

import json
import shutil
import sqlite3
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from platform_api import migrations
from sidecar.failpoints import CRASHED
from tests.crash.folders import LOADS, folders
from tests.factories.evidence import faults, registry_rows, tables
from tests.factories.forks import Ended, Forks
from tests.factories.orders import write_csv
from tests.factories.prompt import Prompt

__all__ = ["ADDED", "GRANT", "HOMES", "LOADS", "Shop", "opened_shop"]


ADDED = {
    "append": {1: "ada", 2: "bob", 3: "cyd", 9: "nia"},
    "upsert": {1: "ada", 2: "new", 3: "cyd", 9: "nia"},
    "range": {1: "ada", 3: "cyd", 9: "nia"},
}
"""What each table shows when its second file was loaded: id 2 comes again, and with a range both of them are diverted."""
HOMES = {
    "grant": "two",
    "replay": "replayable",
    "retain": "aged rows",
    **dict.fromkeys(LOADS, "loads"),
}
"""Which copy a journey begins in, where it is not the first."""

GRANT = {
    "grantee_kind": "product",
    "grantee": "marketing/spend",
    "purposes": ["campaigns"],
    "expires": datetime.fromtimestamp(time.time() + 86400, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    "reason": "they asked",
}


def opened_shop(forks: Forks, folder: Path) -> "Shop":
    """Make a home that sales/orders was published to and run in, with the products beside it."""
    folders(folder)
    Prompt(folder / "home").must("publish", folder / "orders")
    Prompt(folder / "home", "ana").must("run", "sales/orders")
    shop = Shop(forks, folder)
    _keep(shop, "copy")
    _keep(shop, "two", "spend")
    _keep(shop, "replayable", "mended")
    _keep(shop, "aged rows", "ageing", run="sales/orders")
    _keep(shop, "loads", *(f"by_{load}" for load in LOADS), run="sales/by_*")
    return shop


def _keep(shop: "Shop", copy: str, *products: str, run: str = "") -> None:
    """Publish products to the home, run what is named, keep a copy, and put the first home back."""
    for product in products:
        Prompt(shop.home).must("publish", shop.folder / product)
    if run:
        shop.ana.must("run", "-s", run)
    shutil.copytree(shop.home, shop.folder / copy)
    shop.as_it_was()


@dataclass
class Shop:
    """The home in a folder that holds the products beside it."""

    forks: Forks
    folder: Path
    count: int = 0

    @property
    def home(self) -> Path:
        return self.folder / "home"

    def as_it_was(self, copy: str = "copy") -> "Shop":
        """Put the home back, at the place where it was: Iceberg's metadata names files by their whole path.

        The copies beside the first: `HOMES` says which journey begins in which.
        """
        for name in ("home", "fresh"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        for name in ("taken", "done"):
            (self.folder / name).unlink(missing_ok=True)
        shutil.copytree(self.folder / copy, self.folder / "home")
        write_csv(self.folder / "orders")
        for load in LOADS:
            (self.folder / f"by_{load}" / "data" / "more.csv").unlink(missing_ok=True)
        return self

    @property
    def aged(self) -> Path:
        """A home whose registry is of the first version, after `age`."""
        return self.folder / "aged"

    def age(self) -> set[str]:
        """Make a home with a registry as the first version left it, and return its revisions."""
        shutil.rmtree(self.aged, ignore_errors=True)
        shutil.copytree(self.home, self.aged, ignore=shutil.ignore_patterns("registry.*", "warehouse"))
        engine = create_engine(f"sqlite:///{self.aged / 'registry.db'}")
        with engine.begin() as connection:
            config = Config(attributes={"connection": connection})
            config.set_main_option("script_location", str(Path(migrations.__file__).parent))
            config.set_main_option("path_separator", "os")
            command.upgrade(config, "0001_foundation")
        engine.dispose()
        return self.revisions()

    @property
    def heads(self) -> set[str]:
        """The revisions that a registry of this version has."""
        return {row["version_num"] for row in registry_rows(self.home, "SELECT version_num FROM alembic_version")}

    def revisions(self) -> set[str]:
        """Return the revisions that the aged registry has."""
        return {row["version_num"] for row in registry_rows(self.aged, "SELECT version_num FROM alembic_version")}

    @property
    def ana(self) -> Prompt:
        return Prompt(self.home, "ana")

    def take(self, journey: str, *, at: str = "", **more: Any) -> Ended:
        """Take a journey in a process that ends at a place: by itself, or through the error that it meets there."""
        ended = self.forks.run(*self.way(journey), failpoints=self.armed(journey, at), **more)
        assert "=crash" not in at or ended.code == CRASHED, ended.out
        assert "Trellis has crashed" not in ended.out
        return ended

    def armed(self, journey: str, at: str) -> str:
        """Return what is to be armed for a journey; `undo` is a run that meets an error when all is staged."""
        return f"run.quarantine.after=error,{at}" if journey == "undo" else at

    def way(self, journey: str) -> list[Any]:
        """Return the scenario of a journey and what it is given."""
        home = str(self.home)
        if journey in LOADS:
            ends = ["--from", "2026-01-02", "--to", "2026-01-03"] if journey == "range" else []
            return ["typed", home, "--as", "ana", "run", f"sales/by_{journey}", *ends]
        ways: dict[str, list[Any]] = {
            "open": ["open_first", str(self.folder / "fresh")],
            "migrate": ["open_first", str(self.aged)],
            "publish": ["typed", home, "publish", str(self.folder / "spend")],
            "evolve": ["typed", home, "publish", str(self.folder / "next")],
            "run": ["typed", home, "--as", "ana", "run", "sales/orders"],
            "grant": ["ask", home, "ana", "mesh/ports/sales.orders/grants", GRANT, "grant-once"],
            "query": ["typed", home, "--as", "ana", "query", "SELECT id FROM sales.orders"],
            "replay": ["typed", home, "--as", "ana", "quarantine", "replay", "sales.orders"],
            "discard": ["typed", home, "--as", "ana", "quarantine", "discard", "sales.orders", "--because", "tests"],
            "retain": ["typed", home, "--as", "ana", "retain", "sales.orders"],
            "clean": ["clean_later", home, 30],
            "schedule": ["look", home, str(self.folder / "done")],
            "ship": ["ship", home, str(self.folder / "taken")],
        }
        return ways["run" if journey == "undo" else journey]

    def prepare(self, journey: str) -> None:
        """Put back the home that a journey begins in, and do what comes before it."""
        self.as_it_was(HOMES.get(journey, "copy"))
        if journey == "migrate":
            self.age()
        if journey == "schedule":
            self.make_due(60)
        if journey in LOADS:
            self.add(journey)

    def everything(self) -> tuple[list[int], list[int]]:
        """Return the ids of all rows that `main` shows, and of all that are in quarantine."""
        found = tables(self.home)
        aside = [int(json.loads(row["row"])["id"]) for row in found["sales.orders__quarantine"].rows()]
        return sorted(row["id"] for row in found["sales.orders"].rows()), sorted(aside)

    def bring(self) -> tuple[set[int], set[int]]:
        """Bring other rows than ever before, and return what is to be shown of them and set aside."""
        self.count += 1
        good, bad = ({self.count * 10 + at for at in span} for span in (range(3), range(7, 9)))
        countries = {**dict.fromkeys(good, "DE"), **dict.fromkeys(bad, "XX")}
        rows = [f"{number},a@example.org,{country},1.00,2026-01-01" for number, country in countries.items()]
        write_csv(self.folder / "orders", rows)
        return good, bad

    def add(self, load: str) -> None:
        """Bring a second file to a product that is loaded so: a key that is there, a new one, and a bad row."""
        write_csv(self.folder / f"by_{load}", name="more", rows=[
            "2,new@example.org,FR,1.00,2026-01-02", "9,nia@example.org,DE,1.00,2026-01-02", "8,x@x.org,XX,1,2026-01-02",
        ])  # fmt: skip

    def loaded(self, load: str) -> dict[int, str]:
        """Return who placed each order that the table shows."""
        rows = tables(self.home)[f"sales.by_{load}"].rows()
        assert len({row["id"] for row in rows}) == len(rows)
        return {row["id"]: row["customer"].partition("@")[0] for row in rows}

    def make_due(self, moment: int) -> None:
        """Let sales/orders be due at a moment, and each minute after it."""
        with sqlite3.connect(self.home / "registry.db") as connection:
            columns = "product, cron, timezone, catchup, next_due, last_state, last_problem, paused, paused_by, reason"
            values = "'sales/orders', '* * * * *', 'UTC', 0, ?, '', '', 0, '', ''"
            connection.execute(f"INSERT INTO schedules ({columns}) VALUES ({values})", [moment])
        connection.close()

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
