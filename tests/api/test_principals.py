"""`/api/v1/me` and `/api/v1/infrastructure/principals`."""

import pytest

from governance.errors import Conflict
from platform_api.principals.service import claim_home, enrol_product, members_at, remove_member

PRINCIPALS = "/api/v1/infrastructure/principals"


def test_me_says_who_the_bearer_is_as_policies_see_it(mesh):
    mesh.by("root").patch(f"{PRINCIPALS}/mia", json={"attributes": {"region": ["EU", "US"]}})
    found = mesh.by("mia").get("/api/v1/me").json()
    assert (found["id"], found["kind"], found["teams"], found["roles"]) == ("mia", "user", ["flight_ops"], [])
    assert found["attributes"] == {"region": ["EU", "US"]}
    assert found["token_expires"].endswith("Z")


def test_a_product_is_a_principal_of_its_own(mesh):
    found = mesh.by("operations/flights").get("/api/v1/me").json()
    assert (found["kind"], found["teams"]) == ("product", ["flight_ops"])


def test_a_product_enrolled_again_stays_where_it_is(mesh):
    for _ in range(2):
        mesh.change(lambda session: enrol_product(session, "operations/flights", team="flight_ops", by="olga"))
    found = mesh.look(lambda session: members_at(session, "flight_ops", mesh.clock()))
    assert list(found).count("operations/flights") == 1


def test_a_product_leaves_its_team_by_being_published_under_another(mesh):
    with pytest.raises(Conflict, match="is a product of the team"):
        mesh.change(lambda session: remove_member(session, "flight_ops", "operations/flights", by="olga"))


@pytest.mark.parametrize(("name", "shown"), [("Zoe Z.", "Zoe Z."), ("", "zoe")])
def test_people_are_called_what_they_are_called(mesh, name, shown):
    assert mesh.by("root").post(PRINCIPALS, json={"id": "zoe", "name": name}).json()["name"] == shown


def test_people_are_added_listed_and_shown(mesh):
    root = mesh.by("root")
    added = root.post(PRINCIPALS, json={"id": "zoe", "attributes": {"region": ["EU"]}})
    assert added.status_code == 201
    assert root.get(f"{PRINCIPALS}/zoe").json() == added.json()
    listed = [row["id"] for row in root.get(PRINCIPALS).json()["items"]]
    assert listed == sorted(listed)
    assert "zoe" in listed


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"kind": "service"}, ["robot"]),
        ({"kind": "product"}, ["operations/flights", "weather/observations"]),
        ({"status": "suspended"}, ["sam"]),
        ({"kind": "user", "status": "active"}, ["mia", "olga", "root", "wes"]),
    ],
)
def test_people_are_filtered(mesh, filters, expected):
    mesh.by("root").patch(f"{PRINCIPALS}/sam", json={"status": "suspended"})
    assert [row["id"] for row in mesh.by("root").get(PRINCIPALS, params=filters).json()["items"]] == expected


@pytest.mark.parametrize(
    "body",
    [
        {"id": "zoe", "kind": "product"},
        {"id": "zoe", "roles": ["god"]},
        {"id": "zoe", "attributes": {"region": "EU"}},
        {"id": "zoe", "attributes": {"Bad Name": ["EU"]}},
        {"id": "zoe", "attributes": {"region": [""]}},
        {"id": "zoe", "attributes": {"region": ["x" * 201]}},
        {"id": "zoe", "attributes": {f"a{number}": ["x"] for number in range(51)}},
        {"id": "Zoe"},
        {"id": "operations/flights"},
        {},
    ],
)
def test_what_cannot_be_a_principal_is_malformed(mesh, body):
    assert mesh.by("root").post(PRINCIPALS, json=body).status_code == 422


def test_an_id_is_given_once(mesh):
    answer = mesh.by("root").post(PRINCIPALS, json={"id": "sam"})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/name-taken")


@pytest.mark.parametrize("edit", [{"roles": []}, {"status": "suspended"}])
def test_the_last_administrator_stays(mesh, edit):
    assert mesh.by("root").patch(f"{PRINCIPALS}/root", json=edit).json()["type"] == "/problems/last-administrator"
    assert mesh.by("root").get("/api/v1/me").json()["roles"] == ["platform_admin"]


def test_an_attribute_with_a_quote_in_it_is_a_value_like_any_other(mesh):
    values = ["O'Brien", 'a"b', "x'; DROP TABLE principals; --"]
    mesh.by("root").patch(f"{PRINCIPALS}/sam", json={"attributes": {"region": values}})
    assert mesh.by("sam").get("/api/v1/me").json()["attributes"]["region"] == values


def test_the_first_to_start_a_home_administers_it(mesh):
    assert mesh.change(lambda session: claim_home(session, owner="root")).id == "root"
    for stranger in ("sam", "ghost"):
        with pytest.raises(Conflict, match="belongs to others"):
            mesh.change(lambda session, name=stranger: claim_home(session, owner=name))
