"""Any sequence of runs, failing ones too, leaves the table as a dictionary has it that was told the same."""

import itertools
import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.errors import TrellisError
from sidecar.failpoints import armed
from tests.factories.evidence import faults
from tests.factories.loads import DAY, LOADED, RANGED, land, loaded_files, shown
from tests.factories.mesh import open_mesh
from tests.factories.running import published, run

ROWS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4), st.sampled_from([1, 2, -99])), max_size=6)
STEPS = st.lists(
    st.tuples(st.sampled_from(["run", "run", "run", "fail", "refresh"]), ROWS, st.integers(0, 3)),
    min_size=1,
    max_size=4,
)
FIRST = date(2026, 1, 1)


def day(number):
    return str(FIRST + timedelta(days=number))


def good(rows):
    """What the contract lets through of rows that come together: keys once, delays not too small."""
    ids = [key for key, _, _ in rows]
    return {key: (f"c{at}", day(at), float(delay)) for key, at, delay in rows if ids.count(key) == 1 and delay > -60}


class Model:
    """The table, and the rows that were ever delivered."""

    def __init__(self, load):
        self.load, self.rows, self.unread, self.every, self.loaded = load, {}, [], [], False

    def deliver(self, rows):
        self.unread += rows
        self.every += rows

    def run(self, how, at):
        if how == "refresh" or not self.loaded:
            self.rows = good(self.every)
        elif self.load == "range":
            inside = [row for row in self.every if row[1] == at]
            staying = {key: row for key, row in self.rows.items() if row[1] != day(at)}
            self.rows = {**{k: v for k, v in good(inside).items() if k not in staying}, **staying}
        else:
            new = good(self.unread)
            self.rows = {**self.rows, **new} if self.load == "upsert" else {**new, **self.rows}
        self.unread, self.loaded = [], True


@pytest.mark.parametrize("load", ["append", "upsert", "range"])
@given(steps=STEPS)
@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
def test_runs_do_as_the_model_does(template, portal, stock, load, steps):
    with (
        tempfile.TemporaryDirectory() as place,
        open_mesh(Path(place) / "home", template, portal=portal, law=stock) as mesh,
    ):
        folder, numbers = land(Path(place) / "product", "empty"), itertools.count()
        value = {"mode": "range", "column": DAY["name"]} if load == "range" else load
        reads = {"read": "whole", "where": RANGED} if load == "range" else {}
        published(mesh, loaded_files(value, columns=LOADED, **reads), location=str(folder))
        model = Model(load)
        for how, rows, at in steps:
            land(folder, f"f{next(numbers)}", *(f"{key},c{on},{day(on)},{delay}" for key, on, delay in rows))
            model.deliver(rows)
            ranged = load == "range" and how != "refresh" and model.loaded
            asked = {"range_from": day(at), "range_to": day(at + 1)} if ranged else {"full_refresh": how == "refresh"}
            if how == "fail":
                with armed(run__stage__after="error"), pytest.raises((TrellisError, OSError)):
                    run(mesh, Path(place) / "scratch", **asked)
            else:
                run(mesh, Path(place) / "scratch", **asked)
                model.run(how, at)
            assert shown(Path(place) / "home") == model.rows
            assert faults(Path(place) / "home") == []
