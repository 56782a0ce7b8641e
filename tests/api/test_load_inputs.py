"""Runs that read what is new of other products' ports, and what they do when that cannot be told."""

import json
from dataclasses import replace

import pytest

from governance.errors import Conflict
from governance.names import ProductName
from sidecar.run import run_product
from tests.factories.evidence import faults, rows_of
from tests.factories.loads import LOADED, RANGED, land, loaded_files, shown
from tests.factories.products import descriptor_of, expectations_of, product_files, source_port
from tests.factories.running import published, run, surroundings

PUBLIC = [{key: value for key, value in one.items() if key != "classification"} for one in LOADED]
KINDS = [{"property": "kind", "value": "consumer-aligned"}, {"property": "purpose", "value": "planning"}]


DAYS = {"mode": "range", "column": "day"}
JANUARY = {"range_from": "2026-01-01", "range_to": "2026-01-02"}


def late_files(load, read="new", release="1.0.0", columns=PUBLIC):
    """`weather/late`, which takes every row of `operations.trips`, or those of the run's range."""
    custom = [{"property": "read", "value": read}]
    reads = [{"name": "trips", "version": "1.0.0", "contractId": "operations.trips", "customProperties": custom}]
    told = descriptor_of("weather/late", [], team="weather_team", owner="wes")["outputPorts"]
    told[0]["customProperties"] = [{"property": "load", "value": load}]
    text = "SELECT id, carrier, day, delay FROM {{ input('trips') }}" + RANGED
    changed = {"customProperties": KINDS, "outputPorts": told, "version": release}
    files = product_files(
        "weather/late", columns, inputs=reads, transform=text, team="weather_team", owner="wes", descriptor=changed
    )
    kinds = [{"name": one["name"], "logicalType": one["logicalType"]} for one in PUBLIC]
    return {**files, "expectations/trips.yaml": json.dumps(expectations_of("operations.trips", kinds))}


@pytest.fixture
def chain(lawful, tmp_path):
    """Makes a chain of two products, the first of them loaded once."""

    def make(up, down):
        folder = land(tmp_path / "up", "a", "1,AA,2026-01-01,1", "2,UA,2026-01-02,2")
        published(lawful, loaded_files(up, columns=PUBLIC), location=str(folder))
        published(lawful, late_files(down), by="wes", name="weather/late")

        def again(name, **asked):
            by = "wes" if name == "weather/late" else "olga"
            said = []
            [port] = run(lawful, tmp_path / "scratch", name, by=by, tell=said.append, **asked).ports
            assert faults(tmp_path / "home") == []
            return port, " ".join(said)

        again("operations/trips")
        again("weather/late")
        return folder, again, lambda: sorted(shown(tmp_path / "home", "weather.late"))

    return make


@pytest.mark.parametrize("down", ["append", "upsert"])
def test_only_files_that_an_input_added_are_read(chain, down):
    folder, again, ids = chain("append", down)
    land(folder, "b", "3,AA,2026-01-03,1")
    again("operations/trips")
    land(folder, "c", "4,AA,2026-01-03,1")
    again("operations/trips")
    assert (again("weather/late")[0].rows, ids()) == (2, [1, 2, 3, 4])
    port, said = again("weather/late")
    assert (port.rows, "nothing is new" in said) == (0, True)


def test_an_input_that_was_replaced_cannot_be_appended_from(chain):
    folder, again, ids = chain("append", "append")
    land(folder, "a", "5,AA,2026-01-03,1")
    again("operations/trips", full_refresh=True)
    with pytest.raises(Conflict, match="rows of it were replaced since"):
        again("weather/late")
    assert ids() == [1, 2]
    assert (again("weather/late", full_refresh=True)[0].mode, ids()) == ("replace", [5])
    land(folder, "b", "6,AA,2026-01-03,1")
    again("operations/trips")
    assert (again("weather/late")[0].rows, ids()) == (1, [5, 6])


def test_an_input_that_was_replaced_is_upserted_whole_and_what_it_lost_stays_until_told(chain):
    folder, again, ids = chain("upsert", "upsert")
    land(folder, "a", "2,NEW,2026-01-03,1", "5,AA,2026-01-03,1")
    again("operations/trips", full_refresh=True)
    port, said = again("weather/late")
    assert (port.rows, port.replaced, ids()) == (2, 1, [1, 2, 5])
    assert "`trips` is read whole" in said
    assert "`--full-refresh` drops them" in said
    again("weather/late", full_refresh=True)
    assert ids() == [2, 5]


def test_what_was_read_for_a_range_does_not_count_as_read_by_a_port_that_adds(lawful, tmp_path):
    folder, scratch = land(tmp_path / "up", "a", "1,AA,2026-01-01,1", "2,UA,2026-01-02,2"), tmp_path / "scratch"
    published(lawful, loaded_files("append", columns=PUBLIC), location=str(folder))
    run(lawful, scratch)
    late = {"name": "weather/late", "by": "wes"}
    published(lawful, late_files(DAYS, "whole"), **late)
    run(lawful, scratch, "weather/late", by="wes", **JANUARY)
    published(lawful, late_files("append", release="1.0.1"), **late)
    land(folder, "b", "3,AA,2026-01-03,1")
    run(lawful, scratch)
    with pytest.raises(Conflict, match=r"not known what of `operations\.trips` was read before"):
        run(lawful, scratch, "weather/late", by="wes")
    run(lawful, scratch, "weather/late", by="wes", full_refresh=True)
    assert sorted(shown(tmp_path / "home", "weather.late")) == [1, 2, 3]


@pytest.mark.parametrize(
    ("load", "first", "then"), [(DAYS, JANUARY, {**JANUARY, "range_from": "2025-12-31"}), ("append", {}, {})]
)
def test_rows_that_stay_do_not_outlive_the_law_under_which_they_were_read(lawful, tmp_path, load, first, then):
    secret = [PUBLIC[0], {**PUBLIC[1], "classification": "confidential"}, *PUBLIC[2:]]
    folder, scratch = land(tmp_path / "up", "a", "1,AA,2026-01-01,1"), tmp_path / "scratch"
    published(lawful, loaded_files("append", columns=secret), location=str(folder))
    run(lawful, scratch)
    published(lawful, late_files(load, columns=secret), by="wes", name="weather/late")
    owner, grants = lawful.by("olga"), "/api/v1/mesh/ports/operations.trips/grants"
    new = {"grantee_kind": "product", "grantee": "weather/late", "purposes": ["planning"], "reason": "planning"}
    new["expires"] = lawful.clock() + 86400
    clear = owner.post(grants, json={**new, "clear": ["carrier"]}).json()["id"]
    run(lawful, scratch, "weather/late", by="wes", **first)
    owner.post(f"/api/v1/mesh/grants/{clear}/revocation", json={"reason": "enough"})
    assert owner.post(grants, json=new).status_code == 201
    with pytest.raises(Conflict, match=r"the law shows other rows or values of `operations\.trips`"):
        run(lawful, scratch, "weather/late", by="wes", **then)


def referring_files(*inputs, text, release="1.0.0"):
    """`weather/late`, which adds the ids of files to those it has; every id is one of `operations.trips`."""
    is_read = any(one["contractId"] == "operations.trips" for one in inputs)
    kinds = KINDS if is_read else [{"property": "kind", "value": "source-aligned"}, KINDS[1]]
    told = descriptor_of("weather/late", [], team="weather_team", owner="wes")["outputPorts"]
    told[0]["customProperties"] = [{"property": "load", "value": "append"}]
    key = {"type": "foreignKey", "to": "operations.trips.id"}
    changed = {"customProperties": kinds, "outputPorts": told, "version": release}
    columns = [{"name": "id", "logicalType": "integer", "relationships": [key]}]
    who = {"team": "weather_team", "owner": "wes"}
    files = product_files("weather/late", columns, inputs=inputs, transform=text, descriptor=changed, **who)
    relied = {
        one["name"]: expectations_of(one["contractId"], [{"name": "id", "logicalType": kind}])
        for one, kind in zip(inputs, ("string", "integer"), strict=False)
    }
    return {**files, **{f"expectations/{name}.yaml": json.dumps(found) for name, found in relied.items()}}


NEW = {"customProperties": [{"property": "read", "value": "new"}]}
TRIPS = {"name": "trips", "version": "1.0.0", "contractId": "operations.trips", **NEW}
OWN = source_port("own", "own/*.csv")
OWN["customProperties"] += NEW["customProperties"]
IDS = "SELECT id FROM {{ source('own') }}"
BOTH = f"{IDS} UNION ALL SELECT id FROM {{{{ input('trips') }}}}"


def test_a_port_in_which_keys_were_looked_up_was_not_read(lawful, tmp_path):
    folder, scratch = land(tmp_path / "up", "a", "1,AA,2026-01-01,1", "2,UA,2026-01-02,2"), tmp_path / "scratch"
    published(lawful, loaded_files("append", columns=PUBLIC), location=str(folder))
    run(lawful, scratch)
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "a.csv").write_text("id\n2\n")
    late = {"name": "weather/late", "by": "wes", "location": str(tmp_path)}
    published(lawful, referring_files(OWN, text=IDS), **late)
    run(lawful, scratch, "weather/late", by="wes")
    published(lawful, referring_files(OWN, TRIPS, text=BOTH, release="1.0.1"), **late)
    with pytest.raises(Conflict, match=r"not known what of `operations\.trips` was read before"):
        run(lawful, scratch, "weather/late", by="wes")
    run(lawful, scratch, "weather/late", by="wes", full_refresh=True)
    assert sorted(row["id"] for row in rows_of(tmp_path / "home", "weather.late")) == [1, 2, 2]


def meanwhile(given, act):
    """Let something be done when the tables of a run have been asked for the first time."""

    def catalog(run_id, fence):
        found, waiting = given.catalog(run_id, fence), [act]
        ask = found.load_table

        def load_table(identifier):
            table = ask(identifier)
            if waiting:
                waiting.pop()()
            return table

        found.load_table = load_table
        return found

    return replace(given, catalog=catalog)


def test_rows_that_come_while_a_port_is_opened_twice_are_read_by_the_next_run(lawful, tmp_path):
    folder, scratch = land(tmp_path / "up", "a", "1,AA,2026-01-01,1"), tmp_path / "scratch"
    published(lawful, loaded_files("append", columns=PUBLIC), location=str(folder))
    run(lawful, scratch)
    key = {"relationships": [{"type": "foreignKey", "to": "operations.trips.id"}]}
    columns = [{**PUBLIC[0], **key}, *PUBLIC[1:]]  # the port is read, and its keys are looked up
    published(lawful, late_files("append", columns=columns), by="wes", name="weather/late")

    def gain():
        land(folder, "b", "2,AA,2026-01-03,1")
        run(lawful, tmp_path / "beside")

    given = surroundings(lawful, scratch, by="wes")
    run_product(ProductName.parse("weather/late"), meanwhile(given, gain))
    run(lawful, scratch, "weather/late", by="wes")
    assert sorted(shown(tmp_path / "home", "weather.late")) == [1, 2]


def test_hashes_of_one_purpose_are_not_added_to_those_of_another(lawful, tmp_path):
    mask = [{"property": "mask", "value": "hash", "vendor": "trellis"}]
    hidden = [PUBLIC[0], {**PUBLIC[1], "classification": "confidential", "customProperties": mask}, *PUBLIC[2:]]
    folder, scratch = land(tmp_path / "up", "a", "1,AA,2026-01-01,1"), tmp_path / "scratch"
    published(lawful, loaded_files("append", columns=hidden), location=str(folder))
    run(lawful, scratch)
    late = {"name": "weather/late", "by": "wes"}
    published(lawful, late_files("append", columns=hidden), **late)
    new = {"grantee_kind": "product", "grantee": "weather/late", "purposes": ["planning", "research"], "reason": "both"}
    new["expires"] = lawful.clock() + 86400
    assert lawful.by("olga").post("/api/v1/mesh/ports/operations.trips/grants", json=new).status_code == 201
    run(lawful, scratch, "weather/late", by="wes")
    other = late_files("append", columns=hidden, release="1.0.1")
    other["product.odps.yaml"] = other["product.odps.yaml"].replace('"planning"', '"research"')
    published(lawful, other, **late)
    land(folder, "b", "2,AA,2026-01-02,1")
    run(lawful, scratch)
    with pytest.raises(Conflict, match="were made for `planning`, and are others for `research`"):
        run(lawful, scratch, "weather/late", by="wes")
    run(lawful, scratch, "weather/late", by="wes", full_refresh=True)
    [(one, _, _), (other, _, _)] = shown(tmp_path / "home", "weather.late").values()
    assert one == other
