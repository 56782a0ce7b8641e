"""`/api/v1/infrastructure/teams`."""

import pytest

TEAMS = "/api/v1/infrastructure/teams"


def test_a_team_is_made_with_its_owners_and_shown_to_all(mesh):
    made = mesh.by("root").post(
        TEAMS, json={"name": "fleet_team", "contact": "f@example.org", "owners": ["sam", "sam"]}
    )
    assert made.status_code == 201
    shown = mesh.by("wes").get(f"{TEAMS}/fleet_team").json()
    assert [(member["principal"], member["role"]) for member in shown["members"]] == [("sam", "owner")]
    assert "fleet_team" in [row["name"] for row in mesh.by("wes").get(TEAMS).json()["items"]]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": "flight_ops", "owners": ["sam"]}, 409),
        ({"name": "fleet", "owners": ["ghost"]}, 404),
        ({"name": "fleet", "owners": ["operations/flights"]}, 422),
        ({"name": "Fleet Team"}, 422),
        ({"name": "mesh"}, 422),
        ({"name": "fleet", "members": ["sam"]}, 422),
    ],
)
def test_a_team_that_cannot_be_is_refused_whole(mesh, body, status):
    assert mesh.by("root").post(TEAMS, json=body).status_code == status
    assert mesh.by("root").get(f"{TEAMS}/fleet").status_code == 404


def test_an_owner_shapes_the_team(mesh):
    olga = mesh.by("olga")
    assert olga.patch(f"{TEAMS}/flight_ops", json={"contact": "new@example.org"}).json()["contact"] == "new@example.org"
    olga.put(f"{TEAMS}/flight_ops/members/sam", json={})
    members = {m["principal"]: m["role"] for m in olga.get(f"{TEAMS}/flight_ops").json()["members"]}
    assert members == {"olga": "owner", "mia": "member", "sam": "member", "operations/flights": "member"}


def test_a_new_role_counts_at_once_and_the_old_stay_is_kept(mesh):
    mesh.clock.now += 10
    mesh.by("olga").put(f"{TEAMS}/flight_ops/members/mia", json={"role": "owner"})
    assert mesh.by("mia").patch(f"{TEAMS}/flight_ops", json={"description": "mine too"}).status_code == 200
    mesh.by("mia").delete(f"{TEAMS}/flight_ops/members/olga")
    assert mesh.by("olga").patch(f"{TEAMS}/flight_ops", json={"description": "no more"}).status_code == 403


def test_putting_someone_where_they_are_changes_nothing(mesh):
    before = mesh.by("root").get("/api/v1/mesh/events").json()["last"]
    mesh.by("olga").put(f"{TEAMS}/flight_ops/members/mia", json={"role": "member"})
    assert mesh.by("root").get("/api/v1/mesh/events").json()["last"] == before


@pytest.mark.parametrize(
    ("method", "member", "body", "problem"),
    [
        ("DELETE", "olga", None, "last-owner"),
        ("PUT", "olga", {"role": "member"}, "last-owner"),
        ("DELETE", "sam", None, "unknown-member"),
        ("DELETE", "operations/flights", None, "unknown-address"),
        ("PUT", "ghost", {}, "unknown-principal"),
        ("PUT", "robot", {"role": "king"}, "bad-request"),
    ],
)
def test_a_change_that_cannot_be_leaves_the_team_as_it_was(mesh, method, member, body, problem):
    before = mesh.by("olga").get(f"{TEAMS}/flight_ops").json()
    answer = mesh.by("olga").request(method, f"{TEAMS}/flight_ops/members/{member}", json=body)
    assert answer.json()["type"] == f"/problems/{problem}"
    assert mesh.by("olga").get(f"{TEAMS}/flight_ops").json() == before
