"""A rich contract, and one of plain columns, for what other tools make of them."""

from pathlib import Path

import pytest

from governance.contracts import load_contract

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def rich():
    return load_contract((ROOT / "tests" / "docs" / "every_clause.odcs.yaml").read_bytes()).contract
