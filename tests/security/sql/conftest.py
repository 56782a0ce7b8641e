import duckdb
import pyarrow as pa
import pytest

from sidecar.backends.worker.blanks import blanked
from sidecar.backends.worker.engine import code_of, open_connection, probe, stage, verify
from sidecar.backends.worker.engine import run as start
from sidecar.query import Limits, QueryWorkers
from sidecar.query.failures import failure
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
    with open_connection(threads=1, memory_bytes=256 << 20) as connection:

        def run(done, _files):
            verify(connection, done.sql, done.relations, done.stages)
            try:
                stage(connection, done.stages)
                schema, batches = start(connection, done.sql)
                return pa.Table.from_batches([blanked(batch) for batch in batches], schema)
            except duckdb.Error as error:
                found = probe(connection, done.probe, done.probe_relations)
                raise failure(*(found or (code_of(error),))) from None
            finally:
                for name, _ in done.stages:
                    connection.execute(f"DROP TABLE IF EXISTS {name}")

        yield run
