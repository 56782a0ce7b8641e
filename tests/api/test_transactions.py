"""One request, one transaction: what fails leaves nothing, and two platforms in one process do not mix."""

import anyio
import httpx
import pytest
from starlette.responses import JSONResponse

from governance.errors import Conflict
from platform_api.deps import Registry, Who
from platform_api.doors import permission, signed_in, the_mesh
from platform_api.guard import Kept
from platform_api.main import close_app, create_app
from platform_api.outbox.service import record_event
from platform_api.routing import GuardedRouter
from platform_api.settings import load_settings
from tests.factories.law import SmallLaw
from tests.factories.mesh import open_mesh


def failing(how):
    probe = GuardedRouter("/probe", tag="probe")

    @probe.post("", access=permission("domain.create", resource=the_mesh), response_model=None)
    def endpoint(session: Registry):
        record_event(session, "probe", "probe", {})
        session.flush()
        return how()

    return probe.router


def conflict():
    raise Conflict("No")


def crash():
    raise ZeroDivisionError


def decline():
    return JSONResponse({}, status_code=409)


def unserialisable():
    return object()


@pytest.mark.parametrize(("how", "status"), [(conflict, 409), (crash, 500), (decline, 409), (unserialisable, 500)])
def test_whatever_goes_wrong_nothing_of_it_is_kept(mesh, how, status):
    before = mesh.by("root").get("/api/v1/mesh/events").json()["last"]
    mesh.app.include_router(failing(how))
    assert mesh.by("root").post("/probe").status_code == status
    assert mesh.by("root").get("/api/v1/mesh/events").json()["last"] == before
    assert not mesh.state.database.lock.held


def keep(session):
    record_event(session, "kept", "probe", {})


def break_down(session):
    record_event(session, "half", "probe", {})
    raise ZeroDivisionError


@pytest.mark.parametrize(("trace", "told"), [(keep, ["kept"]), (break_down, [])])
def test_a_failure_can_leave_a_trace_and_nothing_else(mesh, trace, told):
    def refuse():
        raise Kept(Conflict("No"), trace)

    before = mesh.by("root").get("/api/v1/mesh/events").json()["last"]
    mesh.app.include_router(failing(refuse))
    assert mesh.by("root").post("/probe").status_code == 409
    found = mesh.by("root").get("/api/v1/mesh/events", params={"after": before}).json()["items"]
    assert [event["topic"] for event in found] == told


def test_a_route_that_only_reads_cannot_write(mesh):
    probe = GuardedRouter("/probe", tag="probe")

    @probe.get("", access=signed_in())
    def endpoint(session: Registry, caller: Who):
        record_event(session, "probe", caller.id, {})
        session.flush()

    mesh.app.include_router(probe.router)
    assert mesh.by("root").get("/probe").status_code == 503


def test_a_post_that_takes_no_transaction_leaves_the_lock_alone(mesh):
    probe = GuardedRouter("/probe", tag="probe")

    @probe.post("", access=signed_in(), writes=False)
    def endpoint(session: Registry):
        return {"held": mesh.state.database.lock.held}

    mesh.app.include_router(probe.router)
    assert mesh.by("sam").post("/probe").json() == {"held": False}


def test_two_platforms_in_one_process_do_not_mix(tmp_path, template, portal):
    with (
        open_mesh(tmp_path / "one", template, portal=portal) as one,
        open_mesh(tmp_path / "two", template, portal=portal) as two,
    ):
        one.by("root").post("/api/v1/infrastructure/teams", json={"name": "mine", "owners": ["olga"]})
        assert two.by("root").get("/api/v1/infrastructure/teams/mine").status_code == 404


def test_an_app_works_in_process_without_a_lifespan(tmp_path):
    app = create_app(load_settings(home=tmp_path / "home"), law=SmallLaw())

    async def ask():
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://mesh") as client:
            return (await client.get("/health")).status_code

    assert anyio.run(ask) == 200
    close_app(app)


def test_a_served_app_closes_its_registry_at_the_end(mesh):
    async def serve():
        async with mesh.app.router.lifespan_context(mesh.app):
            return mesh.by  # nothing to do

    anyio.run(serve)
    assert mesh.state.database.reader.pool.checkedin() == 0
    assert not (mesh.state.settings.home / "registry.db-wal").exists()
