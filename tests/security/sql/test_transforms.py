"""A product's own transform over filtered inputs: what it makes, or why it fails, does not follow from hidden rows."""

import re

import pytest

from governance.descriptors import InputPort
from governance.errors import TrellisError
from sidecar.backends.duck import open_connection, said_plainly
from sidecar.run.transform import Setting, forget, make
from tests.security.sql.attacks import SAME as WRITTEN
from tests.security.sql.oracles import SAME

TABLE = re.compile(r"\b(sales|crm)\.(customers|filtered|masked|leads)\b")


@pytest.fixture
def connection(tmp_path):
    with open_connection(memory_bytes=256 << 20, threads=1, temp_dir=str(tmp_path)) as opened:
        yield opened


def made(connection, twin, text):
    """All rows that the transform makes, or what whoever runs the product is told instead."""
    spelled = TABLE.sub(lambda found: f"{{{{ input('{found[0]}') }}}}", text)
    inputs = [InputPort(name=name, version="1.0.0", contract_id=name, path=()) for name in twin.tables]
    given = {"inputs": inputs, "relations": twin.tables, "connection": connection, "setting": Setting(mask_key=b"key")}
    try:
        found = make({"transform.sql": spelled}, "t", **given)
        with said_plainly():
            rows = connection.execute(f"SELECT * FROM {found.relation}").fetchall()
        forget(connection, found)
    except TrellisError as error:
        return error.message
    return sorted(map(repr, rows))


@pytest.mark.parametrize("text", [*SAME, *WRITTEN])
def test_twins_make_the_same(pairs, connection, text):
    one, other = (made(connection, twin, text) for twin in pairs[1])
    assert one == other


def test_most_of_them_make_rows_and_leave_no_table_behind(pairs, connection):
    outcomes = [made(connection, pairs[1][0], text) for text in SAME]
    assert sum(isinstance(one, list) for one in outcomes) > len(SAME) / 2
    assert connection.execute("SELECT count(*) FROM duckdb_tables()").fetchone() == (0,)
