"""One warm interpreter to fork from, and one home that each test gets as it was."""

import pytest

from tests.crash.shop import opened_shop
from tests.factories.forks import Forks


@pytest.fixture(scope="session")
def forks(tmp_path_factory):
    running = Forks("tests.crash.scenarios", tmp_path_factory.mktemp("forks"))
    yield running
    running.close()


@pytest.fixture(scope="session")
def opened(tmp_path_factory, forks):
    """Products, a home that those of sales were published to and run in, and a copy of that home."""
    return opened_shop(forks, tmp_path_factory.mktemp("shop"))


@pytest.fixture
def shop(opened):
    return opened.as_it_was()
