"""Every bound of a query in the API's own description: at it, one over, and a hundred times over."""

import pytest

from platform_api.reference.routes import openapi_of
from tests.factories.addresses import filled, names_in_paths
from tests.factories.authorisation import RIGHTS
from tests.factories.mesh import open_mesh
from tests.factories.running import published

READS = [route for route in RIGHTS if route.startswith("GET ")]
LONGEST = 60_000  # characters of one parameter; a longer address is refused before anybody reads it
REFUSED = {403, 422}
"""Some questions are refused to root, some to an owner, before anybody looks at what they say."""


@pytest.fixture(scope="module")
def described(tmp_path_factory, template, portal, stock):
    """A mesh with one of each thing in it; nobody changes anything."""
    with open_mesh(tmp_path_factory.mktemp("described") / "home", template, portal=portal, law=stock) as opened:
        opened.names = opened.change(lambda session: names_in_paths(session, opened))
        trips = published(opened)["product"].partition("/")[2]
        opened.served = {**opened.names, "product": trips, "port": "operations.trips"}
        opened.operations = openapi_of(opened.app)["paths"]
        yield opened


def bounds(schema):
    """What bounds a parameter, and how to make one of a size."""
    for one in schema.get("anyOf", [schema]):
        if "maxLength" in one:
            yield one["maxLength"], lambda size: "a" * min(size, LONGEST)
        if "maximum" in one:
            yield one["maximum"], str
        if "maxItems" in one:
            yield one["maxItems"], lambda size: ["a"] * size


def bounded(mesh, route):
    """Yield each bounded parameter of a route's query: its name, its bound, and how to make one."""
    operation = mesh.operations[route.partition(" ")[2].replace(":path", "")]["get"]
    for one in operation.get("parameters", ()):
        if one["in"] == "query":
            yield from ((one["name"], *bound) for bound in bounds(one["schema"]))


def ask(mesh, route, **query):
    """How the route answers each of two people."""
    names = mesh.served if route.startswith("GET /products/") else mesh.names
    path = filled(route.partition(" ")[2], names)
    return {mesh.by(who).get(path, params=query).status_code for who in ("root", "olga")}


@pytest.mark.parametrize("route", READS)
def test_what_a_query_may_hold_is_bounded(described, route):
    for name, most, of_size in bounded(described, route):
        at, over, far = (ask(described, route, **{name: of_size(size)}) for size in (most, most + 1, 100 * most))
        assert max(at) < 500, name
        assert over | far <= REFUSED, name
        assert 422 in over & far, name


def test_a_bound_itself_is_no_fault(described):
    sizes = {"limit": 500, "q": "a" * 20_000, "subject": "a" * 130}
    for route, name in (("domains", "limit"), ("search", "q"), ("decisions", "subject")):
        assert 200 in ask(described, f"GET /api/v1/mesh/{route}", **{name: sizes[name]})


def test_most_reads_have_a_bound(described):
    assert sum(bool(list(bounded(described, route))) for route in READS) > 30


def integers(schema, components, place=""):
    """Yield the place and the schema of every whole number in what a body may hold."""
    if "$ref" in schema:
        schema = components[schema["$ref"].rpartition("/")[2]]
    if schema.get("type") == "integer":
        yield place, schema
    for name, one in schema.get("properties", {}).items():
        yield from integers(one, components, f"{place}.{name}")
    for one in (*schema.get("anyOf", ()), *schema.get("oneOf", ()), *filter(None, [schema.get("items")])):
        yield from integers(one, components, place)


def test_no_whole_number_of_a_body_is_larger_than_the_registry_holds(described):
    document = openapi_of(described.app)
    components, unbounded = document["components"]["schemas"], []
    for path, operations in document["paths"].items():
        for operation in operations.values():
            for kind in operation.get("requestBody", {}).get("content", {}).values():
                found = integers(kind["schema"], components)
                unbounded += [path + place for place, one in found if not {"maximum", "exclusiveMaximum"} & set(one)]
    assert unbounded == []
