"""Signing in over HTTP, and the end of tokens before their time."""

import pytest

from governance.errors import NotFound
from platform_api.auth.service import revoke_all
from tests.factories.tokens import claims, forge


def header(mesh):
    return {"alg": "EdDSA", "typ": "at+jwt", "kid": mesh.state.authority.keys.kid}


def test_a_forged_token_is_answered_like_no_token_with_one_reason(mesh):
    token = forge(mesh.state.authority.keys.current, header(mesh), claims(aud="other"))
    answer = mesh.by(token=token).get("/api/v1/me")
    assert (answer.status_code, answer.json()["reason"]) == (401, "audience")
    assert answer.headers["www-authenticate"].startswith("Bearer")


def test_nobody_is_told_to_sign_in(mesh):
    assert mesh.by().get("/api/v1/me").json()["type"] == "/problems/sign-in-needed"


@pytest.mark.parametrize(
    "spell",
    [
        pytest.param(lambda token: {"Authorization": token}, id="without Bearer"),
        pytest.param(lambda token: {"Authorization": f"Basic {token}"}, id="Basic"),
        pytest.param(lambda token: {"Authorization": f"Bearer  {token}"}, id="two blanks"),
        pytest.param(lambda token: {"Authorization": f"Bearer {token} {token}"}, id="two tokens"),
        pytest.param(lambda token: {"Authorization": f"Bearer {token},"}, id="a comma"),
        pytest.param(lambda token: {"Authorization": "Bearer"}, id="nothing behind Bearer"),
        pytest.param(lambda token: [("Authorization", f"Bearer {token}")] * 2, id="the header twice"),
        pytest.param(lambda token: {"Cookie": f"session={token}; Authorization=Bearer {token}"}, id="a cookie"),
        pytest.param(lambda token: {"X-Authorization": f"Bearer {token}"}, id="another header"),
        pytest.param(lambda token: {"Proxy-Authorization": f"Bearer {token}"}, id="the proxy's header"),
        pytest.param(lambda token: {"X-Original-URL": "/health", "X-Rewrite-URL": "/health"}, id="another address"),
    ],
)
def test_a_good_token_in_the_wrong_place_lets_nobody_in(mesh, spell):
    assert mesh.by().get("/api/v1/me", headers=spell(mesh.token("olga"))).status_code == 401


@pytest.mark.parametrize("name", ["token", "access_token", "authorization"])
def test_a_token_in_the_address_lets_nobody_in(mesh, name):
    assert mesh.by().get("/api/v1/me", params={name: mesh.token("olga")}).status_code == 401


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_may_be_written_either_way(mesh, scheme):
    answer = mesh.by().get("/api/v1/me", headers={"Authorization": f"{scheme} {mesh.token('olga')}"})
    assert answer.status_code == 200


def test_a_token_ends_with_its_time(mesh):
    client = mesh.by("olga")
    mesh.clock.now += 3600 + 29
    assert client.get("/api/v1/me").status_code == 200
    mesh.clock.now += 1
    assert client.get("/api/v1/me").json()["reason"] == "expired"


def test_signing_out_ends_this_token_and_no_other(mesh):
    here, there = mesh.by("olga"), mesh.by("olga")
    assert here.post("/api/v1/me/sign-out", json={}).status_code == 204
    assert (here.get("/api/v1/me").status_code, there.get("/api/v1/me").status_code) == (401, 200)


def test_signing_out_everywhere_ends_all_tokens_until_now(mesh):
    here, there = mesh.by("olga"), mesh.by("olga")
    here.post("/api/v1/me/sign-out", json={"everywhere": True})
    assert [client.get("/api/v1/me").status_code for client in (here, there, mesh.by("olga"))] == [401] * 3
    mesh.clock.now += 1
    assert mesh.by("olga").get("/api/v1/me").status_code == 200


def test_the_end_of_tokens_is_an_event_that_others_hear_of(mesh):
    mesh.by("olga").post("/api/v1/me/sign-out", json={"everywhere": True})
    found = mesh.by("root").get("/api/v1/mesh/events", params={"topic": "token.revoked"}).json()["items"]
    assert [(event["key"], event["payload"]["by"]) for event in found] == [("olga", "olga")]


def test_the_tokens_of_nobody_cannot_be_ended(mesh):
    with pytest.raises(NotFound):
        mesh.change(lambda session: revoke_all(session, subject="ghost", by="root", reason="r"))


def test_nobody_ends_the_tokens_of_another_with_the_same_token_id(mesh):
    mesh.by("sam").post("/api/v1/me/sign-out", json={})
    assert mesh.by("olga").get("/api/v1/me").status_code == 200


def test_a_suspended_principal_is_let_in_no_more(mesh):
    client = mesh.by("sam")
    mesh.by("root").patch("/api/v1/infrastructure/principals/sam", json={"status": "suspended"})
    assert client.get("/api/v1/me").status_code == 401
    mesh.by("root").patch("/api/v1/infrastructure/principals/sam", json={"status": "active"})
    assert client.get("/api/v1/me").status_code == 200


def test_a_token_of_someone_who_does_not_exist_lets_nobody_in(mesh):
    assert mesh.by("ghost").get("/api/v1/me").json()["reason"] == "unknown or suspended subject"


def test_rights_are_those_of_now_and_not_those_of_the_token(mesh):
    client = mesh.by("mia")
    mesh.by("olga").delete("/api/v1/infrastructure/teams/flight_ops/members/mia")
    assert client.get("/api/v1/me").json()["teams"] == []


@pytest.mark.parametrize(
    ("who", "subject", "status"),
    [
        ("root", "robot", 201),
        ("root", "sam", 201),
        ("olga", "operations/flights", 201),
        ("wes", "operations/flights", 403),
        ("mia", "operations/flights", 403),
        ("olga", "olga", 403),
        ("olga", "weather/observations", 403),
        ("root", "nobody", 404),
    ],
)
def test_tokens_are_issued_by_those_who_answer_for_the_subject(mesh, who, subject, status):
    answer = mesh.by(who).post(f"/api/v1/infrastructure/tokens/{subject}", json={"seconds": 60})
    assert answer.status_code == status
    if status == 201:
        assert mesh.by(token=answer.json()["token"]).get("/api/v1/me").json()["id"] == subject


def test_a_token_is_not_kept_with_a_receipt(mesh):
    key = {"Idempotency-Key": "same"}
    client = mesh.by("root")
    first, second = (client.post("/api/v1/infrastructure/tokens/robot", json={}, headers=key) for _ in range(2))
    assert first.json()["token"] != second.json()["token"]
    assert "Idempotency-Replayed" not in second.headers


def test_a_longer_life_than_allowed_is_refused(mesh):
    answer = mesh.by("root").post("/api/v1/infrastructure/tokens/robot", json={"seconds": 86401})
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/token-too-long")


def test_an_owner_ends_the_tokens_of_a_product(mesh):
    product = mesh.by("operations/flights")
    assert product.get("/api/v1/me").status_code == 200
    ended = mesh.by("olga").request(
        "DELETE", "/api/v1/infrastructure/tokens/operations/flights", json={"reason": "leaked"}
    )
    assert ended.status_code == 204
    assert product.get("/api/v1/me").json()["reason"] == "revoked"


def test_a_revocation_survives_a_restart(mesh, template, portal):
    client = mesh.by("olga")
    client.post("/api/v1/me/sign-out", json={})
    mesh.state.database.close()
    assert client.get("/api/v1/me").status_code == 401
