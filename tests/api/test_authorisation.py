"""The authorisation matrix, generated: every live route by everyone, under the small law and under the real one."""

import pytest

from platform_api.auth.service import revoke_all
from platform_api.principals.schemas import MemberEdit, PrincipalEdit, PrincipalNew
from platform_api.principals.service import create_principal, edit_principal, remove_member, set_member
from platform_api.routing import guarded_routes
from tests.factories.addresses import filled, names_in_paths
from tests.factories.authorisation import ACTORS, ALIKE, RIGHTS, answers
from tests.factories.law import SmallLaw
from tests.factories.mesh import open_mesh

STATUSES = {"yes": {200, 201, 204, 422}, "no": {403}, "hidden": {404}, "401": {401}}


@pytest.fixture(scope="module", params=["small law", "stock law"])
def matrix(request, tmp_path_factory, template, portal, stock):
    law = SmallLaw() if request.param == "small law" else stock
    with open_mesh(tmp_path_factory.mktemp("matrix") / "home", template, portal=portal, law=law) as mesh:
        mesh.names = mesh.change(lambda session: names_in_paths(session, mesh))
        mesh.tokens = {who: mesh.token(who) for who in (*ACTORS.values(), *(who for who, _ in ALIKE.values())) if who}
        mesh.change(have_been_somebody)
        yield mesh


def have_been_somebody(session):
    """Give standing to people and take it away; their tokens are older than that."""
    roles = {"stella": ["steward"], "ada": ["platform_admin"]}
    for name in ("fay", "stella", "sue", "ada", "otto"):
        create_principal(session, PrincipalNew(id=name, roles=roles.get(name, [])), by="root")
    for name in ("fay", "sue", "otto"):
        set_member(session, "flight_ops", name, MemberEdit(role="owner"), by="root")
    remove_member(session, "flight_ops", "fay", by="root")
    for name in ("sue", "ada"):
        edit_principal(session, name, PrincipalEdit(status="suspended"), by="root")
    revoke_all(session, subject="otto", by="root", reason="left")


def ask(mesh, route, who, names=None):
    method, _, path = route.partition(" ")
    path = filled(path, names or mesh.names)
    assert "{" not in path, f"say in `names_in_paths` what to put into {path}"
    # What nobody knows stops a request right behind the door, so that the matrix changes nothing; and where a contract
    # would have to be read, which is only a name here.
    stops = method != "GET" or path.startswith("/products/")
    client = mesh.by(token=mesh.tokens[who]) if who else mesh.by()
    return client.request(method, path, params={"stop": "here"} if stops else {})


def test_every_live_route_is_in_the_table_and_the_table_holds_no_other(matrix):
    live = {f"{method} {path}" for method, path, _ in guarded_routes(matrix.app)}
    assert live == set(RIGHTS)


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("route", RIGHTS)
def test_a_route_lets_in_whom_the_table_says_and_nobody_else(matrix, route, actor):
    answer = ask(matrix, route, ACTORS[actor])
    assert answer.status_code in STATUSES[answers(route)[actor]], answer.text


@pytest.mark.parametrize("route", RIGHTS)
def test_having_been_somebody_or_being_somebody_elsewhere_opens_nothing(matrix, route):
    given = {actor: ask(matrix, route, who).status_code for actor, (who, _) in ALIKE.items()}
    wrong = {
        actor: status for actor, status in given.items() if status not in STATUSES[answers(route)[ALIKE[actor][1]]]
    }
    assert wrong == {}


ABSENT = {
    "domain": "nowhere",
    "product": "nothing",
    "version": "9.9.9",
    "port": "operations.nothing",
    "digest": "0" * 64,
    "team": "nobodies",
    "member": "ghost",
    "principal:path": "operations/nothing",
    "grant": "grant_999999",
    "decision": "decision_999999",
    "slug": "no-such-problem",
    "dataset": "operations.nothing",
    "column:path": "nothing",
    "job": "nothing",
    "run": "run_999999",
    "pin": "pin_999999",
}


@pytest.mark.parametrize("route", [route for route in RIGHTS if "{" in route])
def test_what_is_not_there_is_given_to_nobody(matrix, route):
    people = [*ACTORS.values(), *(who for who, _ in ALIKE.values())]
    given = {who: ask(matrix, route, who, ABSENT) for who in people}
    assert {answer.status_code for answer in given.values()} <= {401, 403, 404, 422}
    assert (given[""].status_code == 401) == (RIGHTS[route] != "everyone")
    hidden = [who for actor, who in ACTORS.items() if answers(route)[actor] == "hidden"]
    assert {given[who].content for who in hidden} <= {ask(matrix, route, who).content for who in hidden}


def test_the_table_has_both_sides_of_every_door():
    assert {word for route in RIGHTS for word in answers(route).values()} == set(STATUSES)
