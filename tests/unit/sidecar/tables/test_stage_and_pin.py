"""Iceberg through pyiceberg's own SQL catalog on files; DuckDB writes and reads, as in a run."""

import os

import duckdb
import pytest
from pyiceberg.catalog.sql import SqlCatalog

from governance.contracts.model import Column, Table
from governance.contracts.types import DataType, Kind
from governance.errors import NotFound
from governance.names import PortName
from sidecar.backends.tables import (
    WriteMode,
    audit_branch,
    create,
    data_folder,
    drop_branch,
    field_ids,
    flush,
    load,
    partition_spec,
    pin,
    stage,
    table_schema,
)

PORT = PortName("sales", "orders")


def column(name, kind=Kind.INTEGER, **more):
    return Column(name=name, type=DataType(kind=kind, **more), path=())


def contract_table(*columns):
    return Table(name="orders", columns=columns or (column("id"), column("note", Kind.STRING)), path=())


@pytest.fixture
def catalog(tmp_path):
    catalog = SqlCatalog("mesh", uri=f"sqlite:///{tmp_path}/c.db", warehouse=f"file://{tmp_path}/warehouse")
    catalog.create_namespace("sales")
    create(catalog, PORT.identifier, contract_table())
    yield catalog
    catalog.engine.dispose()


def write(catalog, run_id, query, mode=WriteMode.REPLACE):
    table = load(catalog, PORT)
    folder = data_folder(table, run_id)
    os.makedirs(folder)
    duckdb.sql(f"COPY ({query}) TO '{folder}/good.parquet' (FIELD_IDS {field_ids(table.schema())})")
    flush([f"{folder}/good.parquet"])
    files = [f"{folder}/good.parquet"]
    return stage(table, files, branch=audit_branch(run_id), mode=mode, summary={"trellis.run-id": run_id})


def publish(catalog, staged, run_id):
    table = load(catalog, PORT)
    table.manage_snapshots().set_current_snapshot(snapshot_id=staged.snapshot_id).commit()
    drop_branch(table, audit_branch(run_id))


def rows(pinned):
    return duckdb.sql(f"SELECT * FROM {pinned.relation} ORDER BY 1").fetchall()


def test_a_new_table_is_pinned_at_its_empty_snapshot(catalog):
    pinned = pin(catalog, PORT)
    assert (pinned.rows, pinned.files, rows(pinned)) == (0, (), [])
    assert pinned.snapshot_id is not None


def test_staged_rows_are_on_the_branch_and_not_on_main(catalog):
    staged = write(catalog, "r1", "SELECT 1::BIGINT AS id, 'a' AS note")
    assert pin(catalog, PORT).rows == 0
    assert rows(pin(catalog, PORT, snapshot_id=staged.snapshot_id)) == [(1, "a")]


def test_replace_takes_the_place_of_what_was_there_and_append_adds(catalog):
    publish(catalog, write(catalog, "r1", "SELECT 1::BIGINT AS id, 'a' AS note"), "r1")
    publish(catalog, write(catalog, "r2", "SELECT 2::BIGINT AS id, 'b' AS note"), "r2")
    assert rows(pin(catalog, PORT)) == [(2, "b")]
    publish(catalog, write(catalog, "r3", "SELECT 3::BIGINT AS id, 'c' AS note", WriteMode.APPEND), "r3")
    assert rows(pin(catalog, PORT)) == [(2, "b"), (3, "c")]


def test_a_pinned_snapshot_does_not_move(catalog):
    publish(catalog, write(catalog, "r1", "SELECT 1::BIGINT AS id, 'a' AS note"), "r1")
    before = pin(catalog, PORT)
    publish(catalog, write(catalog, "r2", "SELECT 2::BIGINT AS id, 'b' AS note"), "r2")
    assert rows(pin(catalog, PORT, snapshot_id=before.snapshot_id)) == [(1, "a")]


def test_the_summary_names_the_run(catalog):
    staged = write(catalog, "r1", "SELECT 1::BIGINT AS id, 'a' AS note")
    summary = load(catalog, PORT).metadata.snapshot_by_id(staged.snapshot_id).summary
    assert summary["trellis.run-id"] == "r1"


def test_a_column_added_later_is_null_in_older_files(catalog):
    publish(catalog, write(catalog, "r1", "SELECT 1::BIGINT AS id, 'a' AS note"), "r1")
    wider = contract_table(column("id"), column("note", Kind.STRING), column("when", Kind.DATE))
    with load(catalog, PORT).update_schema() as update:
        update.union_by_name(table_schema(wider))
    assert rows(pin(catalog, PORT)) == [(1, "a", None)]


def test_an_unknown_table_is_not_found(catalog):
    with pytest.raises(NotFound, match=r"mesh\.sales\.nothing"):
        pin(catalog, PortName("sales", "nothing"))


def test_an_expired_snapshot_is_not_found(catalog):
    with pytest.raises(NotFound, match="expired"):
        pin(catalog, PORT, snapshot_id=42)


def test_dropping_a_branch_twice_is_no_error(catalog):
    write(catalog, "r1", "SELECT 1::BIGINT AS id, 'a' AS note")
    drop_branch(load(catalog, PORT), audit_branch("r1"))
    drop_branch(load(catalog, PORT), audit_branch("r1"))
    assert audit_branch("r1") not in load(catalog, PORT).metadata.refs


@pytest.mark.parametrize(
    ("kind", "more", "written"),
    [
        (Kind.INTEGER, {"bits": 32}, "int"),
        (Kind.FLOAT, {"bits": 32}, "float"),
        (Kind.DECIMAL, {"precision": 10, "scale": 2}, "decimal(10, 2)"),
        (Kind.TIMESTAMP, {"zoned": True}, "timestamptz"),
        (Kind.TIMESTAMP, {}, "timestamp"),
        (Kind.TIME, {}, "time"),
        (Kind.ARRAY, {"item": column("item", Kind.DATE)}, "list<date>"),
        (Kind.MAP, {"key": column("k", Kind.STRING), "value": column("v")}, "map<string, long>"),
        (Kind.OBJECT, {"fields": (column("x", Kind.BOOLEAN),)}, "struct<3: x: optional boolean>"),
        (Kind.VECTOR, {"size": 3}, "list<float>"),
    ],
)
def test_a_contract_type_has_its_iceberg_type(kind, more, written):
    schema = table_schema(contract_table(column("id"), column("c", kind, **more)))
    assert str(schema.find_type("c")) == written


def test_partition_columns_become_identity_partitions():
    parted = Column(name="day", type=DataType(kind=Kind.DATE), path=(), partition_position=1)
    table = contract_table(column("id"), parted)
    assert str(partition_spec(table, table_schema(table)).fields[0]) == "1000: day: identity(2)"


def test_nested_columns_carry_their_field_ids(tmp_path):
    nested = column("o", Kind.OBJECT, fields=(column("x y"), column("l", Kind.ARRAY, item=column("i"))))
    schema = table_schema(contract_table(nested))
    path = f"{tmp_path}/n.parquet"
    duckdb.sql(f"COPY (SELECT {{'x y': 1, 'l': [1]}} AS o) TO '{path}' (FIELD_IDS {field_ids(schema)})")
    written = duckdb.sql(f"SELECT name, field_id FROM parquet_schema('{path}') WHERE field_id IS NOT NULL").fetchall()
    assert written == [("o", 1), ("x y", 2), ("l", 3), ("element", 4)]
