"""Rows that broke their contract, counted and shown to the team that has to mend them."""

import json

import pytest

from tests.factories.mesh import open_mesh
from tests.factories.products import product_files
from tests.factories.running import problem, published, run, write_rows

TRIPS = "/api/v1/mesh/ports/operations.trips/quarantine"
SECOND = "id,carrier,tailnum,delay\n1,AA,N1,5\n1,AA,N1,6\n2,AA,N2,-99\n"


@pytest.fixture(scope="module")
def mesh(tmp_path_factory, template, portal, stock):
    """The product ran twice: on two broken rows, then on three, two of which share a key."""
    folder = tmp_path_factory.mktemp("aside")
    with open_mesh(folder / "home", template, portal=portal, law=stock) as opened:
        published(opened, location=str(write_rows(folder)))
        published(opened, name="operations/empty", location=str(folder))
        opened.runs = [run(opened, folder / "scratch").run_id]
        write_rows(folder, SECOND)
        opened.runs.append(run(opened, folder / "scratch").run_id)
        yield opened


def ask(mesh, path="", *, by="mia", **query):
    return mesh.by(by).get(f"{TRIPS}{path}", params=query)


def reasons(counts):
    return {one["reason"]: one["rows"] for one in counts["reasons"]}


def test_the_last_run_is_counted_by_reason_with_what_each_rule_says(mesh):
    found = ask(mesh).json()
    assert (found["port"], found["run"], found["rows"]) == ("operations.trips", mesh.runs[1], 3)
    assert reasons(found) == {"table.primary_key": 2, "delay.minimum": 1}
    assert all(one["rule"] for one in found["reasons"])


def test_an_earlier_run_or_all_of_them_can_be_asked_for(mesh):
    first, every = ask(mesh, run=mesh.runs[0]).json(), ask(mesh, run="all").json()
    assert reasons(first) == {"id.required": 1, "delay.minimum": 1}
    assert (first["rows"], every["rows"], every["run"]) == (2, 5, "")


def test_rows_are_as_they_came_with_their_run_contract_and_reasons(mesh):
    found = ask(mesh, "/rows", run=mesh.runs[0], reason="id.required").json()["rows"]
    contract = mesh.by("sam").get("/api/v1/mesh/ports/operations.trips").json()["contract"]["digest"]
    (row,) = found
    assert (row["run"], row["contract"], row["reasons"]) == (mesh.runs[0], contract, ["id.required"])
    assert json.loads(row["row"]) == {"id": None, "carrier": "DL", "tailnum": "N5", "delay": "7"}


@pytest.mark.parametrize(("limit", "rows"), [(1, 1), (3, 3), (10_000, 5)])
def test_there_are_as_many_rows_as_were_asked_for(mesh, limit, rows):
    assert len(ask(mesh, "/rows", run="all", limit=limit).json()["rows"]) == rows


@pytest.mark.parametrize("limit", [0, -1, 10_001, "1; DROP TABLE x"])
def test_a_limit_that_makes_no_sense_is_refused(mesh, limit):
    assert ask(mesh, "/rows", limit=limit).status_code == 422


@pytest.mark.parametrize("text", ["' OR '1'='1", "x'); SELECT 1 --", "run_1", "\\", "é"])
def test_a_run_or_reason_is_a_value_and_never_sql(mesh, text):
    assert ask(mesh, run=text).json()["rows"] == 0
    assert ask(mesh, "/rows", run="all", reason=text).json()["rows"] == []


def test_a_port_without_bad_rows_has_an_empty_quarantine(mesh):
    found = mesh.by("mia").get("/api/v1/mesh/ports/operations.empty/quarantine").json()
    assert (found["rows"], found["reasons"], found["run"]) == (0, [], "")


@pytest.mark.parametrize("who", ["sam", "wes", "root", "operations/trips"])
@pytest.mark.parametrize("path", ["", "/rows"])
def test_rows_in_clear_are_for_the_team_alone(mesh, who, path):
    answer = ask(mesh, path, by=who)
    assert problem(answer) == (403, "denied")
    assert "N5" not in answer.text


def test_a_port_that_is_not_there_is_not_found(mesh):
    answer = mesh.by("mia").get("/api/v1/mesh/ports/operations.ghost/quarantine")
    assert problem(answer) == (404, "unknown-port")


def test_a_rule_that_has_left_the_contract_keeps_its_rows_without_words(mesh):
    free = [{"name": "delay", "logicalType": "number"}]
    files = product_files(
        columns=[*json.loads(product_files()["contracts/trips.odcs.yaml"])["schema"][0]["properties"][:3], *free],
        version="2.0.0",
    )
    assert published(mesh, files)["ports"][0]["name"] == "operations.trips_v2"
    assert reasons(ask(mesh, run="all").json())["delay.minimum"] == 2
