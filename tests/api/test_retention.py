"""What expires, what somebody holds, and the files behind both; a recount that knows nothing of the service agrees."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from platform_api.clock import rfc3339
from platform_api.retention.service import keep_tidy
from sidecar.failpoints import armed
from sidecar.holder import process_name
from sidecar.run import retain_rows
from tests.api.test_replay import NAME, PORT, loosened, replay
from tests.factories.evidence import rows_of, tables
from tests.factories.mesh import open_mesh
from tests.factories.products import COLUMNS, product_files
from tests.factories.running import problem, published, run, surroundings, write_rows

DAY = 86_400
PINS = f"/api/v1/mesh/ports/{PORT}/pins"
READS = [{"name": "trips", "version": "1.0.0", "contractId": PORT}]
KINDS = [{"property": "kind", "value": "consumer-aligned"}, {"property": "purpose", "value": "planning"}]
LATE = product_files(
    "weather/late", inputs=READS, team="weather_team", owner="wes", descriptor={"customProperties": KINDS}
)


@pytest.fixture
def ran(tmp_path, template, portal, stock):
    """The product has run twice on a clock that shows the time of the files."""
    with open_mesh(tmp_path / "home", template, portal=portal, law=stock, snapshots_kept=1) as mesh:
        mesh.clock.now = int(time.time())
        mesh.folder, mesh.home = tmp_path, mesh.state.home.root
        published(mesh, location=str(write_rows(tmp_path)))
        for _ in range(2):
            run(mesh, tmp_path / "scratch")
        yield mesh


def later(mesh, days=30):
    mesh.clock.now += days * DAY
    return mesh


def tidy(mesh, **chosen):
    report = keep_tidy(mesh.state, **chosen)
    assert [one.problem for one in report.tables if one.problem] == []
    return report


def snapshots(mesh, table=PORT):
    return set(tables(mesh.home)[table].snapshots)


def first(mesh):
    return min(mesh.by("olga").get(f"/api/v1/mesh/ports/{PORT}/snapshots").json(), key=lambda one: one["made_at"])["id"]


def middle(mesh):
    """The snapshot of the first run, which the second has replaced."""
    return mesh.by("olga").get(f"/api/v1/mesh/ports/{PORT}/snapshots").json()[1]["id"]


def litter(mesh):
    found = tables(mesh.home)
    return [path for table in found.values() for path in table.on_disk - table.kept]


def lost(mesh):
    return [path for table in tables(mesh.home).values() for path in table.kept - table.on_disk]


def pin(mesh, *, by="olga", days=90, **more):
    body = {"until": rfc3339(mesh.clock.now + days * DAY), "reason": "a training set", "purpose": "planning", **more}
    return mesh.by(by).post(PINS, json=body)


def test_what_readers_see_stays_and_the_rest_expires_with_its_files(ran):
    before, names = rows_of(ran.home, PORT), tables(ran.home)[PORT].on_disk
    report = tidy(later(ran))
    assert (snapshots(ran), rows_of(ran.home, PORT)) == ({tables(ran.home)[PORT].refs["main"]}, before)
    assert (report.tables[0].expired, lost(ran), litter(ran)) == (2, [], [])
    assert len(tables(ran.home)[PORT].on_disk) < len(names)


@pytest.mark.parametrize(("days", "left"), [(0, 3), (6, 3), (8, 1)])
def test_a_snapshot_stays_for_days_after_it_was_last_shown(ran, days, left):
    tidy(later(ran, days))
    assert len(snapshots(ran)) == left


def test_tidying_again_finds_nothing_to_do(ran):
    tidy(later(ran))
    again = tidy(ran)
    assert [(one.expired, one.files) for one in again.tables] == [(0, 0)] * len(again.tables)


def test_a_rehearsal_says_what_would_go_and_removes_nothing(ran):
    before = {name: (table.snapshots, table.on_disk) for name, table in tables(ran.home).items()}
    report = keep_tidy(later(ran).state, rehearse=True)
    assert report.tables[0].expired == 2
    assert {name: (table.snapshots, table.on_disk) for name, table in tables(ran.home).items()} == before


def test_a_pin_keeps_a_snapshot_and_its_files_until_it_ends(ran):
    held = middle(ran)
    assert pin(ran, snapshot=held, days=60).status_code == 201
    tidy(later(ran, 30))
    assert held in snapshots(ran)
    tidy(later(ran, 32))
    assert (held in snapshots(ran), lost(ran), litter(ran)) == (False, [], [])


def test_a_pin_that_was_ended_holds_for_the_grace_and_no_longer(ran):
    made = pin(ran, snapshot=middle(ran)).json()
    later(ran)
    assert ran.by("olga").delete(f"/api/v1/mesh/pins/{made['id']}").json()["ended_by"] == "olga"
    tidy(ran)
    assert made["snapshot"] in snapshots(ran)
    tidy(later(ran, 2))
    assert made["snapshot"] not in snapshots(ran)


def test_a_pin_without_a_snapshot_holds_what_readers_see(ran):
    assert pin(ran).json()["snapshot"] == tables(ran.home)[PORT].refs["main"]


@pytest.mark.parametrize(
    ("more", "expected"),
    [({"snapshot": 7}, (404, "unknown-snapshot")), ({"days": 0}, (422, "bad-times")), ({"days": 367}, (422, "pin-too-long")),
     ({"by": "sam"}, (403, "read-denied")), ({"snapshot": 0}, (422, "bad-request")), ({"reason": ""}, (422, "bad-request"))],
)  # fmt: skip
def test_a_pin_that_cannot_be_is_refused(ran, more, expected):
    assert problem(pin(ran, **more)) == expected


def test_an_expired_snapshot_cannot_be_pinned(ran):
    gone = middle(ran)
    tidy(later(ran))
    assert problem(pin(ran, snapshot=gone)) == (404, "unknown-snapshot")


@pytest.mark.parametrize("who", ["sam", "wes", "mia"])
def test_a_pin_is_ended_by_who_made_it_or_owns_the_port(ran, who):
    made = pin(ran).json()["id"]
    assert problem(ran.by(who).delete(f"/api/v1/mesh/pins/{made}")) == (404, "unknown-pin")


def grant(mesh, days=300):
    new = {"grantee_kind": "product", "grantee": "weather/late", "purposes": ["planning"], "reason": "they asked"}
    body = {**new, "clear": ["tailnum"], "expires": rfc3339(mesh.clock.now + days * DAY)}
    answer = mesh.by("olga").post(f"/api/v1/mesh/ports/{PORT}/grants", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def test_a_product_that_was_let_read_holds_what_its_last_run_read_until_its_grant_ends(ran):
    published(ran, LATE, by="wes", name="weather/late")
    given = grant(ran)
    held = run(ran, ran.folder / "scratch", "weather/late", by="wes").inputs[0].snapshot_id
    run(ran, ran.folder / "scratch")
    tidy(later(ran))
    assert held in snapshots(ran)
    ran.by("olga").post(f"/api/v1/mesh/grants/{given}/revocation", json={"reason": "over"})
    tidy(ran)
    assert (held in snapshots(ran), lost(ran), litter(ran)) == (False, [], [])


def test_a_run_under_way_keeps_what_it_may_be_reading_and_what_it_has_written(ran):
    later(ran)
    order = ran.by("olga").post("/api/v1/products/operations/trips/runs", json={"holder": "one"}).json()
    folder = Path(tables(ran.home)[PORT].live[0]).parents[1] / order["run_id"]
    folder.mkdir()
    (folder / "rows.parquet").write_bytes(b"not yet staged")
    os.utime(folder / "rows.parquet", (1, 1))
    tidy(later(ran, 1))
    assert (folder / "rows.parquet").exists()
    ran.by("olga").post(f"/api/v1/products/operations/trips/runs/{order['run_id']}/failure", json={"fence": order["lease"]["fence"], "problem": "x"})  # fmt: skip
    assert not (folder / "rows.parquet").exists()


@pytest.mark.parametrize(("holder", "seconds"), [("elsewhere:boot:1:1", 2 * DAY), ("", 61)])
def test_a_run_that_died_and_was_never_followed_holds_nothing_for_ever(ran, holder, seconds):
    machine, boot, number, _ = process_name().split(":")
    other = product_files("weather/late", team="weather_team", owner="wes")
    published(ran, other, by="wes", name="weather/late")
    gone = holder or f"{machine}:{boot}:{number}:1"
    assert ran.by("wes").post("/api/v1/products/weather/late/runs", json={"holder": gone}).status_code == 201
    run(ran, ran.folder / "scratch")
    ran.clock.now += seconds
    tidy(later(ran))
    assert (len(snapshots(ran)), lost(ran), litter(ran)) == (1, [], [])


@pytest.mark.parametrize(
    "name", ["metadata/00099-orphan.metadata.json", "metadata/snap-1.avro", "data/run_x/rows.parquet"]
)
def test_an_orphan_goes_when_it_is_old_and_not_before(ran, name):
    orphan = Path(tables(ran.home)[PORT].live[0]).parents[2] / name
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(b"left behind")
    tidy(ran)
    assert orphan.exists()
    os.utime(orphan, (1, 1))
    tidy(ran)
    assert not orphan.exists()
    assert orphan.parent.exists() == (orphan.parent.name == "metadata")


def test_a_link_is_neither_followed_nor_removed(ran, tmp_path):
    data = Path(tables(ran.home)[PORT].live[0]).parents[1]
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious.parquet").write_bytes(b"keep me")
    os.utime(outside / "precious.parquet", (1, 1))
    (data / "folder").symlink_to(outside)
    (data / "file.parquet").symlink_to(outside / "precious.parquet")
    tidy(later(ran))
    assert (outside / "precious.parquet").exists()
    assert (data / "file.parquet").is_symlink()


def test_a_table_outside_the_warehouse_is_left_alone(ran, tmp_path):
    folder = Path(tables(ran.home)[PORT].live[0]).parents[2]
    folder.rename(tmp_path / "moved")
    folder.symlink_to(tmp_path / "moved")
    before = {path for path in (tmp_path / "moved").rglob("*") if path.is_file()}
    report = keep_tidy(later(ran).state)
    assert "does not lie in the warehouse" in report.tables[0].problem
    assert before <= set((tmp_path / "moved").rglob("*"))


def test_a_table_that_lacks_a_file_loses_no_other(ran):
    live = Path(tables(ran.home)[PORT].live[0])
    live.unlink()
    names = set(live.parents[1].rglob("*.parquet"))
    report = keep_tidy(later(ran).state)
    assert "lacks its file" in report.tables[0].problem
    assert set(live.parents[1].rglob("*.parquet")) == names


@pytest.mark.parametrize("place", ["clean__expire__before", "clean__expire__after", "registry__commit__after"])
def test_nothing_is_removed_of_a_table_whose_commit_may_have_failed(ran, place):
    before = tables(later(ran).home)[PORT].on_disk
    with armed(**{place: "error"}):
        report = keep_tidy(ran.state)
    assert any(one.problem for one in report.tables)
    assert tables(ran.home)[PORT].on_disk == before
    tidy(ran)
    assert (len(snapshots(ran)), lost(ran), litter(ran)) == (1, [], [])


def test_rows_that_can_be_replayed_outlive_every_tidying(ran):
    tidy(later(ran, 400))
    assert replay(loosened(ran)).port.published == 1


def test_an_owner_tidies_through_the_api_and_a_stranger_does_not(ran):
    path = "/api/v1/products/operations/trips/cleaning"
    assert problem(ran.by("sam").post(path, json={})) == (403, "denied")
    found = ran.by("olga").post(path, json={"rehearse": True}).json()
    assert (found["rehearsed"], [one["table"] for one in found["tables"]]) == (True, [PORT, f"{PORT}__quarantine"])


DATED = [*COLUMNS[:2], {"name": "day", "logicalType": "date"}]
KEPT = [
    {"property": "retention", "element": "day", "value": 30, "unit": "d"},
    {"property": "frequency", "value": 1, "unit": "y"},
]


def aged(mesh, *ages, by=""):
    """A table with a row of each age, partitioned `by` a column."""
    today = datetime.now(UTC).date()
    days = ["" if age is None else today - timedelta(days=age) for age in ages]
    rows = [f"{at},{('AA', 'UA')[at % 2]},{day}" for at, day in enumerate(days)]
    columns = [{**one, "partitioned": True, "partitionKeyPosition": 1} if one["name"] == by else one for one in DATED]
    write_rows(mesh.folder, "\n".join(["id,carrier,day", *rows]) + "\n")
    files = product_files("operations/aged", columns, contract={"slaProperties": KEPT})
    published(mesh, files, name="operations/aged", location=str(mesh.folder))
    run(mesh, mesh.folder / "scratch", "operations/aged")
    return mesh


def retain(mesh, **more):
    name = type(NAME).parse("operations/aged")
    return retain_rows(name, surroundings(mesh, mesh.folder / "scratch"), port="operations.aged", **more)


def test_rows_past_the_retention_of_their_contract_are_deleted(ran):
    aged(ran, 0, 29, 31, 400, None)
    assert retain(ran, rehearse=True).told["rows"] == 2
    report = retain(ran)
    assert (report.told["rows"], report.told["left"]) == (2, 3)
    assert sorted(row["id"] for row in rows_of(ran.home, "operations.aged")) == [0, 1, 4]
    assert next(one for one in report.port.outcomes if one.rule == "table.retention").passed


@pytest.mark.parametrize("by", ["carrier", "day"])
def test_of_a_partitioned_table_the_old_rows_alone_are_deleted(ran, by):
    aged(ran, 0, 29, 31, 400, None, 31, by=by)
    before = tables(ran.home)["operations.aged"].live
    assert len(before) > 1
    assert retain(ran).told["rows"] == 3
    assert sorted(row["id"] for row in rows_of(ran.home, "operations.aged")) == [0, 1, 4]
    kept = set(before) & set(tables(ran.home)["operations.aged"].live)
    assert bool(kept) == (by == "day")  # where no row of a file is too old, it stays as it is
    run(ran, ran.folder / "scratch", "operations/aged")


def test_deleting_again_deletes_nothing(ran):
    retain(aged(ran, 0, 31))
    before = tables(ran.home)["operations.aged"].refs
    assert (retain(ran).told["rows"], tables(ran.home)["operations.aged"].refs) == (0, before)


def test_a_table_may_be_empty_afterwards(ran):
    assert retain(aged(ran, 31, 40)).told["left"] == 0
    assert rows_of(ran.home, "operations.aged") == []


def test_a_contract_without_retention_deletes_nothing(ran):
    with pytest.raises(Exception, match="does not say how long") as failure:
        retain_rows(NAME, surroundings(ran, ran.folder / "scratch"), port=PORT)
    assert failure.value.case == "no-retention"
