"""Products, ports, contracts and documents as they are read."""

import base64
import json

import pytest

from platform_api.registry.publication import InputPublication
from platform_api.registry.service import record_version
from tests.factories.contracts import FLIGHTS, contract, publication


def publish(mesh, promise, **more):
    mesh.change(lambda session: record_version(session, publication(promise, team="flight_ops", by="olga", **more)))


def test_products_are_listed_and_filtered(shared_mesh):
    sam = shared_mesh.by("sam")
    assert [row["name"] for row in sam.get("/api/v1/mesh/products").json()["items"]] == [
        "operations/flights",
        "weather/observations",
    ]
    found = sam.get("/api/v1/mesh/products", params={"domain": "weather", "status": "active"}).json()["items"]
    assert [row["name"] for row in found] == ["weather/observations"]
    assert sam.get("/api/v1/mesh/products", params={"domain": "weather", "team": "flight_ops"}).json()["items"] == []


@pytest.mark.parametrize("sort", ["name", "-name", "published_at", "-published_at"])
@pytest.mark.parametrize("limit", [1, 2, 3, 500])
def test_pages_follow_each_other_without_a_gap_or_a_repeat(mesh, sort, limit):
    for number in range(5):
        mesh.clock.now += number % 2  # some are published in the same second
        publish(mesh, contract(f"operations.p{number}", {"a": "public"}))
    seen, after = [], None
    while True:
        params = {"sort": sort, "limit": limit, **({"after": after} if after else {})}
        page = mesh.by("sam").get("/api/v1/mesh/products", params=params).json()
        seen += [(row["published_at"], row["name"]) for row in page["items"]]
        after = page["next"]
        if after is None:
            break
    key = (lambda row: row[1]) if "name" in sort else (lambda row: row)
    assert seen == sorted(seen, key=key, reverse=sort.startswith("-"))
    assert len(seen) == len(set(seen)) == 7


def test_a_cursor_fits_one_list_with_its_filters_alone(mesh):
    first = mesh.by("sam").get("/api/v1/mesh/products", params={"limit": 1}).json()["next"]
    for path, params in (
        ("/api/v1/mesh/products", {"sort": "-name"}),
        ("/api/v1/mesh/products", {"domain": "weather"}),
        ("/api/v1/mesh/ports", {}),
    ):
        answer = mesh.by("sam").get(path, params={**params, "after": first, "limit": 1})
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/bad-cursor")


@pytest.mark.parametrize(
    ("values", "status"),
    [
        (["a"], 200),
        (["zzz"], 200),
        ([7], 200),
        ([], 422),
        (["a", "b"], 422),
        ([None], 422),
        ([["a"]], 422),
        (["\ud800"], 422),
        ([2**63], 422),
        ([True], 422),
    ],
)
def test_a_cursor_that_was_tampered_with_shows_no_more_than_the_list(mesh, values, status):
    cursor = mesh.by("sam").get("/api/v1/mesh/products", params={"limit": 1}).json()["next"]
    scope = json.loads(base64.urlsafe_b64decode(cursor + "=="))[0]
    forged = base64.urlsafe_b64encode(json.dumps([scope, *values]).encode()).decode().rstrip("=")
    answer = mesh.by("sam").get("/api/v1/mesh/products", params={"limit": 1, "after": forged})
    assert answer.status_code == status
    assert len(answer.json().get("items", [])) <= 1


def test_a_product_shows_its_ports_and_inputs(mesh):
    reads = [
        InputPublication(
            name="observations",
            contract_id="weather.observations",
            upstream="weather.observations",
            version="1.0.0",
            expectations="expectations/observations.yaml",
            columns=["temp"],
        ),
        InputPublication(name="flights_csv", contract_id="flights_expectations"),
    ]
    files = {"expectations/observations.yaml": "kind: Expectations\n"}
    publish(mesh, contract("operations.delays", {"a": "public"}), reads=reads, files=files)
    found = mesh.by("sam").get("/api/v1/products/operations/delays").json()
    assert [port["name"] for port in found["ports"]] == ["operations.delays"]
    assert [(port["name"], port["upstream"], port["columns"]) for port in found["inputs"]] == [
        ("flights_csv", "", []),
        ("observations", "weather.observations", ["temp"]),
    ]
    consumers = mesh.by("wes").get("/api/v1/mesh/ports/weather.observations/consumers").json()
    assert [(row["product"], row["input"], row["columns"]) for row in consumers] == [
        ("operations/delays", "observations", ["temp"])
    ]


def test_a_port_shows_its_columns_in_order_and_the_contract_in_force(shared_mesh):
    found = shared_mesh.by("sam").get("/api/v1/mesh/ports/operations.flights").json()
    assert [(row["name"], row["classification"]) for row in found["columns"]] == list(FLIGHTS.items())
    assert (found["team"], found["contract"]["id"], found["contract"]["version"]) == (
        "flight_ops",
        "operations.flights",
        "1.0.0",
    )


def test_a_contract_is_handed_out_byte_for_byte(mesh):
    promise = contract("operations.odd", {"b": "public", "a": "public"}, purposes=["planning"])
    publish(mesh, promise)
    digest = mesh.by("sam").get("/api/v1/mesh/ports/operations.odd").json()["contract"]["digest"]
    answer = mesh.by("sam").get(f"/api/v1/mesh/documents/{digest}")
    assert (answer.content, answer.headers["trellis-document-kind"]) == (promise.text.encode(), "contract")
    assert answer.headers["etag"] == f'"{digest}"'


def test_code_has_a_digest_and_is_not_handed_out(mesh):
    publish(mesh, contract("operations.coded", {"a": "public"}), files={"transform.sql": "SELECT 'canary'"})
    version = mesh.by("sam").get("/api/v1/products/operations/coded/versions/1.0.0").json()
    assert mesh.by("root").get(f"/api/v1/mesh/documents/{version['files']['transform.sql']}").status_code == 404
    assert mesh.by("sam").get(f"/api/v1/mesh/documents/{version['descriptor']}").status_code == 200


def test_versions_and_contracts_are_listed_newest_first(mesh):
    for version in ("1.1.0", "1.2.0"):
        mesh.clock.now += 60
        promise = contract("operations.flights", {**FLIGHTS, f"v{version[2]}": "public"}, version=version)
        publish(mesh, promise, version=version)
    versions = mesh.by("sam").get("/api/v1/products/operations/flights/versions").json()["items"]
    contracts = mesh.by("sam").get("/api/v1/mesh/ports/operations.flights/contracts").json()["items"]
    assert [row["version"] for row in versions] == [row["version"] for row in contracts] == ["1.2.0", "1.1.0", "1.0.0"]


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/api/v1/products/operations/ghost", "unknown-product"),
        ("/api/v1/products/operations/ghost/versions", "unknown-product"),
        ("/api/v1/products/operations/flights/versions/9.9.9", "unknown-version"),
        ("/api/v1/mesh/ports/operations.ghost", "unknown-port"),
        ("/api/v1/mesh/ports/operations.ghost/consumers", "unknown-port"),
        ("/api/v1/mesh/documents/" + "0" * 64, "unknown-document"),
    ],
)
def test_what_is_not_there_says_where_to_look(shared_mesh, path, problem):
    answer = shared_mesh.by("sam").get(path)
    assert (answer.status_code, answer.json()["type"]) == (404, f"/problems/{problem}")
    assert answer.json()["hint"]
