"""One warm interpreter to fork from, and one home that each test gets as it was."""

import shutil

import pytest

from tests.crash.shop import Shop, folders
from tests.factories.forks import Forks
from tests.factories.orders import write_csv
from tests.factories.prompt import Prompt


@pytest.fixture(scope="session")
def forks(tmp_path_factory):
    running = Forks("tests.crash.scenarios", tmp_path_factory.mktemp("forks"))
    yield running
    running.close()


@pytest.fixture(scope="session")
def opened(tmp_path_factory):
    """Products, a home that sales/orders was published to and run in, and a copy of that home."""
    folder = tmp_path_factory.mktemp("shop")
    folders(folder)
    Prompt(folder / "home").must("publish", folder / "orders")
    Prompt(folder / "home", "ana").must("run", "sales/orders")
    shutil.copytree(folder / "home", folder / "copy")
    return folder


@pytest.fixture
def shop(opened, forks):
    """The home at the place where it was: Iceberg's metadata names files by their whole path."""
    for name in ("home", "fresh"):
        shutil.rmtree(opened / name, ignore_errors=True)
    (opened / "taken").unlink(missing_ok=True)
    shutil.copytree(opened / "copy", opened / "home")
    write_csv(opened / "orders")
    return Shop(forks, opened)
