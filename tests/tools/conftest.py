"""A rich contract, and one of plain columns, for what other tools make of them."""

from functools import cache, partial
from pathlib import Path

import pytest

from governance.contracts import load_contract
from sidecar.tools import export_contract

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def rich():
    return load_contract((ROOT / "tests" / "docs" / "every_clause.odcs.yaml").read_bytes()).contract


@pytest.fixture(scope="session")
def exported(rich):
    """The rich contract in a format; each is made once, as a process takes two seconds."""
    return cache(partial(export_contract, rich))
