"""Every row that goes in comes out once: kept in the table's files, or aside with its reasons."""

import json
import os
import tempfile
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from governance.checks import classify, compile_checks, convert
from governance.errors import Conflict, Invalid
from sidecar.backends.duck import Rows, Target, columns_of, open_connection, split
from tests.factories.generated import source_of, tables
from tests.factories.rows import NOW, relation
from tests.factories.tables import DOUBLE, INTEGER, STRING, column, contract

ORDERS = contract(
    column("id", INTEGER, required=True, primary_key_position=1),
    column("amount", DOUBLE, minimum=0),
    column("country", STRING, enum=("DE", "FR")),
)
METHODS = pytest.mark.parametrize("row_wise", [True, False], ids=["again", "once"])


@pytest.fixture
def engine(tmp_path):
    with open_connection(memory_bytes=256 << 20, threads=2, temp_dir=str(tmp_path / "spill")) as connection:
        yield connection


def divide(connection, promise, source, folder, *, row_wise, partition=(), existing=""):
    """Split the rows of `source` under a contract into `folder`."""
    plan = compile_checks(promise)
    kinds = columns_of(connection, source)
    rows = Rows(
        classified=classify(plan, source=source, source_columns=kinds, now=NOW),
        typed=convert(plan, source=source, source_columns=kinds),
        row_wise=row_wise,
        staying=(lambda _rule, _new: existing) if existing else None,
    )
    good = Target(folder=f"{folder}/good", partition_columns=partition)
    return split(connection, plan, rows, good=good, bad=Target(folder=f"{folder}/bad"))


def orders(*rows):
    """Rows of id, amount and country as text, as a source has them."""
    columns = {
        name: [text(row[at]) for row in rows]
        for at, name in enumerate(("id VARCHAR", "amount VARCHAR", "country VARCHAR"))
    }
    return relation(columns)


def text(value):
    return "NULL" if value is None else "'" + str(value).replace("'", "''") + "'"


def read(files, columns="*", order="ALL"):
    paths = ", ".join(f"'{file.path}'" for file in files)
    return (
        duckdb.sql(
            f"SELECT {columns} FROM read_parquet([{paths}], hive_partitioning = false) ORDER BY {order}"
        ).fetchall()
        if files
        else []
    )


@METHODS
def test_good_rows_have_the_contracts_types_and_bad_ones_their_reasons(engine, tmp_path, row_wise):
    source = orders((1, "10.5", "DE"), (2, "-1", "FR"), (3, "many", "XX"), (None, None, None))
    done = divide(engine, ORDERS, source, tmp_path, row_wise=row_wise)
    assert read(done.good) == [(1, 10.5, "DE")]
    assert {(id_, tuple(sorted(reasons))) for id_, reasons in read(done.bad, "id, _reasons")} == {
        (2, ("amount.minimum",)),
        (3, ("amount.type", "country.enum")),
        (None, ("id.required",)),
    }
    assert (done.rows_in, done.rows_good, done.rows_bad) == (4, 1, 3)
    assert done.broken == {"id.required": 1, "amount.type": 1, "amount.minimum": 1, "country.enum": 1}


@METHODS
def test_a_bad_row_is_kept_as_it_came(engine, tmp_path, row_wise):
    done = divide(engine, ORDERS, orders((3, "many", 'it\'s "X"')), tmp_path, row_wise=row_wise)
    ((row,),) = read(done.bad, "_row")
    assert json.loads(row) == {"id": "3", "amount": "many", "country": 'it\'s "X"'}


@METHODS
def test_every_row_that_shares_its_key_is_diverted(engine, tmp_path, row_wise):
    source = orders((1, "1", "DE"), (1, "2", "FR"), (2, "3", "DE"), (2, "-3", "FR"), (3, "4", "DE"), (None, "5", "DE"))
    done = divide(engine, ORDERS, source, tmp_path, row_wise=row_wise)
    assert read(done.good, "id, amount") == [(3, 4.0)]
    assert done.broken["table.primary_key"] == 4
    aside = [float(json.loads(row)["amount"]) for (row,) in read(done.bad, "_row")]
    assert sorted(aside) == [-3, 1, 2, 3, 5]


@METHODS
def test_rows_that_are_alike_in_everything_fare_alike(engine, tmp_path, row_wise):
    keyless = contract(column("amount", DOUBLE, minimum=0))
    source = relation({"amount VARCHAR": ["'1'", "'1'", "'-1'", "'-1'", "NULL", "NULL"]})
    done = divide(engine, keyless, source, tmp_path, row_wise=row_wise)
    assert (done.rows_good, done.rows_bad) == (4, 2)


@METHODS
def test_a_key_that_stands_among_the_rows_that_stay_is_taken(engine, tmp_path, row_wise):
    engine.execute("CREATE TABLE stay AS SELECT 1::BIGINT AS id, 0.0::DOUBLE AS amount, 'DE' AS country")
    source = orders((1, "1", "DE"), (2, "1", "DE"))
    done = divide(engine, ORDERS, source, tmp_path, row_wise=row_wise, existing="stay")
    assert (read(done.good, "id"), done.broken) == ([(2,)], {"table.primary_key": 1})


@METHODS
def test_partitions_have_one_value_a_file_and_the_column_in_it(engine, tmp_path, row_wise):
    source = orders((1, "1", "DE"), (2, "1", "FR"), (3, "1", "DE"), (4, "1", "XX"), (5, "1", None))
    done = divide(engine, ORDERS, source, tmp_path, row_wise=row_wise, partition=("country",))
    held = [set(pq.read_table(file.path, partitioning=None)["country"].to_pylist()) for file in done.good]
    assert all(len(values) == 1 for values in held)
    assert read(done.good, "id, country", "1") == [(1, "DE"), (2, "FR"), (3, "DE"), (5, None)]


@METHODS
@pytest.mark.parametrize(
    ("rows", "counts"), [((), (0, 0, 0)), (((1, "1", "DE"),), (1, 1, 0)), (((1, "-1", "XX"),), (1, 0, 1))]
)
def test_nothing_to_write_leaves_no_file(engine, tmp_path, row_wise, rows, counts):
    source = orders(*rows) if rows else f"(SELECT * FROM {orders((1, '1', 'DE'))} WHERE false)"
    done = divide(engine, ORDERS, source, tmp_path, row_wise=row_wise)
    assert (done.rows_in, done.rows_good, done.rows_bad) == counts
    assert sum(len(files) for _, _, files in os.walk(tmp_path)) == len(done.good) + len(done.bad)


@METHODS
def test_the_engine_holds_nothing_afterwards(engine, tmp_path, row_wise):
    divide(engine, ORDERS, orders((1, "1", "DE"), (1, "2", "DE"), (2, "-1", "DE")), tmp_path, row_wise=row_wise)
    assert engine.execute("SELECT count(*) FROM duckdb_tables()").fetchall() == [(0,)]
    assert not list(Path(tmp_path).rglob(".*"))


def test_rows_that_are_not_the_same_when_read_again_are_refused_and_leave_nothing(engine, tmp_path):
    engine.execute("CREATE SEQUENCE again")
    source = "(SELECT i AS id, 1.0 AS amount, 'DE' AS country FROM range(nextval('again') * 3) AS t(i))"
    with pytest.raises((Conflict, Invalid)):
        divide(engine, ORDERS, source, tmp_path, row_wise=True)
    assert [name for _, _, files in os.walk(tmp_path) for name in files] == []


@pytest.mark.parametrize("after", [0, 3])
def test_a_reader_that_breaks_off_leaves_no_file(engine, tmp_path, after):
    schema = pa.schema([("id", pa.int64()), ("amount", pa.float64()), ("country", pa.string())])

    def batches():
        for at in range(after):
            yield pa.record_batch([[at], [1.0], ["DE"]], schema=schema)
        raise ValueError("the line went dead")

    engine.register("dying", pa.RecordBatchReader.from_batches(schema, batches()))
    with pytest.raises(Invalid, match="refuses"):
        divide(engine, ORDERS, "dying", tmp_path, row_wise=False)
    assert [name for _, _, files in os.walk(tmp_path) for name in files] == []


relaxed = settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@relaxed
@given(table=tables(), row_wise=st.booleans())
def test_what_went_in_is_what_came_out_row_for_row(table, row_wise):
    chosen, rows = table
    promise = contract(*[one for one, _ in chosen])
    source = source_of(chosen, rows)
    plan = compile_checks(promise)
    names = ", ".join(f'"{one.name}"' for one, _ in chosen)
    with (
        tempfile.TemporaryDirectory() as folder,
        open_connection(memory_bytes=256 << 20, threads=1, temp_dir=f"{folder}/s") as engine,
    ):
        done = divide(engine, promise, source, folder, row_wise=row_wise)
        assert (done.rows_in, done.rows_good + done.rows_bad) == (len(rows), len(rows))
        typed = convert(plan, source=source, source_columns=columns_of(engine, source))
        for files in (done.good, done.bad):
            paths = ", ".join(f"'{file.path}'" for file in files)
            if paths:
                typed = f"SELECT {names} FROM ({typed}) EXCEPT ALL SELECT {names} FROM read_parquet([{paths}])"
        assert engine.execute(f"SELECT count(*) FROM ({typed})").fetchall() == [(0,)]
        kept = [json.loads(row)["at"] for (row,) in read(done.bad, "_row")]
        assert len(set(kept)) == done.rows_bad


@relaxed
@given(
    rows=st.lists(
        st.tuples(
            st.none() | st.sampled_from(["1", "2", "3", "x"]),
            st.none() | st.sampled_from(["1", "-1", "many"]),
            st.none() | st.sampled_from(["DE", "XX"]),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_both_ways_agree(rows):
    found = []
    with (
        tempfile.TemporaryDirectory() as folder,
        open_connection(memory_bytes=256 << 20, threads=1, temp_dir=f"{folder}/s") as engine,
    ):
        for row_wise in (True, False):
            done = divide(engine, ORDERS, orders(*rows), f"{folder}/{row_wise}", row_wise=row_wise)
            bad = sorted(
                (json.dumps(json.loads(row), sort_keys=True), sorted(reasons))
                for row, reasons in read(done.bad, "_row, _reasons")
            )
            found.append((read(done.good), bad, dict(done.broken)))
    assert found[0] == found[1]
    good = [row[0] for row in found[0][0]]
    keys = [row[0] for row in rows]
    assert all(keys.count(str(key)) == 1 for key in good)
