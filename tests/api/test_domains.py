"""`/api/v1/mesh/domains`."""

import pytest

DOMAINS = "/api/v1/mesh/domains"


def test_a_domain_belongs_to_a_team_and_shows_its_owners(mesh):
    made = mesh.by("root").post(DOMAINS, json={"name": "fleet", "description": "Aircraft", "team": "flight_ops"})
    assert made.status_code == 201
    assert mesh.by("sam").get(f"{DOMAINS}/fleet").json() == made.json()
    assert made.json()["owners"] == ["olga"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": "operations", "description": "again", "team": "flight_ops"}, 409),
        ({"name": "fleet", "description": "x", "team": "ghosts"}, 404),
        ({"name": "fleet", "description": "", "team": "flight_ops"}, 422),
        ({"name": "Fleet", "description": "x", "team": "flight_ops"}, 422),
        ({"name": "information_schema", "description": "x", "team": "flight_ops"}, 422),
        ({"name": "a__b", "description": "x", "team": "flight_ops"}, 422),
    ],
)
def test_a_domain_that_cannot_be_is_refused(mesh, body, status):
    assert mesh.by("root").post(DOMAINS, json=body).status_code == status


def test_domains_are_listed_by_name_and_by_team(mesh):
    assert [row["name"] for row in mesh.by("sam").get(DOMAINS).json()["items"]] == ["operations", "weather"]
    found = mesh.by("sam").get(DOMAINS, params={"team": "weather_team"}).json()["items"]
    assert [row["name"] for row in found] == ["weather"]


def test_a_domain_moves_to_another_team_and_its_owners_with_it(mesh):
    moved = mesh.by("root").patch(f"{DOMAINS}/weather", json={"team": "flight_ops"})
    assert (moved.json()["owners"], moved.json()["description"]) == (["olga"], "Weather")
    assert mesh.by("root").patch(f"{DOMAINS}/weather", json={"team": "ghosts"}).status_code == 404
