"""Orders as the platform sends them, and an engine to carry them out with."""

import pytest

from sidecar.backends.duck import open_connection
from sidecar.run.order import read_order
from tests.factories.products import product_files


@pytest.fixture
def engine(tmp_path):
    with open_connection(memory_bytes=256 << 20, threads=1, temp_dir=str(tmp_path / "spill")) as connection:
        yield connection


@pytest.fixture
def document():
    """The order to run `operations/trips`, as JSON."""
    files = product_files()
    port = {"name": "trips", "table": "operations.trips", "contract": files["contracts/trips.odcs.yaml"], "digest": "d"}
    return {
        "run_id": "run_1",
        "product": "operations/trips",
        "version": "1.0.0",
        "purpose": "planning",
        "lease": {"fence": 3, "seconds": 60},
        "files": files,
        "ports": [port],
        "inputs": [],
        "mask_key": "00" * 32,
        "location": "",
        "git": "abc",
    }


@pytest.fixture
def order(document):
    return read_order(document)
