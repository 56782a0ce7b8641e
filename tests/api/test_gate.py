"""The catalog behind the platform: tables made by a publish, and commits that race for them."""

import threading
from pathlib import Path

import pyarrow as pa
import pytest
from pyiceberg.exceptions import CommitFailedException
from pyiceberg.table.update import AssertRefSnapshotId, SetPropertiesUpdate

from governance.errors import Conflict, Denied
from platform_api.embedded import Embedded
from sidecar.backends.tables import audit_branch, local_path
from sidecar.failpoints import armed
from tests.factories.running import publish, published

TRIPS = ("operations", "trips")


@pytest.fixture
def mesh(lawful):
    published(lawful)
    return lawful


def table_of(mesh):
    return mesh.state.gate().load_table(TRIPS)


def rows(count):
    kinds = pa.schema([("id", pa.int64()), ("carrier", pa.string()), ("tailnum", pa.string()), ("delay", pa.float64())])
    return pa.Table.from_pylist([{"id": number} for number in range(count)], schema=kinds)


def of_run(mesh, run_id="run_1", fence=1):
    return Embedded(app=mesh.app, close=lambda: None).tables_of_run(run_id, fence)


def test_a_publish_makes_a_table_and_a_quarantine_each_with_a_first_snapshot(mesh):
    for name in ("trips", "trips__quarantine"):
        table = mesh.state.gate().load_table(("operations", name))
        assert len(table.snapshots()) == 1
        assert table.scan().to_arrow().num_rows == 0


def test_tables_lie_in_the_home(mesh):
    assert Path(local_path(table_of(mesh).location())).is_relative_to(mesh.state.settings.home)


def test_of_two_commits_on_one_base_the_second_fails(mesh):
    gate, stale = mesh.state.gate(), table_of(mesh)
    base = AssertRefSnapshotId(ref="main", snapshot_id=stale.current_snapshot().snapshot_id)
    table_of(mesh).append(rows(1))
    with pytest.raises(CommitFailedException):
        gate.commit_table(stale, (base,), (SetPropertiesUpdate(updates={"a": "b"}),))
    assert "a" not in table_of(mesh).properties


def test_a_writer_that_comes_second_builds_on_the_first(mesh):
    first, second = table_of(mesh), table_of(mesh)
    first.append(rows(1))
    second.append(rows(2))
    assert table_of(mesh).scan().to_arrow().num_rows == 3


def test_of_many_committers_at_once_no_commit_is_lost(mesh):
    done, lost, together = [], [], threading.Barrier(5)

    def commit(number):
        table = table_of(mesh)
        together.wait()
        try:
            table.append(rows(number))
            done.append(number)
        except CommitFailedException as error:
            lost.append(error)

    threads = [threading.Thread(target=commit, args=(number,)) for number in range(1, 6)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(done) + len(lost) == 5
    assert done
    assert table_of(mesh).scan().to_arrow().num_rows == sum(done)


def test_a_commit_that_is_undone_leaves_the_table_as_it_was(mesh):
    with armed(registry__commit__before="error"), pytest.raises(Exception, match="cannot be read or written"):
        table_of(mesh).append(rows(1))
    assert table_of(mesh).scan().to_arrow().num_rows == 0
    table_of(mesh).append(rows(2))
    assert table_of(mesh).scan().to_arrow().num_rows == 2


def test_a_run_that_nobody_started_commits_nothing(mesh):
    table = of_run(mesh).load_table(TRIPS)
    base = table.current_snapshot().snapshot_id
    with pytest.raises(Conflict, match="lost its lease"):
        table.manage_snapshots().create_branch(base, audit_branch("run_1")).commit()


@pytest.mark.parametrize("branch", ["main", "audit-run_2", "audit-run_1 ", "AUDIT-run_1", "audit-run_10"])
def test_a_run_writes_to_its_own_audit_branch_alone(mesh, branch):
    table = of_run(mesh).load_table(TRIPS)
    with pytest.raises(Denied, match="outside its audit branch"):
        table.append(rows(1)) if branch == "main" else table.manage_snapshots().create_branch(
            table.current_snapshot().snapshot_id, branch
        ).commit()
    assert list(table_of(mesh).refs()) == ["main"]


def test_a_publish_that_is_refused_makes_no_table(mesh):
    files = {"product.odps.yaml": "name: ["}
    assert publish(mesh, files, name="operations/other").status_code == 422
    assert mesh.state.gate().list_tables("operations") == [TRIPS, ("operations", "trips__quarantine")]
