"""The authorisation matrix, generated: every live route by everyone, under the small law and under the real one."""

import pytest

from governance.names import PortName
from platform_api.access.schemas import GrantNew
from platform_api.access.service import issue_grant
from platform_api.decisions.service import record_decision
from platform_api.gate.tables import ensure
from platform_api.lineage.repository import jobs_matching
from platform_api.lineage.service import ingest_event
from platform_api.registry.repository import product_version
from platform_api.registry.service import contract_in_force
from platform_api.routing import guarded_routes
from platform_api.runs.models import Run
from tests.factories.authorisation import ACTORS, RIGHTS, answers
from tests.factories.contracts import FLIGHTS, contract
from tests.factories.law import SmallLaw
from tests.factories.lineage import run_event
from tests.factories.mesh import NOON, open_mesh

STATUSES = {"yes": {200, 201, 204, 422}, "no": {403}, "hidden": {404}, "401": {401}}


@pytest.fixture(scope="module", params=["small law", "stock law"])
def matrix(request, tmp_path_factory, template, portal, stock):
    law = SmallLaw() if request.param == "small law" else stock
    with open_mesh(tmp_path_factory.mktemp("matrix") / "home", template, portal=portal, law=law) as mesh:
        mesh.names = mesh.change(lambda session: names_in_paths(session, law, mesh))
        yield mesh


def names_in_paths(session, law, mesh):
    new = GrantNew(grantee_kind="user", grantee="sam", purposes=["p"], expires=NOON + 60, reason="a reason")
    grant = issue_grant(session, "operations.flights", new, settings=mesh.state.settings, by="olga")
    question = {
        "action": "grant.read",
        "subject": {"id": "olga", "kind": "user", "teams": [], "roles": [], "attributes": {}},
        "resource": {"kind": "port", "name": "operations.flights", "domain": "", "team": "", "owners": []},
        "now": NOON,
    }
    decision = record_decision(session, "access/administer", question, law.verdict("access/administer", question))
    ensure(mesh.state.gate(session), PortName.parse("operations.flights"), contract("operations.flights", FLIGHTS))
    ingest_event(session, run_event("operations/flights", "START", inputs=["raw"], outputs=["mesh.operations.flights"]))
    return {
        "domain": "operations",
        "product": "flights",
        "version": "1.0.0",
        "port": "operations.flights",
        "digest": contract_in_force(session, "operations.flights").version.contract,
        "team": "flight_ops",
        "member": "mia",
        "principal:path": "operations/flights",
        "grant": grant.id,
        "decision": decision.id,
        "slug": "not-found",
        "dataset": "operations.flights",
        "column:path": "carrier",
        "job": session.exec(jobs_matching()).one().address,
        "run": a_run(session),
        "pin": "pin_1",
    }


def a_run(session):
    version = product_version(session, "operations/flights")
    told = {"holder": "somebody", "requested_by": "olga", "started_at": NOON, "lease_until": NOON, "state": "failed"}
    session.add(Run(id="run_1", product=version.product, product_version=version.seq, version="1.0.0", fence=1, **told))
    return "run_1"


def ask(mesh, route, actor):
    method, _, path = route.partition(" ")
    for name, value in mesh.names.items():
        path = path.replace("{" + name + "}", value)
    assert "{" not in path, f"say in `names_in_paths` what to put into {path}"
    # What nobody knows stops a request right behind the door, so that the matrix changes nothing; and where a contract
    # would have to be read, which is only a name here.
    stops = method != "GET" or path.startswith("/products/")
    return mesh.by(ACTORS[actor]).request(method, path, params={"stop": "here"} if stops else {})


def test_every_live_route_is_in_the_table_and_the_table_holds_no_other(matrix):
    live = {f"{method} {path}" for method, path, _ in guarded_routes(matrix.app)}
    assert live == set(RIGHTS)


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("route", RIGHTS)
def test_a_route_lets_in_whom_the_table_says_and_nobody_else(matrix, route, actor):
    answer = ask(matrix, route, actor)
    assert answer.status_code in STATUSES[answers(route)[actor]], answer.text


def test_the_table_has_both_sides_of_every_door():
    assert {word for route in RIGHTS for word in answers(route).values()} == set(STATUSES)
