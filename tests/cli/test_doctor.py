"""`trellis doctor`: each thing that it looks at, in every state that it can be found in."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from governance.policy.bundle import STOCK
from platform_api.db import open_registry
from platform_api.doctor import examine, home, law, machine, queries, registry
from platform_api.doctor.examination import _guarded
from platform_api.settings import load_settings
from sidecar.holder import holder
from sidecar.query import Limits
from sidecar.tools.environment import TOOLS

NOW = 1_790_000_000


@pytest.fixture
def mesh(tmp_path):
    """The settings of a home with an empty registry."""
    settings = load_settings(home=tmp_path / "home")
    open_registry(settings).close()
    return settings


def change(settings, *statements):
    with closing(sqlite3.connect(settings.home / "registry.db")) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def state_of(found, what):
    (one,) = [one for one in found if one.what == what]
    return one.state


def test_the_version_of_trellis_is_told():
    assert machine.trellis("trellis-mesh").state == "ok"
    assert machine.trellis("no-such-package").advice == "pip install -e ."


@pytest.mark.parametrize(("version", "state"), [((3, 10, 9), "fault"), ((3, 11, 0), "ok"), ((3, 14, 1), "ok")])
def test_python_is_new_enough_or_not(version, state):
    assert machine.python(version).state == state


@pytest.mark.parametrize(("version", "state"), [((3, 40, 1), "warning"), ((3, 51, 2), "warning"), ((3, 51, 3), "ok")])
def test_sqlite_has_the_fix_of_the_wal_reset_or_not(version, state):
    found = machine.sqlite(version)
    assert found.state == state
    assert ("WAL reset" in found.found) == (state == "warning")


@pytest.mark.parametrize(
    ("requirement", "state", "advice"),
    [
        ("pytest>=7; extra == 'x'", "ok", ""),
        ("pytest==0.0.1; extra == 'x'", "warning", "pip install 'trellis-mesh[x]'"),
        ("no-such-package==1.0; extra == 'x'", "ok", "pip install 'trellis-mesh[x]'"),
    ],
)
def test_an_extra_is_installed_or_comes_with_the_line_that_installs_it(requirement, state, advice):
    (found,) = machine.extras({"x": [requirement]})
    assert (found.state, found.advice) == (state, advice)


def test_every_extra_of_the_package_is_looked_at():
    looked = {one.what for one in machine.look()}
    assert {"trellis", "python", "sqlite", "extra demo", "extra opa"} <= looked


@pytest.mark.parametrize("one", TOOLS)
def test_a_tool_is_looked_for_where_commands_look_for_it(one, tmp_path, monkeypatch):
    (tmp_path / "lib" / "python3" / "site-packages" / one.module).mkdir(parents=True)
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").write_text("#!/bin/sh\n")
    monkeypatch.setenv("TRELLIS_TOOLS", str(tmp_path))
    (tmp_path / "bin" / "python").chmod(0o755)
    assert str(tmp_path / "bin" / "python") in machine.tool(one).found
    (tmp_path / "bin" / "python").unlink()
    assert "-m pip install" in machine.tool(one).advice
    assert {f"extra {name}" for name in ("datacontract", "great-expectations")} & {
        each.what for each in machine.look()
    } == set()


def test_a_home_that_is_not_there_is_fine_and_is_not_made(tmp_path):
    found = examine(load_settings(home=tmp_path / "home"))
    assert state_of(found, "home") == "ok"
    assert state_of(found, "registry") == "ok"
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    ("files", "state", "told"),
    [
        ({}, "ok", "is empty"),
        ({"format": "1\n"}, "ok", "format 1"),
        ({"format": "99\n"}, "fault", "knows formats up to 1"),
        ({"format": "\x00"}, "fault", "knows formats up to 1"),
        ({"letters.txt": "x"}, "fault", "is no home"),
    ],
)
def test_a_folder_is_a_home_or_not(files, state, told, tmp_path):
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    found = home.layout(tmp_path)
    assert (found.state, told in found.found) == (state, True)


def test_a_file_is_no_home(tmp_path):
    (tmp_path / "home").write_text("x")
    assert home.layout(tmp_path / "home").state == "fault"


@pytest.mark.parametrize(("free", "state"), [(50 << 20, "fault"), (500 << 20, "warning"), (5 << 30, "ok")])
def test_there_is_room_or_not(free, state, tmp_path):
    found = home.room(tmp_path / "not" / "there", free)
    assert found.state == state
    assert str(tmp_path) in found.found


@pytest.mark.parametrize(("mode", "state"), [(0o700, "ok"), (0o750, "warning"), (0o777, "warning")])
def test_others_can_look_into_a_home_or_not(mode, state, tmp_path):
    tmp_path.chmod(mode)
    assert home.exposed(tmp_path).state == state


def test_a_home_of_somebody_else_is_told(tmp_path):
    place = tmp_path if os.geteuid() == 0 else Path("/")
    if os.geteuid() == 0:
        os.chown(tmp_path, 12345, -1)
    assert "belongs to user" in home.exposed(place).found


@pytest.mark.parametrize("name", ["keys/signing.secret", "tokens/user", "registry.db"])
def test_a_secret_that_others_can_read_is_a_fault(name, mesh):
    assert home.secrets(mesh.home).state == "ok"
    (mesh.home / name).touch()
    (mesh.home / name).chmod(0o644)
    found = home.secrets(mesh.home)
    assert found.state == "fault"
    assert found.advice == f"chmod 600 {mesh.home / name}"


def test_a_home_can_be_written_or_not(mesh, tmp_path):
    assert home.writable(mesh.home).state == "ok"
    assert list((mesh.home / "work").iterdir()) == []
    assert home.writable(mesh.home / "format").state == "fault"


@pytest.mark.parametrize(("moment", "state"), [(1_700_000_000, "fault"), (NOW - 3600, "warning"), (NOW, "ok")])
def test_the_clock_can_be_right_or_not(moment, state, tmp_path):
    (tmp_path / "format").write_text("1\n")
    os.utime(tmp_path / "format", (NOW, NOW))
    assert home.clock(tmp_path, moment).state == state


def test_a_registry_is_sound_and_up_to_date(mesh):
    assert [(one.what, one.state) for one in registry.look(mesh)] == [
        ("registry", "ok"), ("migrations", "ok"), ("runs", "ok"), ("events", "ok"),
    ]  # fmt: skip


def test_a_registry_is_read_while_others_write_to_it(mesh):
    database = open_registry(mesh)
    with database.write("holding the turn"):
        assert {one.state for one in registry.look(mesh)} == {"ok"}
    database.close()


def test_a_lost_registry_is_a_fault_only_where_there_are_tables(mesh):
    (mesh.home / "registry.db").unlink()
    assert [one.state for one in registry.look(mesh)] == ["ok"]
    (mesh.home / "warehouse" / "sales").mkdir()
    assert [one.state for one in registry.look(mesh)] == ["fault"]


@pytest.mark.parametrize("damage", ["header", "pages"])
def test_a_damaged_registry_is_a_fault(damage, mesh):
    path = mesh.home / "registry.db"
    with open(path, "r+b") as file:
        file.seek(0 if damage == "header" else 8192)
        file.write(b"\xff" * 65536)
    assert [one.state for one in registry.look(mesh)] == ["fault"]


def test_a_registry_elsewhere_is_a_fault(tmp_path):
    settings = load_settings(home=tmp_path, registry_url="postgresql://somewhere/trellis")
    assert [one.state for one in registry.look(settings)] == ["fault"]


@pytest.mark.parametrize(
    ("statement", "state"),
    [
        ("DELETE FROM alembic_version WHERE version_num = '0005_policies'", "warning"),
        ("DROP TABLE alembic_version", "warning"),
        ("UPDATE alembic_version SET version_num = '9999_future' WHERE version_num = '0005_policies'", "fault"),
    ],
)
def test_a_registry_of_another_version_is_told(statement, state, mesh):
    change(mesh, statement)
    assert [one.state for one in registry.look(mesh)] == ["ok", state]


def run_row(name, held, until):
    columns = "id, product, product_version, version, fence, state, holder, requested_by, started_at, lease_until, contracts, outcome, problem"
    return f"INSERT INTO runs ({columns}) VALUES ('{name}', 'sales/{name}', 1, '1.0.0', 1, 'running', '{held}', 'ana', 0, {until}, '{{}}', '{{}}', '')"


def dead_holder():
    """The name of a process that has ended."""
    told = "from sidecar.holder import holder; print(holder())"
    return subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize(
    ("held", "until", "state"),
    [(holder, 2**40, "ok"), (dead_holder, 2**40, "warning"), (lambda: "elsewhere:boot:1:1", 5, "warning"),
     (lambda: "elsewhere:boot:1:1", 2**40, "ok")],
)  # fmt: skip
def test_a_run_whose_sidecar_died_is_told(held, until, state, mesh):
    change(mesh, run_row("run_1", held(), until))
    (found,) = [one for one in registry.look(mesh) if one.what == "runs"]
    assert found.state == state
    assert ("trellis run sales/run_1" in found.advice) == (state == "warning")


EVENT = "INSERT INTO outbox_events (id, topic, key, payload, happened_at) VALUES ('e1', 'run.published', 'k', '{}', 1)"
CRM = "INSERT INTO subscribers (name, cursor, attempts, next_try) VALUES ('crm', {}, {}, 0)"
SHIPMENT = "INSERT INTO shipments (subscriber, event, key, state, attempts, next_try, trouble) VALUES ('crm', 1, 'k', '{}', 8, 0, 'status 400')"


@pytest.mark.parametrize(
    ("rows", "state", "told"),
    [
        ([EVENT], "ok", "1 recorded, 1 still to be shipped to crm"),
        ([EVENT, CRM.format(1, 0)], "ok", "1 recorded"),
        ([EVENT, CRM.format(0, 3)], "warning", "crm cannot be reached"),
        ([EVENT, CRM.format(1, 0), SHIPMENT.format("waiting")], "warning", "1 waiting"),
        ([EVENT, CRM.format(1, 0), SHIPMENT.format("parked")], "warning", "1 parked"),
    ],
)
def test_events_that_did_not_arrive_are_told(rows, state, told, mesh):
    webhook = {"name": "crm", "url": "https://crm.example.org/", "secret": "s" * 16, "topics": ["run.published"]}
    change(mesh, *rows)
    (found,) = [o for o in registry.look(load_settings(home=mesh.home, webhooks=[webhook])) if o.what == "events"]
    assert found.state == state
    assert told in found.found


def test_the_stock_policies_decide():
    assert [one.state for one in law.look()] == ["ok"]


@pytest.mark.parametrize("file", ["access/read.rego", "bundle/policy.wasm", "bundle/manifest.json"])
def test_policies_that_are_not_what_they_were_compiled_from_are_a_fault(file, tmp_path):
    shutil.copytree(STOCK, tmp_path / "policies")
    with open(tmp_path / "policies" / file, "ab") as opened:
        opened.write(b"\n# changed\n")
    (found,) = law.look(tmp_path / "policies")
    assert found.state == "fault"
    assert "governance.policies.build" in found.advice


LIMITS = ["address space", "cpu time", "file size", "core file size"]


@pytest.mark.parametrize(
    ("held", "state", "told"),
    [
        ({"seccomp": True, "landlock": 4, "limits": LIMITS}, "ok", "landlock 4"),
        ({"seccomp": False, "landlock": 4, "limits": LIMITS}, "warning", "no seccomp"),
        ({"seccomp": True, "landlock": 0, "limits": LIMITS}, "warning", "no landlock"),
        ({"seccomp": True, "landlock": 4, "limits": LIMITS[1:]}, "warning", "no limit on address space"),
    ],
)
def test_a_protection_that_is_lacking_is_named(held, state, told):
    found = queries.protected(held)
    assert (found.state, told in found.found) == (state, True)


def test_protections_are_measured_in_a_process_that_confines_itself():
    assert set(queries.held()) == {"seccomp", "landlock", "limits"}
    assert {"cpu time", "file size"} <= set(queries.held()["limits"])


def test_a_real_query_is_answered():
    assert queries.answered(Limits(seconds=10, threads=1, spares=0)).state == "ok"


def test_a_query_that_gets_no_memory_is_a_fault_with_what_the_engine_lacked():
    found = queries.answered(Limits(seconds=10, threads=1, memory_bytes=1, spares=0))
    assert found.state == "fault"
    assert found.advice


def test_a_look_that_fails_does_not_end_the_examination():
    def broken():
        raise ZeroDivisionError("x")

    (found,) = _guarded("something", broken)
    assert (found.state, found.what, found.found) == ("fault", "something", "ZeroDivisionError: x")


def test_the_command_prints_what_was_found(trellis):
    done = trellis("doctor", "--json")
    told = json.loads(done.out)
    assert done.code == 0
    assert {"state", "what", "found", "advice"} == set(told[0])
    assert {"disk", "clock", "policies", "sandbox", "query"} <= {one["what"] for one in told}


def test_the_command_ends_with_1_for_a_fault(trellis, place):
    (place / "home").write_text("no home")
    done = trellis("doctor")
    assert done.code == 1
    assert "fault" in done.out
