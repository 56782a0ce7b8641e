"""Routes are closed by default, and the door comes before everything that reads what a stranger sent."""

import pytest
from fastapi import APIRouter, FastAPI
from pydantic import BaseModel, field_validator
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles

from governance.policy import Verdict
from platform_api.doors import permission, public, signed_in, the_mesh
from platform_api.routing import GuardedRouter, close_the_doors, guarded_routes
from sidecar.failpoints import armed
from tests.factories.addresses import names_in_paths

READ = []


class Probe(BaseModel):
    """A body that tells when it is parsed."""

    text: str = ""

    @field_validator("text", mode="before")
    @classmethod
    def _told(cls, value):
        READ.append(value)
        return value


async def dependency():
    READ.append("dependency")


def guarded(access, **options):
    probe = GuardedRouter("/probe", tag="probe")

    @probe.post("/{name}", access=access, **options)
    def endpoint(name: str, body: Probe):
        READ.append("endpoint")
        return body

    return probe.router


async def asgi(scope, receive, send):
    await PlainTextResponse("open")(scope, receive, send)


def plain(request):
    return PlainTextResponse("open")


async def socket(websocket):
    await websocket.accept()


def undeclared():
    router = APIRouter()
    router.add_api_route("/open", plain)
    return router.routes[0]


@pytest.mark.parametrize(
    "route",
    [
        undeclared(),
        Route("/open", plain),
        Mount("/open", asgi),
        Mount("/static", StaticFiles(directory=".")),
        WebSocketRoute("/open", socket),
    ],
    ids=["FastAPI", "Starlette", "mounted app", "static files", "websocket"],
)
def test_an_app_with_a_route_that_has_no_door_cannot_be_built(mesh, route):
    mesh.app.router.routes.append(route)
    with pytest.raises(RuntimeError, match="has no door"):
        close_the_doors(mesh.app)


@pytest.mark.parametrize("nested", [False, True], ids=["included", "included in an included one"])
def test_a_router_without_doors_is_found_however_deep(nested):
    inner = APIRouter()
    inner.add_api_route("/open", plain)
    outer = APIRouter()
    outer.include_router(inner)
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.include_router(outer if nested else inner)
    with pytest.raises(RuntimeError, match="`/open` has no door"):
        close_the_doors(app)


@pytest.mark.parametrize("option", ["docs_url", "openapi_url"])
def test_the_frameworks_own_pages_have_no_door(option):
    pages = {"openapi_url": "/openapi.json", "docs_url": None, "redoc_url": None, option: "/page"}
    with pytest.raises(RuntimeError, match="has no door"):
        close_the_doors(FastAPI(**pages))


@pytest.mark.parametrize(
    ("access", "who", "status"),
    [
        (signed_in(), "", 401),
        (permission("domain.create", resource=the_mesh), "", 401),
        (permission("domain.create", resource=the_mesh), "sam", 403),
        (permission("domain.create", resource=the_mesh, hides="probe"), "sam", 404),
        (permission("no.such.act", resource=the_mesh), "root", 403),
    ],
)
@pytest.mark.parametrize("body", [b'{"text": "x"}', b"{" * 2000, b"\xff" * 100, b"x" * 5_000_000])
def test_a_request_without_rights_never_reaches_a_parser(mesh, access, who, status, body):
    READ.clear()
    mesh.app.include_router(guarded(access))
    answer = mesh.by(who).post("/probe/x", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, READ) == (status, [])


def test_the_probe_itself_works_for_those_with_rights(mesh):
    READ.clear()
    mesh.app.include_router(guarded(permission("domain.create", resource=the_mesh)))
    assert mesh.by("root").post("/probe/x", json={"text": "seen"}).status_code == 200
    assert READ == ["seen", "endpoint"]


def test_a_refusal_is_written_down_and_an_endpoint_without_rights_changes_nothing(mesh):
    before = decisions(mesh)
    mesh.by("sam").post("/api/v1/mesh/domains", json={"name": "x", "description": "x", "team": "flight_ops"})
    found = decisions(mesh)
    assert len(found) == len(before) + 1
    assert (found[0]["subject"], found[0]["allowed"], found[0]["action"]) == ("sam", False, "domain.create")


def test_what_is_allowed_and_done_is_written_down_with_it(mesh):
    mesh.by("root").post("/api/v1/mesh/domains", json={"name": "x", "description": "x", "team": "flight_ops"})
    assert (decisions(mesh)[0]["subject"], decisions(mesh)[0]["allowed"]) == ("root", True)


def decisions(mesh):
    return mesh.by("root").get("/api/v1/mesh/decisions").json()["items"]


def test_a_no_says_what_the_law_says(mesh):
    told = mesh.by("sam").post("/api/v1/mesh/domains", json={}).json()
    assert told["detail"].startswith("`sam` may not `domain.create`")
    assert (told["policy"], told["path"], told["hint"]) == ("acts-have-people", "subject", "ask an owner")
    assert [set(one) for one in told["denials"]] == [{"policy", "path", "message", "fix"}]


def test_looking_for_what_is_hidden_is_written_down_whether_it_is_there_or_not(mesh):
    grant = mesh.change(lambda session: names_in_paths(session, mesh))["grant"]
    for name in (grant, "grant_999999"):
        assert mesh.by("wes").get(f"/api/v1/mesh/grants/{name}").status_code == 404
    found = [(row["action"], row["allowed"]) for row in decisions(mesh) if row["subject"] == "wes"]
    assert found == [("grant.read", False)] * 2


def test_a_no_without_a_reason_is_a_no(mesh):
    mesh.law.verdict = lambda *_: Verdict(allowed=False, denials=(), warnings=(), revision="small-1")
    answer = mesh.by("root").post("/api/v1/mesh/domains", json={})
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/denied")


def test_a_refusal_that_cannot_be_logged_is_a_refusal_all_the_same(mesh, caplog):
    with armed(registry__commit__before="error"):
        assert mesh.by("sam").post("/api/v1/mesh/domains", json={}).status_code == 403
    assert "could not be recorded" in caplog.text


@pytest.mark.parametrize("public_route", [False, True])
def test_a_public_route_does_not_know_its_caller(mesh, public_route):
    mesh.app.include_router(guarded(public() if public_route else signed_in()))
    answer = mesh.by("" if public_route else "sam").post("/probe/x", json={})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/me;v1/health",
        "/api/v1/me/",
        "//api/v1/me",
        "/api//v1/me",
        "/api/v1/%6de",
        "/api/v1/ME",
        "/api/v1/me.",
        "/api/v1/me%00",
        "/api/v1/me%2f",
        "/health/../api/v1/me",
        "/health/%2e%2e/api/v1/me",
        "/health%2f..%2fapi/v1/me",
        "/problems/..%2f..%2fapi%2fv1%2fme",
        "/docs/..;/api/v1/me",
        "/api/v1/me\\",
        "/API/V1/ME",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "POST", "TRACE", "PROPFIND"])
def test_no_spelling_of_an_address_leads_around_its_door(shared_mesh, path, method):
    answer = shared_mesh.by().request(method, f"http://mesh{path}")
    assert answer.status_code in {401, 404, 405, 422}


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"])
def test_no_header_changes_the_method(shared_mesh, header):
    assert shared_mesh.by("sam").post("/api/v1/me", headers={header: "GET"}).status_code == 405


def test_every_route_says_in_the_documentation_who_may_use_it(shared_mesh):
    paths = shared_mesh.by().get("/openapi.json").json()["paths"]
    for method, path, _ in guarded_routes(shared_mesh.app):
        shown = path.replace(":path", "")
        assert paths[shown][method.lower()]["x-access"], path
