import pytest

from governance.sql import parse_query, rewrite
from sidecar.backends.worker.engine import open_connection, verify
from tests.unit.governance.sql.analysts import SCHEMA, tables


@pytest.fixture(scope="session")
def mesh():
    with open_connection(threads=1, memory_bytes=512 << 20) as opened:
        opened.execute(SCHEMA)
        yield opened


@pytest.fixture(scope="session")
def governed(mesh):
    known = tables(mesh)

    def rows(text):
        done = rewrite(parse_query(text), known, hash_key=b"key")
        verify(mesh, done.sql, done.relations)
        return mesh.execute(done.sql).fetchall()

    return rows


@pytest.fixture(scope="session")
def bare(mesh):
    return lambda text: mesh.execute(text).fetchall()
