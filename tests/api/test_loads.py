"""Runs that add to what is there: what is read, what makes way, and that the whole is judged."""

import os

import pytest

from governance.errors import Conflict, Invalid
from tests.factories.evidence import faults, tables
from tests.factories.loads import LOADED, RANGED, land, loaded_files, shown
from tests.factories.mesh import Mesh
from tests.factories.running import publish, published, run

DAYS = {"mode": "range", "column": "day"}


class Loaded:
    """The product on a mesh, with its landing folder."""

    def __init__(self, mesh: Mesh, folder, load, **more):
        self.mesh, self.folder = mesh, folder / "product"
        self.home, self.said = folder / "home", []
        land(self.folder, "a", "1,AA,2026-01-01,1", "2,UA,2026-01-02,2", "3,DL,2026-01-03,3")
        self.publish(load, **more)

    def publish(self, load, **more):
        published(self.mesh, loaded_files(load, **more), location=str(self.folder))

    def run(self, **asked):
        self.said.clear()
        [port] = run(self.mesh, self.folder / "scratch", tell=self.said.append, **asked).ports
        assert faults(self.home) == []
        assert port.rows == port.published + port.quarantined
        assert port.total == tables(self.home)["operations.trips"].count()
        return port

    @property
    def ids(self):
        return sorted(shown(self.home))

    @property
    def files(self):
        return set(tables(self.home)["operations.trips"].live)


@pytest.fixture
def loaded(lawful, tmp_path):
    return lambda load, **more: Loaded(lawful, tmp_path, load, **more)


def test_an_append_reads_new_files_alone_and_leaves_the_others(loaded):
    trips = loaded("append")
    assert trips.run().mode == "replace"
    before = trips.files
    land(trips.folder, "b", "4,AA,2026-01-04,4", "5,AA,2026-01-04,-100", "2,XX,2026-01-04,0")
    port = trips.run()
    assert (port.mode, port.rows, port.published, port.replaced) == ("append", 3, 1, 0)
    assert port.reasons == {"delay.minimum": 1, "table.primary_key": 1}
    assert (trips.ids, before < trips.files) == ([1, 2, 3, 4], True)
    assert shown(trips.home)[2][0] == "UA"


@pytest.mark.parametrize("load", ["append", "upsert"])
def test_nothing_new_is_published_as_nothing_and_said(loaded, load):
    trips = loaded(load)
    trips.run()
    before = trips.files
    for _ in range(2):
        port = trips.run()
        assert (port.rows, port.published, port.total) == (0, 0, 3)
        assert any("nothing is new" in line for line in trips.said)
    assert trips.files == before


def test_files_that_were_put_away_are_not_missed(loaded):
    trips = loaded("append")
    trips.run()
    (trips.folder / "landing" / "a.csv").unlink()
    assert trips.run().total == 3
    land(trips.folder, "b", "9,AA,2026-01-04,4")
    assert (trips.run().total, trips.ids) == (4, [1, 2, 3, 9])


def test_a_file_of_another_date_and_the_same_bytes_is_not_read_again(loaded):
    trips = loaded("append")
    trips.run()
    os.utime(trips.folder / "landing" / "a.csv", (1, 1))
    assert trips.run().rows == 0


def test_a_file_that_was_changed_in_place_is_no_addition(loaded):
    trips = loaded("append")
    trips.run()
    land(trips.folder, "a", "7,AA,2026-01-01,1")
    with pytest.raises(Conflict, match=r"a\.csv` was changed") as refusal:
        trips.run()
    assert refusal.value.hint.startswith("`trellis run operations/trips --full-refresh`")
    assert trips.ids == [1, 2, 3]
    assert (trips.run(full_refresh=True).mode, trips.ids) == ("replace", [7])


def test_an_upsert_rewrites_only_files_that_hold_a_key(loaded):
    trips = loaded("upsert")
    trips.run()
    land(trips.folder, "b", "101,AA,2026-01-04,4", "102,AA,2026-01-04,4")
    trips.run()
    before = trips.files
    land(trips.folder, "c", "2,ZZ,2026-01-09,9", "102,YY,2026-01-09,9", "7,QQ,2026-01-09,9")
    port = trips.run()
    assert (port.mode, port.published, port.replaced, port.total) == ("upsert", 3, 2, 6)
    found = shown(trips.home)
    assert {key: found[key][0] for key in (1, 2, 3, 7, 101, 102)} == {
        1: "AA", 2: "ZZ", 3: "DL", 7: "QQ", 101: "AA", 102: "YY",
    }  # fmt: skip
    assert not before & trips.files
    land(trips.folder, "d", "500,AA,2026-01-04,4")
    kept = trips.files
    assert (trips.run().replaced, kept < trips.files) == (0, True)


def test_a_key_that_comes_twice_or_badly_leaves_the_row_that_is_there(loaded):
    trips = loaded("upsert")
    trips.run()
    land(trips.folder, "b", "1,BB,2026-01-04,4", "1,CC,2026-01-04,4", "2,ZZ,2026-01-04,-99", ",ZZ,2026-01-04,9")
    port = trips.run()
    assert (port.published, port.quarantined, port.replaced) == (0, 4, 0)
    assert [shown(trips.home)[key][0] for key in (1, 2, 3)] == ["AA", "UA", "DL"]


def test_a_file_that_was_changed_in_place_is_upserted_once_more_and_said(loaded):
    trips = loaded("upsert")
    trips.run()
    land(trips.folder, "a", "2,NEW,2026-01-01,1")
    assert (trips.run().replaced, trips.ids, shown(trips.home)[2][0]) == (1, [1, 2, 3], "NEW")
    assert any("keys that they have no more stay" in line for line in trips.said)


def test_a_range_replaces_its_rows_and_no_others(loaded):
    trips = loaded(DAYS, read="whole", where=RANGED)
    assert trips.run().mode == "replace"
    land(trips.folder, "a", "12,UA,2026-01-02,2", "13,UA,2026-01-02,2", "20,UA,2026-02-02,2")
    for _ in range(2):
        port = trips.run(range_from="2026-01-02", range_to="2026-01-03")
        assert (port.mode, port.published, port.total, trips.ids) == ("range", 2, 4, [1, 3, 12, 13])
    assert port.replaced == 2
    assert trips.run(range_from="2025-01-02", range_to="2025-01-03").total == 4
    assert trips.run(range_from="2026-01-01", range_to="2026-01-02").replaced == 1


def test_rows_outside_of_the_range_are_refused_and_nulls_diverted(loaded):
    trips = loaded(DAYS, read="whole")
    trips.run()
    with pytest.raises(Conflict, match=r"2 of 3 rows for `operations\.trips` are outside"):
        trips.run(range_from="2026-01-02", range_to="2026-01-03")
    land(trips.folder, "a", "12,UA,2026-01-02,2", "13,UA,,2")
    port = trips.run(range_from="2026-01-02", range_to="2026-01-03")
    assert (port.published, port.reasons, trips.ids) == (1, {"load.range_null": 1}, [1, 3, 12])


def test_a_range_is_wanted_where_rows_are_and_refused_where_none_is_loaded_so(loaded):
    trips = loaded(DAYS, read="whole")
    trips.run()
    with pytest.raises(Conflict, match="loaded by ranges of `day`, and this run has none"):
        trips.run()
    for ends in (("2026-01-02", "2026-01-02"), ("x", "y"), ("2026-01-01T05:00", "2026-01-02")):
        with pytest.raises(Invalid):
            trips.run(range_from=ends[0], range_to=ends[1])
    trips.publish("append", release="1.0.1")
    with pytest.raises(Invalid, match="No port of `operations/trips` is loaded by range"):
        trips.run(range_from="2026-01-02", range_to="2026-01-03")


@pytest.mark.parametrize(
    "body",
    [{"range_from": "2026-01-01"}, {"range_to": "x"}, {"full_refresh": True, "range_from": "a", "range_to": "b"}],
)
def test_a_run_is_asked_for_one_thing(loaded, body):
    trips = loaded("append")
    answer = trips.mesh.by("olga").post("/api/v1/products/operations/trips/runs", json={"holder": "x", **body})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("quality", "bad"),
    [
        ({"metric": "rowCount", "mustBeLessThan": 5}, ("4,AA,2026-01-04,4", "5,AA,2026-01-04,4")),
        (
            {
                "metric": "missingValues",
                "mustBeLessThan": 30,
                "unit": "percent",
                "arguments": {"missingValues": ["ZZ"]},
            },
            ("4,ZZ,2026-01-04,4", "5,ZZ,2026-01-04,4"),
        ),
        ({"query": "SELECT sum(delay) FROM {object}", "type": "sql", "mustBeLessThan": 12}, ("4,AA,2026-01-04,7",)),
    ],
)
def test_the_whole_table_keeps_its_rules_or_nothing_is_added(loaded, quality, bad):
    columns = [dict(column) for column in LOADED]
    rule = {"type": "library", **quality}
    on_column = "arguments" in quality
    if on_column:
        columns[1]["quality"] = [rule]
    trips = loaded("append", columns=columns, contract={} if on_column else {"quality": [rule]})
    trips.run()
    land(trips.folder, "b", *bad)
    with pytest.raises(Conflict, match="breaks its contract"):
        trips.run()
    assert trips.ids == [1, 2, 3]
    land(trips.folder, "b", "4,AA,2026-01-04,4")
    assert trips.run().total == 4


def test_rows_that_stay_are_held_against_a_new_contract(loaded):
    trips = loaded("append")
    trips.run()
    stricter = [dict(column) for column in LOADED]
    stricter[3]["logicalTypeOptions"] = {"minimum": 2}
    answer = publish(trips.mesh, loaded_files("append", columns=stricter, version="1.1.0"), location=str(trips.folder))
    assert answer.status_code == 201, answer.text
    land(trips.folder, "b", "4,AA,2026-01-04,4")
    with pytest.raises(Conflict, match=r"1 rows that are there break `delay\.minimum` of version 1\.1\.0"):
        trips.run()
    assert (trips.run(full_refresh=True).quarantined, trips.ids) == (1, [2, 3, 4])


def test_what_was_asked_is_in_the_history(loaded):
    trips = loaded(DAYS, read="whole")
    trips.run()
    trips.run(full_refresh=True)
    land(trips.folder, "a", "12,UA,2026-01-02,2")
    trips.run(range_from="2026-01-02", range_to="2026-01-03")
    items = trips.mesh.by("olga").get("/api/v1/products/operations/trips/runs").json()["items"]
    assert [(one["full_refresh"], one["range_from"], one["outcome"]["ports"][0]["mode"]) for one in items] == [
        (False, "2026-01-02", "range"),
        (True, "", "replace"),
        (False, "", "replace"),
    ]
