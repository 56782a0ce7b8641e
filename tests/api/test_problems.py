"""Failures over HTTP: RFC 9457, one body for all, and nothing that helps an attacker."""

import ast
import logging
import re
from pathlib import Path

import pytest

from governance.errors import Conflict, Denied, Invalid, NotFound, SignInNeeded, TrellisError, Unavailable
from governance.problems import failure_of
from platform_api.doors import public
from platform_api.problems import STATUS, problem_response
from platform_api.reference.problems import problem_pages
from platform_api.routing import GuardedRouter

HERE = (
    "access",
    "auth",
    "decisions",
    "domains",
    "migrations",
    "outbox",
    "principals",
    "receipts",
    "reference",
    "registry",
    "usage",
    "vitals",
)


def failing(mesh, error):
    probe = GuardedRouter("/probe", tag="probe")

    @probe.get("", access=public())
    def endpoint():
        raise error

    mesh.app.include_router(probe.router)
    return mesh.by().get("/probe")


@pytest.mark.parametrize(
    ("kind", "status"),
    [(NotFound, 404), (Conflict, 409), (Invalid, 422), (Denied, 403), (SignInNeeded, 401), (Unavailable, 503)],
)
def test_a_kind_has_one_status_and_tells_all_it_knows(mesh, kind, status):
    answer = failing(mesh, kind("It happened here", hint="do this", slug="not-found", product="a/b"))
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    told = answer.json()
    assert (told["type"], told["detail"], told["hint"]) == ("/problems/not-found", "It happened here", "do this")
    assert (told["status"], told["product"], told["title"]) == (status, "a/b", kind.__doc__)


def test_every_kind_has_a_status():
    kinds = [kind for kind in vars(__import__("governance.errors", fromlist=["x"])).values() if isinstance(kind, type)]
    assert {kind for kind in kinds if issubclass(kind, TrellisError) and kind is not TrellisError} == set(STATUS)


@pytest.mark.parametrize("member", ["type", "status", "detail", "title"])
def test_context_does_not_overwrite_what_the_standard_names(member):
    told = problem_response(NotFound("Gone", **{member: "forged"})).body
    assert b"forged" not in told


@pytest.mark.parametrize(
    "error", [NotFound("Gone", hint="look elsewhere", slug="unknown-port", port="a.b"), Denied("No")]
)
def test_a_client_reads_the_same_failure_back(mesh, error):
    answer = failing(mesh, error)
    found = failure_of(answer.status_code, answer.json())
    assert (type(found), found.message, found.hint, found.case, found.context) == (
        type(error),
        error.message,
        error.hint,
        error.case,
        error.context,
    )


@pytest.mark.parametrize("error", [ZeroDivisionError("canary_secret"), KeyError("canary_secret"), RecursionError()])
def test_a_crash_is_a_500_with_an_incident_and_the_log_knows_more(mesh, error, caplog):
    with caplog.at_level(logging.ERROR):
        answer = failing(mesh, error)
    told = answer.json()
    assert (answer.status_code, told["type"]) == (500, "/problems/internal-error")
    assert "canary" not in answer.text
    assert "Traceback" not in answer.text
    assert told["incident"] in caplog.text


@pytest.mark.parametrize(
    ("method", "path", "status", "problem"),
    [
        ("GET", "/nowhere", 404, "unknown-address"),
        ("GET", "/api/v1/nowhere", 404, "unknown-address"),
        ("DELETE", "/health", 405, "method-not-allowed"),
        ("POST", "/api/v1/mesh/products", 405, "method-not-allowed"),
    ],
)
def test_what_is_not_there_is_a_problem_too(shared_mesh, method, path, status, problem):
    answer = shared_mesh.by().request(method, path)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{problem}")
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_wrong_method_says_which_is_right(shared_mesh):
    assert shared_mesh.by().delete("/health").headers["allow"] == "GET"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Field required"),
        (b"not json", "JSON decode error"),
        (b'{"name": 7, "description": "x", "team": "flight_ops"}', "valid string"),
        (b'{"name": "x"}', "Field required"),
        (b'{"name": "x", "description": "x", "team": "flight_ops", "owner": "sam"}', "Extra inputs"),
        (b'{"name": "x", "name": "y", "description": "x", "team": "flight_ops"}', "twice"),
        (b'{"name": NaN}', "NaN"),
        (b'{"name": "\\ud800"}', "surrogates"),
        (b"[" * 100_000, "deep"),
        (b'{"a":' * 70 + b"1" + b"}" * 70, "deep"),
        (b'{"a": ' + b"9" * 5000 + b"}", "digits"),
        (b"\xff\xfe\x00", "utf-8"),
    ],
)
def test_a_malformed_body_is_a_422_that_says_where(shared_mesh, content, said):
    answer = shared_mesh.by("root").post(
        "/api/v1/mesh/domains", content=content, headers={"content-type": "application/json"}
    )
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/bad-request")
    assert said in answer.text
    assert answer.json()["errors"][0]["path"].startswith("body")


def test_a_malformed_value_is_not_repeated_in_the_answer(shared_mesh):
    body = {"name": ["canary_secret"], "description": "x", "team": "flight_ops"}
    assert "canary" not in shared_mesh.by("root").post("/api/v1/mesh/domains", json=body).text


@pytest.mark.parametrize(
    "media", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_a_body_of_another_kind_is_malformed(shared_mesh, media):
    answer = shared_mesh.by("root").post("/api/v1/mesh/domains", content=b"name=x", headers={"content-type": media})
    assert answer.status_code == 422


@pytest.mark.parametrize(
    "path", ["/health", "/nowhere", "/api/v1/me", "/docs", "/openapi.json", "/metrics", "/problems"]
)
def test_every_answer_carries_the_headers_that_keep_browsers_honest(shared_mesh, path):
    headers = shared_mesh.by().get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-request-id"].startswith("request_")


@pytest.mark.parametrize("path", ["/api/v1/me", "/api/v1/mesh/products", "/api/v1/nowhere", "/health"])
@pytest.mark.parametrize("who", ["olga", ""])
def test_what_is_private_is_kept_by_no_cache(shared_mesh, path, who):
    assert shared_mesh.by(who).get(path).headers["cache-control"] == "no-store"


def slugs_in_sources():
    root = Path(__file__).parents[2] / "platform_api"
    files = [*root.glob("*.py"), *(path for folder in HERE for path in (root / folder).rglob("*.py"))]
    for file in files:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.keyword) and node.arg == "slug" and isinstance(node.value, ast.Constant):
                yield node.value.value


@pytest.mark.parametrize("slug", sorted({kind.slug for kind in STATUS} | {"internal-error"} | set(slugs_in_sources())))
def test_every_problem_has_a_page_that_anyone_can_read(shared_mesh, slug):
    answer = shared_mesh.by().get(f"/problems/{slug}")
    assert answer.status_code == 200
    assert answer.text.startswith(f"# `{slug}`: ")
    assert len(answer.text.split()) > 15


def test_the_list_of_problems_is_the_list_of_pages(shared_mesh):
    listed = re.findall(r"/problems/([a-z-]+)", shared_mesh.by().get("/problems").text)
    assert listed == sorted(problem_pages())


def test_a_page_that_is_not_there_is_not_found(shared_mesh):
    assert shared_mesh.by().get("/problems/no-such-problem").status_code == 404
