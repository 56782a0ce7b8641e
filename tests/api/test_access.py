"""Grants: issued by owners, effective at the next decision, never edited, and asked about long after."""

import sqlite3

import pytest

from platform_api.access.service import read_question
from platform_api.clock import rfc3339
from platform_api.main import stock_law
from platform_api.principals.service import caller_of
from platform_api.registry.service import record_version
from tests.factories.contracts import FLIGHTS, contract, publication
from tests.factories.mesh import NOON

GRANTS = "/api/v1/mesh/ports/operations.flights/grants"


def new(**changes):
    usual = {
        "grantee_kind": "user",
        "grantee": "sam",
        "purposes": ["planning"],
        "columns": ["carrier", "tailnum"],
        "expires": rfc3339(NOON + 3600),
        "reason": "for the plan",
    }
    return {**usual, **changes}


def issue(mesh, **changes):
    answer = mesh.by("olga").post(GRANTS, json=new(**changes))
    assert answer.status_code == 201, answer.text
    return answer.json()


def may_read(mesh, who, purpose="planning", law=None):
    def ask(session):
        question = read_question(
            session, caller_of(session, who), "operations.flights", purpose=purpose, now=mesh.clock()
        )
        return (law or mesh.law).read(question)

    return mesh.look(ask)


def test_a_grant_says_everything_it_gives(mesh):
    made = issue(mesh, clear=["tailnum"], all_rows=True)
    assert made == mesh.by("olga").get(f"/api/v1/mesh/grants/{made['id']}").json()
    assert (made["state"], made["issued_by"], made["all_rows"], made["clear"]) == ("active", "olga", True, ["tailnum"])
    assert (made["starts"], made["expires"]) == (rfc3339(NOON), rfc3339(NOON + 3600))


@pytest.mark.parametrize("real", [False, True], ids=["small law", "stock law"])
def test_a_grant_counts_from_the_next_decision_until_it_expires_or_is_revoked(mesh, real):
    law = stock_law() if real else mesh.law
    assert not may_read(mesh, "sam", law=law).allowed
    first, second = issue(mesh)["id"], issue(mesh, columns=["arr_delay"])["id"]
    assert may_read(mesh, "sam", law=law).columns == tuple(FLIGHTS)
    mesh.by("olga").post(f"/api/v1/mesh/grants/{first}/revocation", json={"reason": "enough"})
    assert (may_read(mesh, "sam", law=law).columns, may_read(mesh, "sam", law=law).grants) == (
        ("arr_delay",),
        (second,),
    )
    mesh.clock.now += 3600
    assert not may_read(mesh, "sam", law=law).allowed


@pytest.mark.parametrize(
    ("kind", "grantee", "reader"),
    [
        ("user", "sam", "sam"),
        ("service", "robot", "robot"),
        ("team", "weather_team", "wes"),
        ("team", "weather_team", "weather/observations"),
        ("product", "weather/observations", "weather/observations"),
    ],
)
def test_a_grant_reaches_its_grantee_in_every_form(mesh, kind, grantee, reader):
    made = issue(mesh, grantee_kind=kind, grantee=grantee)
    assert may_read(mesh, reader).allowed
    assert made["id"] in [row["id"] for row in mesh.by(reader).get("/api/v1/me/grants").json()["items"]]
    assert not may_read(mesh, reader, purpose="curiosity").allowed


@pytest.mark.parametrize(
    ("change", "status", "problem", "hint"),
    [
        ({"columns": ["carier"]}, 422, "unknown-column", "did you mean `carrier`?"),
        ({"columns": ["zzz"]}, 422, "unknown-column", "`carrier`, `tailnum`, `arr_delay`"),
        ({"clear": ["arr_delay"]}, 422, "clear-not-granted", "columns"),
        ({"columns": ["*"], "clear": ["*"]}, 422, "clear-needs-names", "list"),
        ({"grantee": "ghost"}, 404, "unknown-principal", ""),
        ({"grantee_kind": "service"}, 404, "unknown-principal", "grantee_kind"),
        ({"grantee_kind": "team", "grantee": "ghosts"}, 404, "unknown-team", ""),
        ({"grantee_kind": "product", "grantee": "operations/ghost"}, 404, "unknown-product", ""),
        ({"expires": rfc3339(NOON)}, 422, "bad-times", "future"),
        ({"starts": rfc3339(NOON - 60)}, 422, "bad-times", "starts"),
        ({"starts": rfc3339(NOON + 7200)}, 422, "bad-times", "future"),
        ({"expires": rfc3339(NOON + 366 * 86400 + 1)}, 422, "grant-too-long", "earlier"),
        ({"expires": rfc3339(NOON + 367 * 86400)}, 422, "grant-too-long", "earlier"),
        ({"starts": rfc3339(NOON + 300 * 86400), "expires": rfc3339(NOON + 367 * 86400)}, 422, "grant-too-long", ""),
        ({"expires": "2027-01-01T00:00:00"}, 422, "bad-request", ""),
        ({"expires": "soon"}, 422, "bad-request", ""),
        ({"expires": 1e12}, 422, "bad-request", ""),
        ({"expires": None}, 422, "bad-request", ""),
        ({"purposes": []}, 422, "bad-request", ""),
        ({"purposes": ["Not A Word"]}, 422, "bad-request", ""),
        ({"columns": []}, 422, "bad-request", ""),
        ({"reason": ""}, 422, "bad-request", ""),
    ],
)
def test_a_grant_that_makes_no_sense_is_refused_with_the_way_out(mesh, change, status, problem, hint):
    answer = mesh.by("olga").post(GRANTS, json=new(**change))
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{problem}")
    assert hint in answer.json()["hint"]
    assert mesh.by("olga").get(GRANTS).json()["items"] == []


def test_a_grant_lasts_exactly_as_long_as_it_may(mesh):
    assert issue(mesh, expires=rfc3339(NOON + 366 * 86400))["state"] == "active"


def test_the_law_hears_of_no_grants_but_those_that_may_concern_the_reader(mesh):
    mine = issue(mesh)["id"]
    issue(mesh, grantee="root")
    port = mesh.by("wes").get("/api/v1/mesh/ports/weather.observations").json()["name"]
    elsewhere = new(columns=["*"])
    assert mesh.by("wes").post(f"/api/v1/mesh/ports/{port}/grants", json=elsewhere).status_code == 201

    def told(session):
        found = read_question(
            session, caller_of(session, "sam"), "operations.flights", purpose="planning", now=mesh.clock()
        )
        return [grant["id"] for grant in found["grants"]]

    assert mesh.look(told) == [mine]
    mesh.clock.now += 3600 + 90 * 86400 - 1
    assert mesh.look(told) == [mine]
    mesh.clock.now += 1
    assert mesh.look(told) == []


def test_a_grant_gives_no_purpose_that_the_contract_does_not_allow(mesh):
    promise = contract("operations.flights", {**FLIGHTS, "new": "public"}, version="1.1.0", purposes=["planning"])
    mesh.change(
        lambda session: record_version(session, publication(promise, team="flight_ops", by="olga", version="1.1.0"))
    )
    answer = mesh.by("olga").post(GRANTS, json=new(purposes=["planning", "marketing"]))
    assert (answer.json()["type"], answer.json()["hint"]) == ("/problems/purpose-not-allowed", "it allows `planning`")


def test_a_grant_can_wait_and_begins_by_itself(mesh):
    made = issue(mesh, starts=rfc3339(NOON + 60))
    assert (made["state"], may_read(mesh, "sam").allowed) == ("waiting", False)
    mesh.clock.now += 60
    assert may_read(mesh, "sam").allowed
    assert mesh.by("olga").get(f"/api/v1/mesh/grants/{made['id']}").json()["state"] == "active"


def test_a_revocation_is_a_new_row_and_the_grant_stays_as_it_was(mesh):
    made = issue(mesh)
    with sqlite3.connect(mesh.state.settings.home / "registry.db") as connection:
        before = connection.execute("SELECT * FROM grants").fetchall()
        ended = mesh.by("olga").post(f"/api/v1/mesh/grants/{made['id']}/revocation", json={"reason": "enough"}).json()
        assert connection.execute("SELECT * FROM grants").fetchall() == before
    assert (ended["state"], ended["revoked_by"], ended["revoked_because"]) == ("revoked", "olga", "enough")
    again = mesh.by("olga").post(f"/api/v1/mesh/grants/{made['id']}/revocation", json={"reason": "enough"})
    assert (again.status_code, again.json()["type"]) == (409, "/problems/already-revoked")


def test_an_expired_grant_is_still_listed_and_says_so(mesh):
    issue(mesh)
    mesh.clock.now += 3600
    assert [row["state"] for row in mesh.by("olga").get(GRANTS).json()["items"]] == ["expired"]


def test_grants_and_their_end_are_events_that_others_hear_of(mesh):
    made = issue(mesh)
    mesh.by("olga").post(f"/api/v1/mesh/grants/{made['id']}/revocation", json={"reason": "enough"})
    topics = {"topic": ["grant.issued", "grant.revoked"]}
    found = mesh.by("root").get("/api/v1/mesh/events", params=topics).json()["items"]
    assert [(event["topic"], event["payload"]["grantee"]) for event in found[-2:]] == [
        ("grant.issued", "sam"),
        ("grant.revoked", "sam"),
    ]
    assert "enough" not in str(found)


def readers(mesh, at):
    found = mesh.by("olga").get("/api/v1/mesh/ports/operations.flights/readers", params={"at": rfc3339(at)}).json()
    return {(row["principal"], row["through"], tuple(row["columns"])) for row in found["readers"]}


def test_who_could_read_what_is_answered_for_any_moment(mesh):
    team = {(who, "flight_ops", tuple(FLIGHTS)) for who in ("olga", "mia", "operations/flights")}
    mesh.clock.now += 100
    to_sam = issue(mesh)["id"]
    mesh.clock.now += 100
    issue(mesh, grantee_kind="team", grantee="weather_team", columns=["*"])
    mesh.clock.now += 100
    mesh.by("olga").post(f"/api/v1/mesh/grants/{to_sam}/revocation", json={"reason": "enough"})
    mesh.by("olga").delete("/api/v1/infrastructure/teams/flight_ops/members/mia")
    sam = ("sam", "", ("carrier", "tailnum"))
    weather = {(who, "weather_team", tuple(FLIGHTS)) for who in ("wes", "weather/observations")}
    assert readers(mesh, NOON) == team
    assert readers(mesh, NOON + 100) == team | {sam}
    assert readers(mesh, NOON + 299) == team | {sam} | weather
    assert readers(mesh, NOON + 300) == {row for row in team if row[0] != "mia"} | weather
    assert readers(mesh, NOON + 3800) == {row for row in team if row[0] != "mia"}


def test_the_past_is_told_by_the_contract_of_the_past(mesh):
    issue(mesh, columns=["*"])
    mesh.clock.now += 100
    promise = contract("operations.flights", {"carrier": "internal", "gate": "public"}, version="1.1.0")
    mesh.change(
        lambda session: record_version(session, publication(promise, team="weather_team", by="wes", version="1.1.0"))
    )
    found = mesh.by("root").get("/api/v1/mesh/ports/operations.flights/readers").json()
    before = (
        mesh.by("root").get("/api/v1/mesh/ports/operations.flights/readers", params={"at": rfc3339(NOON + 99)}).json()
    )
    assert (before["version"], found["version"]) == ("1.0.0", "1.1.0")
    assert {row["principal"] for row in before["readers"]} == {"olga", "mia", "operations/flights", "sam"}
    assert {row["principal"] for row in found["readers"]} == {
        "wes", "weather/observations", "operations/flights", "sam",
    }  # fmt: skip
    assert [row["columns"] for row in found["readers"] if row["grant"]] == [["carrier", "gate"]]


def test_of_each_reader_it_is_told_what_was_clear_until_the_last_second(mesh):
    issue(mesh, clear=["tailnum"])
    path = "/api/v1/mesh/ports/operations.flights/readers"
    found = mesh.by("olga").get(path, params={"at": rfc3339(NOON + 3599)}).json()["readers"]
    told = {row["principal"]: (row["clear"], row["all_rows"]) for row in found}
    assert (told["olga"], told["sam"]) == ((list(FLIGHTS), True), (["tailnum"], False))
    assert "sam" not in {who for who, *_ in readers(mesh, NOON + 3600)}


def test_what_the_contract_no_longer_has_is_not_clear_to_anybody(mesh):
    issue(mesh, columns=["*"], clear=["tailnum"])
    promise = contract("operations.flights", {"carrier": "internal"}, version="1.1.0")
    mesh.change(
        lambda session: record_version(session, publication(promise, team="flight_ops", by="olga", version="1.1.0"))
    )
    found = mesh.by("olga").get("/api/v1/mesh/ports/operations.flights/readers").json()["readers"]
    assert [(row["columns"], row["clear"]) for row in found if row["grant"]] == [(["carrier"], [])]


@pytest.mark.parametrize(("at", "status"), [("2020-01-01T00:00:00Z", 404), ("yesterday", 422), ("2026-01-01", 422)])
def test_a_moment_without_an_answer_says_why(mesh, at, status):
    answer = mesh.by("olga").get("/api/v1/mesh/ports/operations.flights/readers", params={"at": at})
    assert answer.status_code == status
