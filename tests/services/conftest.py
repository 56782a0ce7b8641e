import pytest

from tests.services.opa import opa_server


@pytest.fixture(scope="session")
def opa_url(tmp_path_factory):
    with opa_server(tmp_path_factory.mktemp("opa")) as url:
        yield url
