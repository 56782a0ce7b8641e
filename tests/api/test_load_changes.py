"""A port that is loaded otherwise from one version to the next: what was read before is known, or the run says that it is not."""

import os
import shutil
import sys

import pytest

from governance.errors import Conflict
from tests.factories.evidence import faults, rows_of
from tests.factories.loads import LOADED, land, loaded_files
from tests.factories.running import problem, publish, published, query, run

KEYLESS = [{"name": "id", "logicalType": "integer"}, *LOADED[1:]]
DAYS = {"mode": "range", "column": "day"}


class Changing:
    """A product without a key, so that a row that is read twice is there twice."""

    def __init__(self, mesh, folder):
        self.mesh, self.folder, self.releases = mesh, folder / "product", 0

    def publish(self, load, **more):
        self.releases += 1
        files = loaded_files(load, columns=KEYLESS, release=f"1.0.{self.releases}", **more)
        published(self.mesh, files, location=str(self.folder))

    def run(self, name="", **asked):
        if name:
            land(self.folder, name, f"{len(list((self.folder / 'landing').glob('*'))) + 1},AA,2026-01-01,1")
        run(self.mesh, self.folder / "scratch", **asked)
        home = self.mesh.state.home.root
        assert faults(home) == []
        return sorted(row["id"] for row in rows_of(home, "operations.trips"))


@pytest.fixture
def changing(lawful, tmp_path):
    made = Changing(lawful, tmp_path)
    land(made.folder, "a", "1,AA,2026-01-01,1")
    made.publish("append")
    assert made.run() == [1]
    return made


@pytest.mark.parametrize(
    ("load", "more", "asked"),
    [
        ("replace", {}, {}),
        ("append", {"read": "whole"}, {"full_refresh": True}),
        (DAYS, {}, {"range_from": "2026-01-01", "range_to": "2026-01-02"}),
    ],
)
def test_files_that_came_while_a_port_was_loaded_otherwise_are_not_added_a_second_time(changing, load, more, asked):
    changing.publish(load, **more)
    assert changing.run("b", **asked) == [1, 2]
    changing.publish("append")
    with pytest.raises(Conflict, match="not known which files of `rows` were read before"):
        changing.run("c")
    assert changing.run(full_refresh=True) == [1, 2, 3]
    assert changing.run("d") == [1, 2, 3, 4]


def test_a_product_that_moved_to_another_folder_does_not_read_its_files_a_second_time(changing):
    shutil.move(changing.folder, changing.folder.with_name("moved"))
    changing.folder = changing.folder.with_name("moved")
    changing.publish("append")
    assert changing.run("b") == [1, 2]
    assert changing.run() == [1, 2]


def when_opened(path, act):
    """Do something once, at the moment at which Python itself opens a file; an audit hook cannot be taken off again."""
    waiting = [act]

    def heard(event, details):
        if event == "open" and waiting and details[0] == str(path):
            waiting.pop()()

    sys.addaudithook(heard)


def test_a_file_that_is_replaced_before_it_is_remembered_is_not_taken_for_one_that_was_read(changing):
    late = changing.folder / "landing" / "b.csv"

    def replace():
        (changing.folder / "b").write_text(late.read_text().replace("7,AA", "8,BB"))
        os.replace(changing.folder / "b", late)

    land(changing.folder, "b", "7,AA,2026-01-01,1")
    when_opened(late, replace)  # the engine has read it; it is opened once more for its digest
    with pytest.raises(Conflict, match=r"b\.csv` changed while it was read"):
        changing.run()
    assert changing.run() == [1, 8]


class Unsettled:
    """The product below 1.0.0, where a column may go or change in place."""

    def __init__(self, mesh, folder, load):
        self.mesh, self.folder, self.load, self.minor = mesh, folder / "product", load, 0

    def publish(self, *columns):
        self.minor += 1
        files = loaded_files(self.load, columns=[LOADED[0], *columns], version=f"0.{self.minor}.0")
        return publish(self.mesh, files, location=str(self.folder))

    def run(self, name, *rows):
        land(self.folder, name, *rows, header="id,carrier,delay")
        run(self.mesh, self.folder / "scratch")
        assert faults(self.mesh.state.home.root) == []
        answer = query(self.mesh, "SELECT * FROM operations.trips ORDER BY id", accept="application/json")
        return [tuple(row.values()) for row in answer.json()["rows"]]


CARRIER, DELAY = LOADED[1], {"name": "delay", "logicalType": "integer"}


@pytest.mark.parametrize("load", ["append", "upsert", "replace"])
def test_a_column_that_goes_below_1_is_made_no_more_and_comes_back_as_a_new_one(lawful, tmp_path, load):
    trips = Unsettled(lawful, tmp_path, load)
    assert trips.publish(CARRIER, DELAY).status_code == 201
    assert trips.run("a", "1,AA,5") == [(1, "AA", 5)]
    assert trips.publish(CARRIER).status_code == 201
    assert trips.run("b", "2,BB,6") == [(1, "AA"), (2, "BB")]
    assert trips.publish(CARRIER, {**DELAY, "logicalType": "string"}).status_code == 201
    before = ["5", "6"] if load == "replace" else [None, None]
    assert [row[2] for row in trips.run("c", "3,CC,x")] == [*before, "x"]


def told(*names):
    inner = [{"name": name, "logicalType": "integer", "classification": "public"} for name in names]
    return {"name": "delay", "logicalType": "object", "properties": inner}


@pytest.mark.parametrize(
    ("first", "then", "why"),
    [
        (DELAY, {**DELAY, "logicalType": "string"}, "Cannot change column type"),
        ({**DELAY, "partitioned": True, "partitionKeyPosition": 1}, CARRIER, "are parted by `delay`"),
        (told("least", "most"), told("most"), "`delay.least` is left out of a column that stays"),
    ],
)
def test_what_a_table_cannot_become_in_place_is_refused_with_the_version_that_can(lawful, tmp_path, first, then, why):
    trips = Unsettled(lawful, tmp_path, "append")
    assert trips.publish(first).status_code == 201
    answer = trips.publish(then)
    assert problem(answer) == (409, "cannot-evolve")
    assert why in answer.json()["detail"]
    assert answer.json()["hint"].startswith("publish it as 2.0.0")
