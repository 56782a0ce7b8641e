"""Idempotency: a repeat is answered as the first time, and happens once, whatever dies in between."""

import sqlite3
from functools import partial

import anyio
import pytest

from platform_api.receipts.service import REPLAYED
from sidecar.failpoints import CRASHED, armed
from tests.factories.processes import run_code

TEAMS = "/api/v1/infrastructure/teams"
CHILD = """
import anyio, httpx
from platform_api.main import create_app
from platform_api.settings import load_settings
from tests.factories.law import SmallLaw
from tests.factories.mesh import FakeClock
app = create_app(load_settings(home={home!r}), law=SmallLaw(), clock=FakeClock())
state = app.state.trellis
token = state.authority.issue("root", now=state.clock(), ids=state.ids).token
async def send():
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://mesh") as client:
        headers = {{"Authorization": "Bearer " + token, "Idempotency-Key": "k1"}}
        answer = await client.post({path!r}, json={{"name": "once", "owners": ["olga"]}}, headers=headers)
        print(answer.status_code, answer.headers.get("Idempotency-Replayed"))
anyio.run(send)
"""


def key(text="k1"):
    return {"Idempotency-Key": text}


def new_team(name="once"):
    return {"name": name, "owners": ["olga"]}


def count(mesh, table):
    with sqlite3.connect(mesh.state.settings.home / "registry.db") as connection:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_a_repeat_gets_the_first_answer_and_does_nothing(mesh):
    client, before = mesh.by("root"), count(mesh, "outbox_events")
    first, second = (client.post(TEAMS, json=new_team(), headers=key()) for _ in range(2))
    assert (first.status_code, first.content) == (second.status_code, second.content) == (201, first.content)
    assert first.headers["content-type"] == second.headers["content-type"]
    assert (REPLAYED in first.headers, second.headers[REPLAYED]) == (False, "true")
    assert count(mesh, "outbox_events") == before + 2  # the team, and its owner


def test_without_a_key_a_request_counts_each_time(mesh):
    client = mesh.by("root")
    assert [client.post(TEAMS, json=new_team()).status_code for _ in range(2)] == [201, 409]
    assert count(mesh, "receipts") == 0


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", TEAMS, {"name": "other", "owners": ["olga"]}),
        ("POST", f"{TEAMS}?", {"name": "once", "owners": ["mia"]}),
        ("PATCH", f"{TEAMS}/flight_ops", {"name": "once", "owners": ["olga"]}),
        ("POST", "/api/v1/mesh/domains", {"name": "once", "owners": ["olga"]}),
    ],
)
def test_a_key_that_was_used_for_another_request_is_a_conflict(mesh, method, path, body):
    client = mesh.by("root")
    client.post(TEAMS, json=new_team(), headers=key())
    answer = client.request(method, path, json=body, headers=key())
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/idempotency-key-reused")


def test_keys_of_two_people_have_nothing_to_do_with_each_other(mesh):
    grant = {"grantee_kind": "user", "grantee": "sam", "purposes": ["p"], "expires": mesh.clock() + 60, "reason": "r"}
    for who, port in (("olga", "operations.flights"), ("wes", "weather.observations")):
        answer = mesh.by(who).post(f"/api/v1/mesh/ports/{port}/grants", json=grant, headers=key())
        assert (answer.status_code, answer.json()["port"]) == (201, port)


def test_one_who_lost_the_right_does_not_get_the_answer_again(mesh):
    mesh.by("root").post(TEAMS, json=new_team(), headers=key())
    mesh.by("root").patch("/api/v1/infrastructure/principals/sam", json={"roles": ["platform_admin"]})
    mesh.by("sam").patch("/api/v1/infrastructure/principals/root", json={"roles": []})
    assert mesh.by("root").post(TEAMS, json=new_team(), headers=key()).status_code == 403


def test_a_failure_leaves_no_receipt_and_can_be_repeated(mesh):
    client = mesh.by("root")
    assert client.post(TEAMS, json={"name": "Not A Name"}, headers=key()).status_code == 422
    assert client.post(TEAMS, json=new_team(), headers=key()).status_code == 201


@pytest.mark.parametrize("text", ["", " ", "a b", "ä", "x" * 129, "a/b", "*"])
def test_a_key_of_another_form_is_refused_before_anything_happens(mesh, text):
    answer = mesh.by("root").post(TEAMS, json=new_team(), headers={b"Idempotency-Key": text.encode()})
    assert (answer.status_code, count(mesh, "teams")) == (422, 2)


def test_two_keys_are_refused(mesh):
    answer = mesh.by("root").post(TEAMS, json=new_team(), headers=[("Idempotency-Key", "a"), ("Idempotency-Key", "b")])
    assert answer.status_code == 422


def test_repeats_at_the_same_time_happen_once(mesh, portal):
    async def race():
        answers = []

        async def send(client):
            answers.append(await client.post(TEAMS, json=new_team(), headers=key()))

        async with mesh.aclient("root") as client, anyio.create_task_group() as tasks:
            for _ in range(30):
                tasks.start_soon(send, client)
        return answers

    answers = portal.call(race)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum(REPLAYED not in answer.headers for answer in answers) == 1


def test_different_requests_at_the_same_time_all_happen(mesh, portal):
    async def race():
        answers = []

        async def send(client, number):
            answers.append((await client.post(TEAMS, json=new_team(f"t{number}"))).status_code)

        async with mesh.aclient("root") as client, anyio.create_task_group() as tasks:
            for number in range(60):  # more than there are threads
                tasks.start_soon(partial(send, client, number))
        return answers

    assert portal.call(race) == [201] * 60
    assert count(mesh, "teams") == 62


@pytest.mark.parametrize(("place", "replayed"), [("before", "None"), ("after", "true")])
def test_a_request_whose_answer_was_lost_by_a_crash_happens_once(mesh, place, replayed):
    code = CHILD.format(home=str(mesh.state.settings.home), path=TEAMS)
    run_code(code, expect=CRASHED, TRELLIS_FAILPOINTS=f"registry.commit.{place}=crash")
    assert run_code(code).split() == ["201", replayed]
    assert count(mesh, "teams") == 3


def test_a_commit_whose_outcome_is_unknown_is_told_by_its_receipt(mesh):
    client = mesh.by("root")
    with armed(registry__commit__after="error"):
        assert client.post(TEAMS, json=new_team(), headers=key()).status_code == 503
    again = client.post(TEAMS, json=new_team(), headers=key())
    assert (again.status_code, again.headers[REPLAYED], count(mesh, "teams")) == (201, "true", 3)


def test_receipts_are_forgotten_after_their_time(mesh):
    client = mesh.by("root")
    client.post(TEAMS, json=new_team(), headers=key())
    mesh.clock.now += 7 * 24 * 3600
    mesh.by("root").post(TEAMS, json=new_team("seven_days_later"), headers=key("k2"))
    assert count(mesh, "receipts") == 2
    mesh.clock.now += 1
    mesh.by("root").post(TEAMS, json=new_team("later"), headers=key("k3"))
    assert count(mesh, "receipts") == 2
    assert mesh.by("root").post(TEAMS, json=new_team(), headers=key()).status_code == 409


def test_a_receipt_is_kept_for_an_answer_without_a_body(mesh):
    client = mesh.by("root")
    answers = [
        client.request("DELETE", "/api/v1/infrastructure/tokens/sam", json={"reason": "r"}, headers=key())
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [204, 204]
    assert answers[1].headers[REPLAYED] == "true"
