"""Tasks on a table that runs add to: what they do to it, the next run builds on."""

import pytest

from governance.errors import Conflict
from governance.names import ProductName
from sidecar.run import DivertedRows, replay_rows
from tests.factories.evidence import faults
from tests.factories.loads import LOADED, RANGED, land, loaded_files, shown
from tests.factories.running import published, run, surroundings

NAME = ProductName.parse("operations/trips")
LENIENT = [*LOADED[:3], {"name": "delay", "logicalType": "number"}]


class Trips:
    def __init__(self, mesh, folder, load):
        self.mesh, self.folder, self.load = mesh, folder / "product", load
        land(self.folder, "a", "1,AA,2026-01-01,1", "2,UA,2026-01-02,-100")
        self.publish()

    def publish(self, **more):
        published(self.mesh, loaded_files(self.load, **more), location=str(self.folder))

    def run(self):
        [port] = run(self.mesh, self.folder / "scratch").ports
        return port

    def replay(self):
        given = surroundings(self.mesh, self.folder / "scratch", by="olga")
        return replay_rows(NAME, given, DivertedRows(port="operations.trips")).port


@pytest.mark.parametrize("load", ["append", "upsert"])
def test_a_run_after_a_replay_reads_what_is_new_alone_and_keeps_the_replayed_rows(lawful, tmp_path, load):
    trips = Trips(lawful, tmp_path, load)
    trips.run()
    land(trips.folder, "b", "3,DL,2026-01-03,3", "4,DL,2026-01-03,-200")
    trips.run()
    trips.publish(columns=LENIENT, version="1.1.0")
    assert trips.replay().published == 2
    land(trips.folder, "c", "5,DL,2026-01-04,5")
    port = trips.run()
    assert (port.rows, port.published, port.total) == (1, 1, 5)
    assert sorted(shown(lawful.state.home.root)) == [1, 2, 3, 4, 5]
    assert faults(lawful.state.home.root) == []


def test_rows_that_stay_are_judged_anew_when_a_replay_came_between_two_contracts(lawful, tmp_path):
    trips = Trips(lawful, tmp_path, "append")
    trips.run()
    trips.publish(columns=LENIENT, version="1.1.0")
    trips.replay()
    land(trips.folder, "b", "3,DL,2026-01-03,3")
    assert trips.run().total == 3


DAYS = {"mode": "range", "column": "day"}


class Days(Trips):
    """Loaded day by day; rows without a day come with every range."""

    def publish(self, **more):
        where = RANGED.replace("WHERE day >=", "WHERE day IS NULL OR day >=")
        published(self.mesh, loaded_files(DAYS, read="whole", where=where, **more), location=str(self.folder))

    def load_day(self, number):
        ends = {"range_from": f"2026-01-0{number}", "range_to": f"2026-01-0{number + 1}"}
        return run(self.mesh, self.folder / "scratch", **ends)


def test_rows_of_a_range_can_be_replayed_until_their_own_range_is_loaded_again(lawful, tmp_path):
    days = Days(lawful, tmp_path, DAYS)
    land(days.folder, "a", *(f"{number},AA,2026-01-0{number},-100" for number in (1, 2, 3)))
    first, *_ = [days.load_day(number).run_id for number in (1, 2, 3, 1)]
    days.publish(columns=LENIENT, version="1.1.0")
    given = surroundings(lawful, tmp_path / "scratch", by="olga")
    with pytest.raises(Conflict, match="was replaced by a later run"):
        replay_rows(NAME, given, DivertedRows(port="operations.trips", run=first))
    port = days.replay()
    assert (port.rows, port.published) == (3, 3)
    assert sorted(shown(lawful.state.home.root)) == [1, 2, 3]
    days.load_day(2)
    assert sorted(shown(lawful.state.home.root)) == [1, 2, 3]
    assert faults(lawful.state.home.root) == []


def test_a_row_that_no_range_could_replace_stays_in_quarantine(lawful, tmp_path):
    days = Days(lawful, tmp_path, DAYS)
    land(days.folder, "a", "1,AA,2026-01-01,1", "2,AA,,1")
    for _ in range(2):
        days.load_day(1)
        port = days.replay()
        assert (port.published, port.reasons) == (0, {"load.range_null": 1})
    assert sorted(shown(lawful.state.home.root)) == [1]
    assert faults(lawful.state.home.root) == []
