"""Ports in real processes: `trellis serve`, and `trellis up`, asked as curl would, running products and ending cleanly."""

import re
import signal
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import pytest

from tests.factories.evidence import faults
from tests.factories.processes import PROGRAM
from tests.factories.refusals import Desk

pytestmark = [pytest.mark.allow_hosts(["127.0.0.1"]), pytest.mark.timeout(600)]
PATIENCE = 240  # seconds until a run must be over, on a machine that does much else


@contextmanager
def running(home, *words):
    """Yield where a command serves, as it says; then tell it to end, and see that it does so without a word."""
    started = subprocess.Popen([*PROGRAM, "--home", str(home), *words], stderr=subprocess.PIPE, text=True)
    url = re.search(r"http://127\.0\.0\.1:\d+", started.stderr.readline())[0]
    try:
        yield url
    finally:
        started.send_signal(signal.SIGTERM)
        talk = started.communicate(timeout=60)[1]
    assert (started.returncode, [line for line in talk.splitlines() if not line.startswith("hint: ")]) == (0, [])


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    found = Desk(tmp_path_factory.mktemp("served"))
    found.open()
    return found


WAYS = {"serve": (["serve", "sales/orders"], ""), "up": (["up", "--port", "0"], "/products/sales/orders")}


@pytest.fixture(scope="module", params=WAYS)
def served(request, desk):
    desk.again()
    words, base = WAYS[request.param]
    with running(desk.prompt.home, *words) as url:
        yield f"{url}{base}"


@pytest.fixture
def ana(desk, served):
    token = desk.prompt.by("ana").must("token").out.strip()
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=served, headers=headers, timeout=PATIENCE) as client:
        yield client


def outcome(client, answer):
    """Return a run once it is over."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = client.get(re.sub(r"^/products/\w+/\w+", "", answer.headers["location"])).json()
        if found["state"] != "running":
            return found
        time.sleep(0.2)
    raise AssertionError("the run did not end")


def test_a_run_is_begun_once_for_a_key_and_its_outcome_can_be_asked_for(ana, desk):
    key = {"Idempotency-Key": f"run-{ana.base_url.port}"}
    first = ana.post("/run", headers=key)
    assert first.status_code == 202, first.text
    again = ana.post("/run", headers=key)
    assert (again.json(), again.headers["idempotency-replayed"]) == (first.json(), "true")
    assert outcome(ana, first)["state"] == "published"
    assert faults(desk.prompt.home) == []


def test_a_key_that_meant_something_else_is_refused(ana):
    key = {"Idempotency-Key": f"other-{ana.base_url.port}"}
    begun = ana.post("/run", headers=key)
    reused = ana.post("/replay", json={"port": "orders"}, headers=key)
    assert (reused.status_code, reused.json()["type"]) == (409, "/problems/idempotency-key-reused")
    outcome(ana, begun)


def test_two_at_once_are_one_run_and_a_reason(ana):
    with ThreadPoolExecutor(2) as two:
        answers = list(two.map(lambda _: ana.post("/run"), range(2)))
    assert sorted(one.status_code for one in answers) == [202, 409]
    refused, begun = sorted(answers, key=lambda one: -one.status_code)
    assert refused.json()["type"] == "/problems/run-in-progress"
    outcome(ana, begun)


def test_fifty_scrapes_at_once_are_all_answered(ana):
    with ThreadPoolExecutor(50) as crowd:
        assert {one.status_code for one in crowd.map(lambda _: ana.get("/metrics"), range(50))} == {200}


def test_nobody_without_a_token_sees_anything(served):
    told = {path: httpx.get(f"{served}{path}").status_code for path in ("/", "/metrics", "/sample/orders")}
    assert set(told.values()) == {401}


def test_the_command_line_says_where_a_product_is_served(desk):
    desk.again()
    assert "served_at" not in desk.prompt.must("show", "sales/orders", "--json").json
    with running(desk.prompt.home, "up", "--port", "0") as url:
        assert desk.prompt.must("show", "sales/orders", "--json").json["served_at"] == f"{url}/products/sales/orders/"
    assert "served_at" not in desk.prompt.must("show", "sales/orders", "--json").json


def test_a_server_that_ends_ends_its_runs_and_leaves_the_home_whole(desk):
    desk.again()
    with running(desk.prompt.home, "serve", "sales/orders") as url:
        token = desk.prompt.by("ana").must("token").out.strip()
        begun = httpx.post(f"{url}/run", headers={"Authorization": f"Bearer {token}"}, timeout=PATIENCE)
        assert begun.status_code == 202, begun.text
    with desk.prompt.api() as client:
        newest = client.get(f"/api/v1/products/sales/orders/runs/{begun.json()['run']}").json()
    assert newest["state"] in {"failed", "published"}
    assert faults(desk.prompt.home) == []


def test_a_product_that_is_not_there_is_not_served(desk):
    said = desk.prompt("serve", "sales/nothing")
    assert (said.code, "sales/nothing" in said.error) == (1, True)
