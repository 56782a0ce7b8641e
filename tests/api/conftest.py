"""One home with people in it is made once; each test gets a copy of it and an app on that copy."""

import pytest
from anyio.from_thread import start_blocking_portal

from platform_api.db import open_registry
from platform_api.main import stock_law
from platform_api.settings import load_settings
from tests.factories.mesh import CountingIds, FakeClock, open_mesh, people_the_mesh
from tests.factories.running import published, run, write_rows


@pytest.fixture(scope="session")
def portal():
    with start_blocking_portal() as running:
        yield running


@pytest.fixture(scope="session")
def template(tmp_path_factory):
    home = tmp_path_factory.mktemp("template") / "home"
    database = open_registry(load_settings(home=home), clock=FakeClock(), ids=CountingIds())
    with database.write("peopling") as session:
        people_the_mesh(session)
    database.close()
    return home


@pytest.fixture
def mesh(tmp_path, template, portal):
    with open_mesh(tmp_path / "home", template, portal=portal) as opened:
        yield opened


@pytest.fixture(scope="module")
def shared_mesh(tmp_path_factory, template, portal):
    """For tests that change nothing."""
    with open_mesh(tmp_path_factory.mktemp("shared") / "home", template, portal=portal) as opened:
        yield opened


@pytest.fixture(scope="session")
def stock():
    return stock_law()


@pytest.fixture
def lawful(tmp_path, template, portal, stock):
    """A mesh under the policies that travel with Trellis."""
    with open_mesh(tmp_path / "home", template, portal=portal, law=stock) as opened:
        yield opened


@pytest.fixture(scope="module")
def trips(tmp_path_factory, template, portal, stock):
    """A mesh on which `operations/trips` was published and run, for tests that change nothing of it."""
    folder = tmp_path_factory.mktemp("trips")
    with open_mesh(folder / "home", template, portal=portal, law=stock) as opened:
        published(opened, location=str(write_rows(folder)))
        opened.report = run(opened, folder / "scratch")
        yield opened
