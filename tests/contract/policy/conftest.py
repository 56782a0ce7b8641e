"""Every engine behind the port `PolicyEngine`, each with the stock policies."""

import pytest

from governance.policy import OpaEngine, RegoEngine, WasmEngine
from governance.policy.bundle import load_bundle
from tests.services.opa import opa_server


@pytest.fixture(scope="session")
def opa_url(tmp_path_factory):
    with opa_server(tmp_path_factory.mktemp("opa")) as url:
        yield url


def wasm(request):
    return WasmEngine()


def opa(request):
    return OpaEngine(request.getfixturevalue("opa_url"), revision=load_bundle().revision)


def rego(request):
    return RegoEngine()


REAL_SERVER = [pytest.mark.services, pytest.mark.allow_hosts(["127.0.0.1"])]


ENGINES = [wasm, pytest.param(opa, marks=REAL_SERVER), pytest.param(rego, marks=pytest.mark.services)]


@pytest.fixture(params=ENGINES, ids=["wasm", "opa", "rego"])
def engine(request):
    return request.param(request)
