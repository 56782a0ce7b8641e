"""The API does what its own description says: generated requests, good and bad, to every operation of it.

`TRELLIS_API_FUZZ=500` tries so many of each operation.
"""

import os
from datetime import timedelta

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core import NOT_SET

from platform_api.reference.routes import openapi_of
from tests.factories.addresses import names_in_paths
from tests.factories.authorisation import RIGHTS
from tests.factories.running import published

HOW_MANY = int(os.environ.get("TRELLIS_API_FUZZ", "12"))
ACTORS = ("root", "olga", "sam", "operations/flights")
PROMISES = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
)


@pytest.fixture(scope="module")
def operations(shared_mesh):
    loaded = schemathesis.openapi.from_dict(openapi_of(shared_mesh.app))
    found = [result.ok() for result in loaded.get_all_operations()]
    return {f"{operation.method.upper()} {operation.path}": operation for operation in found}


@pytest.fixture(scope="module")
def promises():
    load_all_checks()
    return CHECKS.get_by_names(PROMISES)


def requests_to(operation, names):
    """Requests that fit the description and such that do not, to what there is and to what there is not."""
    there = {name: names[key] for key in names if (name := key.partition(":")[0]) in operation.path}
    modes = [GenerationMode.POSITIVE]
    if operation.body or operation.query:
        modes.append(GenerationMode.NEGATIVE)
    known = [operation.as_strategy(generation_mode=mode, path_parameters=there) for mode in modes]
    return st.one_of(operation.as_strategy(), *known)


def send(mesh, case, who):
    mesh.clock.now += 1  # a token of this second is fresh, even after `sam` has signed out everywhere
    given = case.as_transport_kwargs(base_url="http://mesh")
    headers = {name: value for name, value in given.pop("headers").items() if name.lower() != "authorization"}
    body = {name: given[name] for name in ("json", "content") if given.get(name, NOT_SET) is not NOT_SET}
    if "data" in given:
        body["content"] = given["data"]
    answer = mesh.by(who).request(given["method"], given["url"], params=given.get("params"), headers=headers, **body)
    answer.elapsed = timedelta()
    return answer


@pytest.mark.parametrize("route", RIGHTS)
def test_an_operation_answers_as_it_is_described(lawful, operations, promises, route):
    names = lawful.change(lambda session: names_in_paths(session, lawful))
    if route.endswith("/runs") or route.startswith("GET /products/"):  # here all files must have been published
        names |= {"product": published(lawful)["product"].partition("/")[2], "port": "operations.trips"}
    operation = operations[route.replace(":path", "")]

    @given(case=requests_to(operation, names), who=st.sampled_from(ACTORS))
    @settings(max_examples=HOW_MANY, database=None, suppress_health_check=list(HealthCheck))
    def conforms(case, who):
        case.validate_response(send(lawful, case, who), checks=promises)

    conforms()
