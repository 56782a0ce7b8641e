"""The gate over a real registry and real files; DuckDB writes the rows, as a run does."""

import os
import threading

import duckdb
import pytest
from pyiceberg.exceptions import CommitFailedException, NoSuchTableError

from governance.errors import Conflict, Denied
from governance.names import PortName
from platform_api.gate.catalog import Gate, Within
from platform_api.gate.tables import discard, ensure, judge_of_run, publish, sweep
from sidecar.backends.tables import WriteMode, audit_branch, data_folder, field_ids, load, pin, stage
from tests.factories.contracts import FLIGHTS, contract

PORT = PortName("operations", "flights")
QUARANTINE = (PORT.domain, PORT.quarantine)


@pytest.fixture
def gate(database, tmp_path, clock):
    opened = Gate(database, warehouse=f"file://{tmp_path}/warehouse", clock=clock)
    ensure(opened, PORT, contract("operations.flights", FLIGHTS))
    return opened


def staged(gate, run_id, carrier="AA", mode=WriteMode.REPLACE):
    table = load(gate, PORT)
    folder = data_folder(table, run_id)
    os.makedirs(folder)
    query = f"SELECT '{carrier}' AS carrier, 'N1' AS tailnum, '5' AS arr_delay"
    duckdb.sql(f"COPY ({query}) TO '{folder}/good.parquet' (FIELD_IDS {field_ids(table.schema())})")
    files = [f"{folder}/good.parquet"]
    return stage(table, files, branch=audit_branch(run_id), mode=mode, summary={})


def carriers(gate):
    return duckdb.sql(f"SELECT carrier FROM {pin(gate, PORT).relation} ORDER BY 1").fetchall()


def test_a_port_gets_a_table_and_a_quarantine(gate):
    assert gate.list_tables("operations") == [("operations", "flights"), QUARANTINE]
    assert [field.name for field in gate.load_table(QUARANTINE).schema().fields] == [
        "run_id",
        "contract",
        "reasons",
        "row",
        "types",
    ]


def test_there_are_no_views(gate):
    assert not gate.view_exists(PORT.identifier)


def test_a_table_names_the_contract_it_is_under(gate):
    promise = contract("operations.flights", FLIGHTS)
    assert gate.load_table(PORT.identifier).properties["trellis.contract"] == promise.digest


def test_ensuring_again_changes_no_column(gate):
    ensure(gate, PORT, contract("operations.flights", FLIGHTS))
    assert [field.name for field in gate.load_table(PORT.identifier).schema().fields] == list(FLIGHTS)


def test_a_compatible_contract_evolves_the_table_in_place(gate):
    publish(gate, "r1", [staged(gate, "r1")], domain="operations")
    ensure(gate, PORT, contract("operations.flights", {**FLIGHTS, "gate": "public"}, version="1.1.0"))
    assert pin(gate, PORT).columns[-1].name == "gate"
    assert carriers(gate) == [("AA",)]


def test_metadata_manifests_and_their_folder_are_on_the_disk_before_the_table_points_at_them(gate, forced):
    before = len(forced)
    staged(gate, "r1")
    assert forced[before:] == ["flush"] * len(["metadata", "list of manifests", "manifest", "folder"])


def test_publishing_shows_the_rows_and_drops_the_branch(gate):
    waiting = staged(gate, "r1")
    assert carriers(gate) == []
    publish(gate, "r1", [waiting], domain="operations")
    assert carriers(gate) == [("AA",)]
    assert list(load(gate, PORT).refs()) == ["main"]


def test_a_run_that_began_before_another_published_is_refused(gate):
    first, second = staged(gate, "r1"), staged(gate, "r2", "UA")
    publish(gate, "r1", [first], domain="operations")
    with pytest.raises(Conflict, match="has changed since this run began"):
        publish(gate, "r2", [second], domain="operations")
    assert carriers(gate) == [("AA",)]


def test_two_first_writers_do_not_overwrite_each_other(gate):
    writers = [staged(gate, f"r{number}", f"A{number}") for number in range(4)]
    failed = []

    def show(number):
        try:
            publish(gate, f"r{number}", [writers[number]], domain="operations")
        except Conflict as error:
            failed.append(error)

    threads = [threading.Thread(target=show, args=(number,)) for number in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert (len(failed), len(carriers(gate))) == (3, 1)


def test_a_transaction_that_fails_takes_its_commits_back(gate, database, clock, tmp_path):
    waiting = staged(gate, "r1")
    with pytest.raises(RuntimeError), database.write("test") as session:
        inside = Gate(Within(session), warehouse=f"file://{tmp_path}/warehouse", clock=clock)
        publish(inside, "r1", [waiting], domain="operations")
        raise RuntimeError("the plug is pulled")
    assert carriers(gate) == []
    publish(gate, "r1", [waiting], domain="operations")
    assert carriers(gate) == [("AA",)]


def test_discarding_removes_branch_and_files_and_can_be_repeated(gate):
    staged(gate, "r1")
    folder = data_folder(load(gate, PORT), "r1")
    for _ in range(2):
        discard(gate, "r1", [PORT.identifier, QUARANTINE, ("operations", "never_made")])
    assert not os.path.exists(folder)
    assert list(load(gate, PORT).refs()) == ["main"]


def test_a_folder_of_which_any_snapshot_shows_a_file_is_never_removed(gate):
    for number, run_id in enumerate(["r1", "r2", "r3"]):
        publish(gate, run_id, [staged(gate, run_id, str(number), WriteMode.APPEND)], domain="operations")
    publish(gate, "r4", [staged(gate, "r4")], domain="operations")
    staged(gate, "r5")
    table = load(gate, PORT)
    lost = data_folder(table, "r6")
    os.makedirs(lost)
    for run_id in ("r1", "r2", "r3", "r4"):
        discard(gate, run_id, [PORT.identifier])
    sweep(gate, [PORT.identifier], lambda _run: True)
    assert [os.path.exists(data_folder(table, f"r{at}")) for at in range(1, 7)] == [True] * 5 + [False]
    for snapshot in load(gate, PORT).snapshots():
        assert (
            duckdb.sql(f"SELECT * FROM {pin(gate, PORT, snapshot_id=snapshot.snapshot_id).relation}").fetchall()
            is not None
        )


def judged(database, tmp_path, clock, *, holds):
    judge = judge_of_run("r1", lambda _session: holds)
    return Gate(database, warehouse=f"file://{tmp_path}/warehouse", clock=clock, judge=judge)


def test_a_sidecar_may_write_to_its_own_audit_branch(gate, database, tmp_path, clock):
    waiting = staged(judged(database, tmp_path, clock, holds=True), "r1")
    publish(gate, "r1", [waiting], domain="operations")
    assert carriers(gate) == [("AA",)]


def test_a_sidecar_without_its_lease_commits_nothing(gate, database, tmp_path, clock):
    with pytest.raises(Conflict, match="lost its lease"):
        staged(judged(database, tmp_path, clock, holds=False), "r1")
    assert list(load(gate, PORT).refs()) == ["main"]


@pytest.mark.parametrize(
    "change",
    [
        lambda table: table.manage_snapshots().set_current_snapshot(table.current_snapshot().snapshot_id).commit(),
        lambda table: table.manage_snapshots().create_branch(table.current_snapshot().snapshot_id, "audit-r2").commit(),
        lambda table: table.update_schema().delete_column("carrier").commit(),
        lambda table: table.transaction().set_properties({"trellis.contract": ""}).commit_transaction(),
        lambda table: table.append(table.schema().as_arrow().empty_table()),
    ],
    ids=["main", "another-branch", "schema", "properties", "append-to-main"],
)
def test_a_sidecar_may_change_nothing_else(gate, database, tmp_path, clock, change):
    before = gate.load_table(PORT.identifier).metadata
    with pytest.raises(Denied, match="outside its audit branch"):
        change(judged(database, tmp_path, clock, holds=True).load_table(PORT.identifier))
    assert gate.load_table(PORT.identifier).metadata == before


@pytest.mark.parametrize("act", ["drop_table", "purge_table", "rename_table", "create_namespace", "register_table"])
def test_tables_come_and_go_with_their_contracts_only(gate, act):
    with pytest.raises(Denied, match="come and go with their contracts"):
        getattr(gate, act)(PORT.identifier)


def test_an_unknown_table_is_what_pyiceberg_expects(gate):
    with pytest.raises(NoSuchTableError):
        gate.load_table(("operations", "nothing"))
    assert not gate.table_exists(("operations", "nothing"))


def test_creating_a_table_twice_is_a_conflict(gate):
    schema = gate.load_table(PORT.identifier).schema()
    with pytest.raises(Conflict):
        gate.create_table(PORT.identifier, schema)


def test_a_commit_on_what_has_moved_fails(gate, database, tmp_path, clock):
    table = gate.load_table(PORT.identifier)
    stale = gate._update_and_stage_table(table, table.name(), (), ())
    publish(gate, "r1", [staged(gate, "r1")], domain="operations")
    with pytest.raises(CommitFailedException), database.write("test") as session:
        gate._swap(session, stale, before=table.metadata_location)
