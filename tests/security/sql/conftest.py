from contextlib import closing

import pytest

from sidecar.query import Limits, QueryWorkers
from tests.security.sql.asking import Engine
from tests.security.sql.twins import pair


@pytest.fixture(scope="session")
def twins(tmp_path_factory):
    return pair(tmp_path_factory.mktemp("twins"), 50)


@pytest.fixture(scope="session")
def pairs(twins, tmp_path_factory):
    """Twins of 50 visible rows, of 3, and of none; the fewer there are, the more a plan follows from hidden ones."""
    folder = tmp_path_factory.mktemp("pairs")
    return twins, pair(folder, 3), pair(folder, 0)


@pytest.fixture(scope="session")
def workers():
    limits = Limits(seconds=4, memory_bytes=256 << 20, answer_bytes=2 << 20, threads=2, spares=2)
    with QueryWorkers(limits) as started:
        yield started


@pytest.fixture(scope="session")
def in_worker(workers):
    """Runs a rewritten query in a process of its own."""
    return lambda done, files: workers.run(done, files).table


@pytest.fixture(scope="session")
def in_process():
    """Runs it on the same kind of connection without a process, for the many queries of a fuzz."""
    with closing(Engine()) as engine:
        yield engine
