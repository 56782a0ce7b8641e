"""The authorisation matrix, generated: every live route by everyone, under the small law and under the real one."""

import pytest

from platform_api.routing import guarded_routes
from tests.factories.authorisation import ACTORS, RIGHTS, answers
from tests.factories.law import SmallLaw
from tests.factories.addresses import filled, names_in_paths
from tests.factories.mesh import open_mesh

STATUSES = {"yes": {200, 201, 204, 422}, "no": {403}, "hidden": {404}, "401": {401}}


@pytest.fixture(scope="module", params=["small law", "stock law"])
def matrix(request, tmp_path_factory, template, portal, stock):
    law = SmallLaw() if request.param == "small law" else stock
    with open_mesh(tmp_path_factory.mktemp("matrix") / "home", template, portal=portal, law=law) as mesh:
        mesh.names = mesh.change(lambda session: names_in_paths(session, mesh))
        yield mesh


def ask(mesh, route, actor):
    method, _, path = route.partition(" ")
    path = filled(path, mesh.names)
    assert "{" not in path, f"say in `names_in_paths` what to put into {path}"
    # What nobody knows stops a request right behind the door, so that the matrix changes nothing.
    return mesh.by(ACTORS[actor]).request(method, path, params={} if method == "GET" else {"stop": "here"})


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
