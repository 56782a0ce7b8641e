"""`trellis up` on a port of its own: the same mesh over HTTP, with a token, for the command line, Python and curl."""

import json
import os
import re
import signal
import subprocess

import httpx
import pytest

from platform_api.client import connect
from tests.factories.evidence import faults
from tests.factories.processes import PROGRAM

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
ALL = "SELECT id, customer FROM sales.orders ORDER BY id"


def start(home):
    words = [*PROGRAM, "--home", str(home), "up", "--port", "0"]
    running = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    told = running.stderr.readline()
    return running, re.search(r"http://127\.0\.0\.1:\d+", told)[0]


@pytest.fixture(scope="module")
def served(opened):
    opened.again()
    running, url = start(opened.prompt.home)
    yield url
    running.send_signal(signal.SIGTERM)
    running.communicate(timeout=30)


@pytest.fixture
def ana(opened, served):
    """An HTTP client with the token that `trellis token` prints."""
    token = opened.prompt.by("ana").must("token").out.strip()
    with httpx.Client(base_url=served, headers={"Authorization": f"Bearer {token}"}) as client:
        yield client


def trellis(*words, token, stdin=""):
    environment = {**os.environ, "TRELLIS_TOKEN": token}
    return subprocess.run([*PROGRAM, *words], env=environment, input=stdin, capture_output=True, text=True, check=False)


def test_a_query_over_http_gives_what_the_home_gives(opened, ana):
    answer = ana.post("/api/v1/mesh/query", json={"sql": ALL})
    assert answer.json()["rows"] == opened.prompt.by("ana").rows(ALL)


def test_the_command_line_asks_elsewhere_with_a_url(opened, served, ana):
    token = ana.headers["Authorization"].removeprefix("Bearer ")
    said = trellis("--url", served, "query", ALL, "--format", "json", token=token)
    assert json.loads(said.stdout) == opened.prompt.by("ana").rows(ALL)


def test_python_asks_elsewhere_with_a_token(served, ana):
    with connect(served, ana.headers["Authorization"].removeprefix("Bearer ")) as mesh:
        assert mesh.query(ALL).column("id").to_pylist() == [1, 2, 3]
        assert [one["name"] for one in mesh.list("products")] == ["sales/orders"]


def test_a_refusal_elsewhere_has_the_same_exit_code_and_hint(served):
    said = trellis("--url", served, "query", ALL, token="nobody")
    assert (said.returncode, said.stdout) == (4, "")
    assert "hint: " in said.stderr


@pytest.mark.parametrize("path", ["/health", "/metrics", "/docs"])
def test_what_is_for_everybody_asks_for_no_token(served, path):
    assert httpx.get(f"{served}{path}").status_code == 200


def test_the_api_describes_itself(served, ana):
    found = ana.get("/openapi.json").json()
    assert found["openapi"].startswith("3.")
    assert {"/api/v1/mesh/query", "/api/v1/products/{domain}/{product}/runs"} <= set(found["paths"])


def test_without_a_token_nothing_is_told(served):
    answer = httpx.post(f"{served}/api/v1/mesh/query", json={"sql": ALL})
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")


def test_a_run_beside_a_server_is_seen_by_it(opened, ana):
    opened.prompt.by("ana").must("run", "sales/orders")
    newest = ana.get("/api/v1/products/sales/orders/runs", params={"limit": 1}).json()["items"][0]
    assert newest["state"] == "published"
    assert ana.post("/api/v1/mesh/query", json={"sql": ALL}).json()["rows"][0]["id"] == 1


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_told_to_stop_stops_and_leaves_the_home_whole(desk, told):
    running, url = start(desk.prompt.home)
    assert httpx.get(f"{url}/health").status_code == 200
    running.send_signal(told)
    _, talk = running.communicate(timeout=30)
    assert "Traceback" not in talk
    assert running.returncode in {0, 130, -told}
    assert not (desk.prompt.home / "registry.db-wal").exists()
    assert faults(desk.prompt.home) == []


def test_a_port_that_is_taken_is_named(served, desk):
    port = served.rpartition(":")[2]
    said = desk.prompt("up", "--port", port)
    assert (said.code, port in said.error, "--port" in said.hint) == (1, True, True)
