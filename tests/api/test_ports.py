"""A product's ports, however they are served: as part of the platform, and as an app of their own that asks it."""

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from governance.digests import digest_of_text
from governance.names import ProductName
from platform_api.client.transport import InProcess
from platform_api.settings import load_settings
from sidecar.ports import ENDPOINTS, ports_app
from tests.factories.mesh import Mesh, PortalTransport, open_mesh
from tests.factories.products import product_files
from tests.factories.running import problem, published, run, write_rows

TRIPS = "operations/trips"
READS = [one.path.replace("{port}", "trips").replace("{run}", "run_1") for one in ENDPOINTS if one.method == "GET"]
ACTS = [one.path for one in ENDPOINTS if one.method == "POST"]


@dataclass
class Served:
    """Ports that are served one way."""

    mesh: Mesh
    app: Any
    base: str
    portal: Any

    def by(self, who="", *, token="", **headers):
        used = token or (self.mesh.token(who) if who else "")
        told = {**({"Authorization": f"Bearer {used}"} if used else {}), **headers}
        return httpx.Client(
            transport=PortalTransport(self.app, self.portal), base_url=f"http://ports{self.base}", headers=told
        )


@pytest.fixture(scope="module")
def served(portal):
    """Serves a product of a mesh one of the two ways; the app that stands alone asks on a loop of its own, as it does."""
    with ExitStack() as stack:

        def serve(way, mesh, product=TRIPS, lend=None):
            if way == "up":
                return Served(mesh, mesh.app, f"/products/{product}", portal)
            transport = InProcess(mesh.app)
            stack.callback(transport.close)

            def connect(authorization):
                headers = {"Authorization": authorization}
                return httpx.Client(transport=transport, base_url="http://mesh", headers=headers)

            name = ProductName.parse(product)
            app = ports_app(name, connect=connect, lend=lend, clock=lambda: float(mesh.clock()))
            return Served(mesh, app, "", portal)

        yield serve


@pytest.fixture(scope="module", params=["up", "serve"])
def ports(request, trips, served):
    return served(request.param, trips)


@pytest.mark.parametrize("path", [*READS, *ACTS])
def test_nobody_gets_anything_without_a_token(ports, path):
    method = "POST" if path in ACTS else "GET"
    assert problem(ports.by().request(method, path, content=b"{")) == (401, "sign-in-needed")
    assert problem(ports.by(token="a.b.c").request(method, path, content=b"{"))[0] == 401


def test_two_tokens_are_no_token(ports):
    both = [("Authorization", f"Bearer {ports.mesh.token(who)}") for who in ("olga", "sam")]
    assert ports.by().get("/health", headers=both).status_code == 401


def test_the_front_page_says_what_is_here_and_how_to_be_let_in(ports):
    found = ports.by("sam").get("/").json()
    (port,) = found["outputs"]
    assert (found["name"], found["owners"], port["table"]) == (TRIPS, ["olga"], "mesh.operations.trips")
    assert port["access"]["ask_the_owners_to_run"].startswith("trellis grant operations.trips --to sam ")
    assert ports.by("sam").get(port["links"]["schema"].removeprefix(ports.base)).status_code == 200


@pytest.mark.parametrize("path", ["/descriptor", "/contracts/trips"])
def test_documents_are_byte_for_byte_and_named_by_their_digest(ports, path):
    client = ports.by("sam")
    answer = client.get(path)
    tag = answer.headers["etag"]
    assert tag == f'"{digest_of_text(answer.text)}"'
    given = [tag, f'"other", W/{tag}', "*"]
    assert [client.get(path, headers={"If-None-Match": one}).status_code for one in given] == [304, 304, 304]
    assert client.get(path, headers={"If-None-Match": '"other"'}).content == answer.content


def test_a_sample_is_what_the_law_shows_to_whoever_asks(ports):
    mine, theirs = (
        ports.by("olga").get("/sample/trips", params={"rows": 2}),
        ports.by("sam").get("/sample/trips?purpose=p"),
    )
    assert (len(mine.json()["rows"]), mine.json()["notes"]["tables"][0]["masked"]) == (2, [])
    assert problem(theirs) == (403, "read-denied")
    assert "trellis grant operations.trips --to sam" in theirs.json()["hint"]


def test_quality_tells_which_rules_were_broken_and_by_how_many_rows(ports):
    (port,) = ports.by("sam").get("/quality").json()["ports"]
    assert port["quarantined"]["last_run"] == {"delay.minimum": 1, "id.required": 1}
    assert (port["runs"][0]["rows"], port["runs"][0]["kept_share"]) == (5, 0.6)


def test_service_levels_are_promised_and_measured(ports):
    (port,) = ports.by("sam").get("/slos", params={"days": 7}).json()["ports"]
    assert [(one["property"], one["kept"]) for one in port["levels"]] == [("frequency", True)]


def test_metrics_are_what_prometheus_reads(ports):
    answer = ports.by("sam").get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    found = {one.name: one for one in text_string_to_metric_families(answer.text)}
    assert {one.labels["outcome"]: one.value for one in found["trellis_port_last_run_rows"].samples} == {
        "published": 3,
        "quarantined": 2,
    }


def test_health_tells_how_the_product_is(ports):
    assert ports.by("sam").get("/health").json()["status"] == "ok"


def test_the_history_is_the_platforms(ports):
    (newest,) = ports.by("sam").get("/runs").json()
    assert ports.by("sam").get(f"/runs/{newest['id']}").json()["state"] == "published"
    assert problem(ports.by("sam").get("/runs/run_none")) == (404, "unknown-run")


@pytest.mark.parametrize("path", ["/metrics", "/quality", "/slos", "/health", "/", "/lineage/trips", "/schema/trips"])
def test_no_value_of_a_row_is_told_where_no_policy_was_asked(ports, path):
    text = ports.by("sam").get(path).text
    assert [value for value in ("N1", "N4", "-100", "UA") if value in text] == []


@pytest.mark.parametrize(
    "name", ["flights", "operations.flights", "trips__quarantine", "..%2F..%2Fme", "%00", "trips%20--", "'", "x" * 131]
)
@pytest.mark.parametrize("kind", ["contracts", "schema", "sample", "lineage"])
def test_a_port_of_another_name_is_not_there(ports, kind, name):
    status, slug = problem(ports.by("olga").get(f"/{kind}/{name}"))
    assert (status, slug) in {(404, "unknown-port"), (404, "unknown-address"), (422, "bad-request")}


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/sample/trips", {"purpose": "x" * 60_000}),
        ("/sample/trips", {"purpose": "a' OR 1=1"}),
        ("/sample/trips", {"rows": 0}),
        ("/sample/trips", {"rows": 10**9}),
        ("/sample/trips", {"row": 1}),
        ("/slos", {"days": "-1"}),
        ("/slos", {"days": 365}),
        ("/quality", {"runs": 1_000_000}),
        ("/metrics", {"x": 1}),
    ],
)
def test_what_does_not_fit_is_refused(ports, path, query):
    answer = ports.by("olga").get(path, params=query)
    assert problem(answer) in {(422, "bad-request"), (431, "headers-too-large")}


@pytest.mark.parametrize("body", [b"{", b"[]", b'{"x": 1}', b"\xff", b'{"port": 5}', b"[" * 5_000])
@pytest.mark.parametrize("path", ["/run", "/replay", "/pause"])
def test_a_body_that_does_not_fit_begins_nothing(ports, path, body):
    before = ports.by("olga").get("/runs").json()
    answer = ports.by("olga").post(path, content=body, headers={"Content-Type": "application/json"})
    assert problem(answer) == (422, "bad-request")
    assert ports.by("olga").get("/runs").json() == before


def test_a_body_is_bounded(ports):
    answer = ports.by("olga").post("/run", content=b" " * 2_000_000)
    assert problem(answer) == (413, "body-too-large")


@pytest.mark.parametrize("key", ["a b", "", "x" * 129, "ü"])
def test_a_key_of_another_form_is_refused(ports, key):
    answer = ports.by("olga").post("/run", headers=[(b"Idempotency-Key", key.encode())])
    assert problem(answer) == (422, "bad-idempotency-key")


@pytest.mark.parametrize("who", ["sam", "mia", "wes"])
@pytest.mark.parametrize("path", ["/run", "/replay"])
def test_a_run_is_begun_by_those_whom_the_law_lets(ports, who, path):
    answer = ports.by(who).post(path, json={"port": "trips"} if path == "/replay" else {})
    assert problem(answer) == (403, "denied")


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/metrics"), ("DELETE", "/run"), ("GET", "/pause"), ("GET", "/x")]
)
def test_what_is_not_here_is_a_problem_too(ports, method, path):
    answer = ports.by("olga").request(method, path)
    assert problem(answer)[1] in {"method-not-allowed", "unknown-address"}
    assert ("allow" in answer.headers) == (answer.status_code == 405)


def test_no_other_site_may_read_an_answer_and_no_host_is_echoed(ports):
    answer = ports.by("olga", Host="evil.example", Origin="https://evil.example").get("/")
    assert not [name for name in answer.headers if name.startswith("access-control-")]
    assert "evil" not in answer.text + str(answer.headers)
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_fifty_scrapes_at_once_all_get_the_same_figures(ports):
    client = ports.by("sam")
    with ThreadPoolExecutor(50) as crowd:
        answers = list(crowd.map(lambda _: client.get("/metrics"), range(50)))
    assert {one.status_code for one in answers} == {200}
    assert len({one.text for one in answers}) == 1


@pytest.mark.parametrize("way", ["up", "serve"])
def test_a_product_that_is_not_there_is_not_found(trips, served, way):
    client = served(way, trips, "operations/nothing").by("olga")
    assert {problem(client.get(path)) for path in ("/", "/metrics", "/slos", "/descriptor")} == {
        (404, "unknown-product")
    }


@pytest.mark.parametrize("name", ["Operations/trips", "operations/..", "mesh/trips", "operations/tr%20ips", "a/b/c"])
def test_a_name_that_no_product_can_have_is_refused(trips, name):
    assert trips.by("olga").get(f"/products/{name}/metrics").status_code in {404, 422}


@pytest.mark.parametrize("way", ["up", "serve"])
def test_a_setting_opens_metrics_and_health_and_nothing_else(tmp_path, template, portal, stock, served, way):
    with open_mesh(tmp_path / "home", template, portal=portal, law=stock, public_metrics=True) as mesh:
        published(mesh, location=str(write_rows(tmp_path)))
        run(mesh, tmp_path / "scratch")
        nobody = served(way, mesh, lend=lambda: f"Bearer {mesh.token(TRIPS)}").by()
        told = {path: nobody.get(path).status_code for path in READS}
        assert [path for path, status in told.items() if status == 200] == ["/metrics", "/health"]
        assert {status for path, status in told.items() if path not in {"/metrics", "/health"}} == {401}


def test_masked_and_filtered_rows_are_told_of_and_not_shown(tmp_path, template, portal, stock, served):
    with open_mesh(tmp_path / "home", template, portal=portal, law=stock) as mesh:
        published(mesh, location=str(write_rows(tmp_path)))
        run(mesh, tmp_path / "scratch")
        grant = {"grantee": "sam", "grantee_kind": "user", "purposes": ["planning"], "reason": "to plan"}
        new = {**grant, "columns": ["id", "tailnum"], "expires": mesh.clock() + 3600}
        assert mesh.by("olga").post("/api/v1/mesh/ports/operations.trips/grants", json=new).status_code == 201
        for way in ("up", "serve"):
            found = served(way, mesh).by("sam").get("/sample/trips", params={"purpose": "planning"})
            assert found.status_code == 200, found.text
            assert found.json()["notes"]["tables"][0]["masked"] == ["tailnum"]
            assert "N1" not in found.text


def test_the_ports_describe_themselves(trips, served):
    document = served("serve", trips).by().get("/openapi.json").json()
    assert sorted(document["paths"]) == sorted(one.path for one in ENDPOINTS)
    operations = [operation for methods in document["paths"].values() for operation in methods.values()]
    assert all(operation["description"] for operation in operations)


def test_what_a_request_began_is_found_under_its_key(lawful, tmp_path):
    published(lawful, location=str(write_rows(tmp_path)))
    body = {"holder": "one", "requested": {"key": "k", "digest": "0" * 64}}
    runs, client = f"/api/v1/products/{TRIPS}/runs", lawful.by("olga")
    begun = client.post(runs, json=body).json()["run_id"]
    again = client.post(runs, json=body)
    assert (problem(again), again.json()["run"]) == ((409, "already-begun"), begun)
    other = {**body, "requested": {"key": "k", "digest": "1" * 64}}
    assert problem(client.post(runs, json=other)) == (409, "idempotency-key-reused")


def test_files_of_a_product_are_not_part_of_its_ports(ports):
    assert json.dumps(product_files(TRIPS)["transform.sql"])[1:20] not in ports.by("olga").get("/").text
    assert load_settings().public_metrics is False


def test_a_pause_is_described_as_it_is_taken(ports):
    place = "/products/{domain}/{product}/pause" if ports.base else "/pause"
    described = ports.app.openapi()
    wanted = described["paths"][place]["post"]["requestBody"]
    shape = described["components"]["schemas"][wanted["content"]["application/json"]["schema"]["$ref"].split("/")[-1]]
    assert (wanted["required"], shape["required"]) == (True, ["reason"])
    assert shape["properties"]["reason"]["maxLength"] == 500
