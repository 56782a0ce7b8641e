"""Names that are wildcards, paths or SQL to somebody: to us they are names, and mostly of nothing."""

import sqlite3

import pytest

HOSTILE = [
    "~", "*", "%", "_", "-", "all", "null", "None", "0", "-1", ".", "..", "%2e%2e", "undefined", "true", "[]", "{}",
    "' OR '1'='1", "'; DROP TABLE grants; --", '" OR ""="', "flight%", "flight_ps", "FLIGHT_OPS", "flight_ops ",
    "flight_ops\x00", "operations.*", "operations.flights'--", "../operations.flights", "1 UNION SELECT text FROM documents",
    "\u202eflights", "operations\u2024flights", "a" * 3000,
]  # fmt: skip
LISTS = {
    "/api/v1/mesh/products": ["domain", "team", "kind", "status"],
    "/api/v1/mesh/ports": ["domain", "product", "status"],
    "/api/v1/mesh/domains": ["team"],
    "/api/v1/mesh/decisions": ["subject", "kind"],
    "/api/v1/mesh/events": ["topic"],
}
THINGS = [
    "/api/v1/mesh/ports/{}",
    "/api/v1/mesh/ports/{}/consumers",
    "/api/v1/mesh/ports/{}/grants",
    "/api/v1/mesh/ports/{}/contracts",
    "/api/v1/mesh/domains/{}",
    "/api/v1/mesh/documents/{}",
    "/api/v1/mesh/grants/{}",
    "/api/v1/mesh/decisions/{}",
    "/api/v1/products/operations/{}",
    "/api/v1/products/{}/flights",
    "/api/v1/products/operations/flights/versions/{}",
    "/api/v1/infrastructure/teams/{}",
    "/api/v1/infrastructure/principals/{}",
    "/problems/{}",
]


def quoted(text):
    return "".join(f"%{byte:02x}" for byte in text.encode())


@pytest.mark.parametrize("value", [*HOSTILE, ""])
@pytest.mark.parametrize(("path", "field"), [(path, field) for path, fields in LISTS.items() for field in fields])
def test_a_filter_never_shows_more_than_what_it_names(shared_mesh, path, field, value):
    answer = shared_mesh.by("root").get(path, params={field: value})
    assert answer.status_code in {200, 422}
    assert answer.json().get("items", []) == []


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("path", THINGS)
def test_a_name_of_nothing_finds_nothing(shared_mesh, path, value):
    answer = shared_mesh.by("root").get(path.format(quoted(value)))
    assert answer.status_code in {404, 422}, answer.text


@pytest.mark.parametrize("value", [*HOSTILE, "AAAA", "W10", "WzFd", "=" * 40, "e30"])
def test_a_cursor_of_nobodys_making_is_refused(shared_mesh, value):
    answer = shared_mesh.by("root").get("/api/v1/mesh/products", params={"after": value})
    assert answer.status_code == 422


@pytest.mark.parametrize("value", HOSTILE)
def test_a_name_in_a_body_changes_nothing_unless_it_is_one(mesh, value):
    body = {"grantee_kind": "user", "grantee": value, "purposes": ["p"], "expires": mesh.clock() + 60, "reason": "r"}
    answer = mesh.by("olga").post("/api/v1/mesh/ports/operations.flights/grants", json=body)
    assert answer.status_code in {404, 422}
    with sqlite3.connect(mesh.state.settings.home / "registry.db") as connection:
        assert connection.execute("SELECT count(*) FROM grants").fetchone() == (1,)


@pytest.mark.parametrize("value", HOSTILE)
def test_a_hostile_name_is_not_one_that_can_be_given(mesh, value):
    root = mesh.by("root")
    statuses = {
        root.post("/api/v1/infrastructure/principals", json={"id": value}).status_code,
        root.post("/api/v1/infrastructure/teams", json={"name": value, "owners": ["olga"]}).status_code,
        root.post("/api/v1/mesh/domains", json={"name": value, "description": "x", "team": "flight_ops"}).status_code,
    }
    allowed = {201} if value in {"all", "null", "undefined", "true", "flight_ps"} else set()
    assert statuses <= {422} | allowed


@pytest.mark.parametrize("text", ["line\r\nSet-Cookie: a=b", "\x1b[31mred", "<script>alert(1)</script>", "\u202eevil"])
def test_text_comes_back_as_text_and_nothing_else(mesh, text):
    body = {"name": "odd", "description": text, "team": "flight_ops"}
    answer = mesh.by("root").post("/api/v1/mesh/domains", json=body)
    assert (answer.status_code, answer.json()["description"]) == (201, text)
    assert "set-cookie" not in answer.headers
    assert answer.headers["content-type"] == "application/json"
