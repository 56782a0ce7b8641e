"""Whatever is done in whatever order: a snapshot that is shown or held stays readable row by row, and nothing else leaks."""

import hashlib
import random
import time

import pyarrow.parquet as pq
import pytest
from pyiceberg.table import StaticTable

from platform_api.clock import rfc3339
from platform_api.retention.service import keep_tidy
from tests.api.test_replay import PORT, loosened, replay
from tests.api.test_retention import DAY, LATE, grant
from tests.factories.evidence import registry_rows, tables
from tests.factories.mesh import open_mesh
from tests.factories.running import published, run, write_rows

POINTER = "SELECT metadata_location FROM iceberg_tables WHERE name = 'trips'"


class Keeper:
    """Does things at random, and remembers what must stay readable: the hash of the rows of each snapshot, and who holds it."""

    def __init__(self, mesh, seed):
        self.mesh, self.chance = mesh, random.Random(seed)
        self.rows, self.pins, self.granted = {}, {}, ""
        self.look()

    def look(self):
        """Read each snapshot by its files, and hold it to what it was when it was first seen."""
        table = StaticTable.from_metadata(registry_rows(self.mesh.home, POINTER)[0]["metadata_location"])
        for snapshot in table.metadata.snapshots:
            paths = [task.file.file_path for task in table.scan(snapshot_id=snapshot.snapshot_id).plan_files()]
            rows = sorted(
                repr(row) for path in paths for row in pq.ParquetFile(path.removeprefix("file://")).read().to_pylist()
            )
            digest = hashlib.sha256("\n".join(rows).encode()).hexdigest()
            assert self.rows.setdefault(snapshot.snapshot_id, digest) == digest
        self.there = {snapshot.snapshot_id for snapshot in table.metadata.snapshots}
        held = {one for one, until in self.pins.values() if until > self.mesh.clock.now}
        assert held | {table.metadata.refs["main"].snapshot_id} | ({self.read} if self.granted else set()) <= self.there

    read = 0

    def run(self):
        rows = [f"{at},AA,N{at},{self.chance.choice([5, -100])}" for at in range(self.chance.randrange(1, 6))]
        write_rows(self.mesh.folder, "\n".join(["id,carrier,tailnum,delay", *rows]) + "\n")
        run(self.mesh, self.mesh.folder / "scratch")

    def replay(self):
        replay(self.mesh)

    def build(self):
        if not self.granted:
            self.granted = grant(self.mesh)
        report = run(self.mesh, self.mesh.folder / "scratch", "weather/late", by="wes")
        self.read = report.inputs[0].snapshot_id

    def revoke(self):
        if self.granted:
            self.mesh.by("olga").post(f"/api/v1/mesh/grants/{self.granted}/revocation", json={"reason": "over"})
        self.granted = ""

    def pin(self):
        until = self.mesh.clock.now + self.chance.randrange(1, 40) * DAY
        body = {"snapshot": self.chance.choice(sorted(self.there)), "until": rfc3339(until), "reason": "x"}
        made = self.mesh.by("olga").post(f"/api/v1/mesh/ports/{PORT}/pins", json=body)
        assert made.status_code == 201, made.text
        self.pins[made.json()["id"]] = (made.json()["snapshot"], until)

    def unpin(self):
        if self.pins:
            name = self.chance.choice(sorted(self.pins))
            self.mesh.by("olga").delete(f"/api/v1/mesh/pins/{name}")
            del self.pins[name]

    def wait(self):
        self.mesh.clock.now += self.chance.randrange(1, 20) * DAY

    def tidy(self):
        assert [one.problem for one in keep_tidy(self.mesh.state).tables if one.problem] == []


@pytest.mark.parametrize("seed", range(4))
def test_what_is_held_stays_and_what_is_not_goes(tmp_path, template, portal, stock, seed):
    settings = {"snapshots_kept": 1, "snapshot_days": 1, "max_grant_days": 3660}
    with open_mesh(tmp_path / "home", template, portal=portal, law=stock, **settings) as mesh:
        mesh.clock.now, mesh.folder, mesh.home = int(time.time()), tmp_path, tmp_path / "home"
        published(mesh, location=str(write_rows(tmp_path)))
        run(mesh, tmp_path / "scratch")
        published(loosened(mesh), LATE, by="wes", name="weather/late")
        keeper = Keeper(mesh, seed)
        acts = ["run", "replay", "build", "revoke", "pin", "pin", "unpin", "wait", "wait", "tidy", "tidy"]
        for act in keeper.chance.choices(acts, k=16):
            getattr(keeper, act)()
            keeper.look()
        keeper.revoke()
        mesh.clock.now += 400 * DAY
        keeper.tidy()
        for table in (found for found in tables(mesh.home).values() if found.name != "weather.late"):
            assert (len(table.snapshots), table.on_disk) == (1, table.kept)
