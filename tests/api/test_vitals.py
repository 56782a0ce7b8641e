"""`/health`, `/metrics`, `/docs`."""

import re

import pytest

from sidecar.failpoints import armed


def test_health_tells_that_the_registry_answers(mesh):
    assert mesh.by().get("/health").json() == {"status": "ok", "revision": "small-1"}


def test_health_is_503_when_the_registry_does_not_answer(mesh):
    (mesh.state.settings.home / "registry.db").write_bytes(b"not a database" * 1000)
    mesh.state.database.reader.dispose()
    answer = mesh.by().get("/health")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


def test_requests_are_counted_by_route_and_never_by_name(mesh):
    for port in ("operations.flights", "weather.observations", "canary.port"):
        mesh.by("olga").get(f"/api/v1/mesh/ports/{port}")
    mesh.by().get("/canary-path")
    mesh.by().request("CANARY", "/health")
    text = mesh.by().get("/metrics").text
    assert 'trellis_requests_total{method="GET",route="/api/v1/mesh/ports/{port}",status="200"} 2.0' in text
    assert 'route="unknown",status="404"' in text
    assert re.search(r"canary|olga|observations", text, re.IGNORECASE) is None


def test_an_unavailable_registry_is_a_problem_with_a_hint(mesh):
    with armed(registry__commit__before="error"):
        answer = mesh.by("root").post("/api/v1/infrastructure/teams", json={"name": "t", "owners": ["olga"]})
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/registry-unavailable")
    assert "Idempotency-Key" in answer.json()["hint"]


def test_the_documentation_needs_nothing_from_elsewhere_and_runs_no_script(mesh):
    page = mesh.by().get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert re.findall(r"https?://|<script|javascript:|onload|style=", page.text) == []
    assert mesh.by().get("/docs/style.css").headers["content-type"].startswith("text/css")


@pytest.mark.parametrize("path", ["/api/v1/mesh/products", "/api/v1/mesh/ports/{port}/grants", "/health"])
def test_the_documentation_shows_every_address(mesh, path):
    assert f"<code>{path}</code>" in mesh.by().get("/docs").text


def test_every_operation_and_parameter_of_ours_is_described(mesh):
    document = mesh.by().get("/openapi.json").json()
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    operations = [o for methods in document["paths"].values() for o in methods.values()]
    assert [operation["operationId"] for operation in operations if not operation.get("description")] == []
