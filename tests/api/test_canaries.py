"""Values planted where few may look, and everything that others can ask, searched for them: bodies, headers and errors."""

import json

import pytest

from platform_api.routing import guarded_routes
from tests.factories.addresses import filled, names_in_paths
from tests.factories.mesh import NOON, open_mesh
from tests.factories.products import product_files
from tests.factories.running import ROWS, published, query, run, write_rows

CANARIES = (
    "canarycell",
    "canaryrow",
    "canarybad",
    "canarypurpose",
    "canaryreason",
    "canarysql",
    "canarynote",
    "canarykey",
)
STRANGERS = ["", "sam", "wes", "robot", "weather/observations"]
TRIPS = {"product": "trips", "port": "operations.trips", "dataset": "operations.trips", "column:path": "tailnum"}
GRANT = {"grantee_kind": "user", "grantee": "sam", "purposes": ["planning"], "expires": NOON + 9, "reason": "please"}
WILDCARDS = ["~", "*", "%", "_", "-", "all", "null", "0", "-1", "", ".", "..", "canary", "canary%", "CANARYCELL"]
SQL = [
    "select * from mesh.operations.trips",
    "select count(*) from mesh.operations.trips",
    "select cast(tailnum as integer) from mesh.operations.trips",
    "select * from mesh.operations.trips where 1 / (id - 9) > 0",
    "select * from mesh.operations.trips where tailnum like 'CAN%'",
    "select * from mesh.operations.trips__quarantine",
    'select * from mesh.operations."trips$snapshots"',
    "select * from mesh.operations.trips for version as of 1",
    "select * from mesh.weather.observations o join mesh.operations.trips t on true",
    "with x as (select * from mesh.operations.trips) select max(tailnum) from x",
    "explain select * from mesh.operations.trips",
    "select * from read_csv('rows.csv')",
    "show stats for mesh.operations.trips",
]


@pytest.fixture(scope="module")
def mesh(tmp_path_factory, template, portal, stock):
    folder = tmp_path_factory.mktemp("canaries")
    rows = ROWS + "9,AA,CANARYCELL,5\n,CANARYBAD,CANARYROW,7\n"
    with open_mesh(folder / "home", template, portal=portal, law=stock) as opened:
        opened.names = {**opened.change(lambda session: names_in_paths(session, opened)), **TRIPS}
        published(opened, location=str(write_rows(folder, rows)))
        opened.names["run"] = run(opened, folder / "scratch").run_id
        opened.names["grant"] = plant(opened)
        found = opened.by("olga").get("/api/v1/mesh/ports/operations.trips/decisions").json()["items"]
        opened.names["decision"] = found[0]["id"]
        yield opened


def plant(mesh):
    """Grant, revoke and query as an owner, with something in each that only the team may read."""
    given = {**GRANT, "grantee": "mia", "purposes": ["planning", "canarypurpose"], "reason": "canaryreason"}
    contracts = "/api/v1/mesh/ports/operations.flights/grants"
    grant = mesh.by("olga").post(contracts, json=given, headers={"Idempotency-Key": "canarykey"}).json()["id"]
    mesh.by("olga").post(f"/api/v1/mesh/grants/{grant}/revocation", json={"reason": "canarynote"})
    assert query(mesh, "select tailnum from mesh.operations.trips where tailnum <> 'CANARYSQL'").status_code == 200
    return grant


def seen(answer):
    """The canaries in an answer, wherever they are."""
    shown = f"{answer.text} {answer.headers}".lower()
    return [canary for canary in CANARIES if canary in shown]


def reads(mesh):
    return [filled(path, mesh.names) for method, path, _ in guarded_routes(mesh.app) if method == "GET"]


def test_the_canaries_are_there_for_the_team(mesh):
    told = [mesh.by("olga").get(path).text.lower() for path in reads(mesh)]
    told.append(query(mesh, SQL[0]).text.lower())
    missing = {canary for canary in CANARIES if not any(canary in text for text in told)}
    assert missing <= {"canarysql", "canarykey"}  # which the platform keeps to itself


@pytest.mark.parametrize("who", STRANGERS)
def test_no_page_shows_a_stranger_a_canary(mesh, who):
    assert {path: seen(answer) for path in reads(mesh) if seen(answer := mesh.by(who).get(path))} == {}


@pytest.mark.parametrize("who", ["sam", "wes"])
@pytest.mark.parametrize("value", WILDCARDS)
def test_no_parameter_shows_a_stranger_a_canary(mesh, who, value):
    found = {}
    for path, operation in mesh.by().get("/openapi.json").json()["paths"].items():
        for one in operation.get("get", {}).get("parameters", ()):
            if one["in"] == "query":
                address = filled(path, {name.partition(":")[0]: known for name, known in mesh.names.items()})
                found[address, one["name"]] = seen(mesh.by(who).get(address, params={one["name"]: value}))
    assert len(found) > 40
    # What was asked for may be repeated: it is no news to the one who asked.
    assert {place for place, canaries in found.items() if set(canaries) - {value.lower()}} == set()


@pytest.mark.parametrize("who", ["sam", "wes"])
@pytest.mark.parametrize("sql", SQL)
def test_no_query_shows_a_stranger_a_canary(mesh, who, sql):
    answer = query(mesh, sql, by=who, purpose="planning")
    assert (answer.status_code in {403, 404, 422}, seen(answer)) == (True, [])


@pytest.mark.parametrize("who", STRANGERS)
def test_no_attempt_to_write_shows_a_stranger_a_canary(mesh, who):
    bodies = [
        {},
        GRANT,
        {"reason": "x"},
        {"role": "owner"},
        {"files": product_files("operations/trips")},
        {"holder": "x"},
    ]
    writes = [(method, filled(path, mesh.names)) for method, path, _ in guarded_routes(mesh.app) if method != "GET"]
    told = {}
    for method, path in writes:
        for body in bodies:
            answer = mesh.by(who).request(method, path, json=body, headers={"Idempotency-Key": "canarykey-of-mine"})
            told[method, path, json.dumps(body)[:40]] = set(seen(answer)) - {"canarykey"}
    assert {place: canaries for place, canaries in told.items() if canaries} == {}


def test_a_search_for_a_hidden_value_counts_nothing(mesh):
    found = mesh.by("sam").get("/api/v1/mesh/search", params={"q": "CANARYCELL"}).json()
    assert (found["total"], found["items"], seen_in(found["suggestions"])) == (0, [], False)


def seen_in(value):
    return any(canary in json.dumps(value).lower() for canary in CANARIES)
