"""The registry under many hands: SQLite's own rules, one writer at a time, and processes that die on the way."""

import sqlite3
from functools import partial

import anyio
import pytest
from sqlmodel import text

from governance.errors import Conflict, Invalid, Unavailable
from platform_api.db import open_registry
from platform_api.settings import load_settings
from sidecar.failpoints import CRASHED, armed
from tests.factories.processes import run_code, run_together

OPEN = """
from platform_api.db import open_registry
from platform_api.settings import load_settings
from sqlmodel import text
database = open_registry(load_settings(home={home!r}, lock_wait_seconds=60))
"""
WRITE = (
    OPEN
    + """
for number in range({count}):
    with database.write("counting") as session:
        session.execute(text("INSERT INTO teams VALUES (:name, '', '', 0, '')"), {{"name": "{who}" + str(number)}})
    if number % 10 == 0:
        database.checkpoint()
database.close()
"""
)


def add_team(session, name="one"):
    session.execute(text("INSERT INTO teams VALUES (:name, '', '', 0, '')"), {"name": name})


def teams(database):
    with database.read() as session:
        return session.execute(text("SELECT count(*) FROM teams")).scalar()


@pytest.mark.parametrize(
    ("pragma", "writer", "reader"),
    [
        ("journal_mode", "wal", "wal"),
        ("synchronous", 2, None),
        ("foreign_keys", 1, 1),
        ("mmap_size", 0, 0),
        ("busy_timeout", 5000, 5000),
        ("query_only", 0, 1),
        ("trusted_schema", 0, 0),
    ],
)
def test_connections_are_set_up_alike_in_every_session(database, pragma, writer, reader):
    with database.write("looking") as session:
        assert session.execute(text(f"PRAGMA {pragma}")).scalar() == writer
    with database.read() as session:
        assert reader in {None, session.execute(text(f"PRAGMA {pragma}")).scalar()}


def test_a_block_that_ends_is_kept_and_one_that_raises_leaves_nothing(database):
    with database.write("keeping") as session:
        add_team(session)
    with pytest.raises(ZeroDivisionError), database.write("failing") as session:
        _ = add_team(session, "two") or 1 / 0
    assert teams(database) == 1
    assert not database.lock.held


def test_a_reader_cannot_write(database):
    with pytest.raises(Unavailable), database.read() as session:
        add_team(session)


def test_a_reader_sees_one_state_however_long_it_looks(database):
    with database.read() as session:
        before = session.execute(text("SELECT count(*) FROM teams")).scalar()
        with database.write("meanwhile") as other:
            add_team(other)
        assert session.execute(text("SELECT count(*) FROM teams")).scalar() == before
    assert teams(database) == before + 1


def test_a_writer_holds_the_lock_and_a_reader_does_not(database):
    with database.read():
        assert not database.lock.held
    with database.write("holding"):
        assert database.lock.held


def test_what_a_constraint_refuses_is_a_conflict(database):
    with database.write("first") as session:
        add_team(session)
    with pytest.raises(Conflict), database.write("second") as session:
        add_team(session)


@pytest.mark.parametrize("verb", ["UPDATE {} SET rowid = rowid", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["documents", "grants", "grant_revocations", "decisions", "verdict_records"])
def test_history_cannot_be_changed_even_with_sql(peopled, table, verb):
    with peopled.write("filling") as session:
        session.execute(text("INSERT INTO decisions SELECT 1,'d','k','a','s','','',1,'{}','{}','r',0,''"))
        session.execute(text("INSERT INTO grant_revocations SELECT id, '', 0, '' FROM grants"))
    with pytest.raises(Conflict), peopled.write("rewriting") as session:
        session.execute(text(verb.format(table)))


def test_a_session_has_one_time_and_names_what_it_makes(database, clock):
    with database.write("naming") as session:
        began = session.now
        clock.now += 60
        assert session.now == began
        assert session.new_id("grant").startswith("grant_")


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "postgresql://u:secret@h/d", "sqlite:///a.db?mode=ro"]
)
def test_a_registry_that_cannot_be_shared_safely_is_refused(tmp_path, url):
    with pytest.raises(Invalid) as caught:
        open_registry(load_settings(home=tmp_path / "home", registry_url=url))
    assert "secret" not in caught.value.message


def test_a_registry_in_a_folder_that_is_not_there_is_unavailable(tmp_path):
    with pytest.raises(Unavailable, match="cannot be at"):
        open_registry(load_settings(home=tmp_path / "home", registry_url=f"sqlite:///{tmp_path}/nowhere/r.db"))


def test_the_registry_is_closed_to_other_users_of_the_machine(database, settings):
    with database.write("making a log") as session:
        add_team(session)
    files = sorted(settings.home.glob("registry.*"))
    assert len(files) >= 3
    assert [file.name for file in files if file.stat().st_mode & 0o077] == []


def test_closing_and_checkpointing_wait_for_their_turn(database, settings):
    other = open_registry(load_settings(home=settings.home, lock_wait_seconds=0.05))
    with database.lock.turn("elsewhere"):
        for act in (other.checkpoint, other.close):
            with pytest.raises(Unavailable, match="elsewhere"):
                act()
    assert other.reader.pool.checkedin() == 1
    other.close()
    assert other.reader.pool.checkedin() == 0


def test_a_process_that_forgets_to_close_closes_at_its_end(database, settings):
    database.close()
    run_code(OPEN.format(home=str(settings.home)) + "with database.write('x') as session: pass")
    assert not (settings.home / "registry.db-wal").exists()


def test_a_checkpoint_empties_the_log(database, settings):
    with database.write("writing") as session:
        add_team(session)
    log = settings.home / "registry.db-wal"
    assert log.stat().st_size > 0
    database.checkpoint()
    assert log.stat().st_size == 0


def test_tasks_on_one_event_loop_take_turns_without_using_up_the_threads(database):
    async def write(name):
        async with database.write_async("racing") as session:
            await anyio.to_thread.run_sync(add_team, session, name)

    async def race():
        async with anyio.create_task_group() as tasks:
            for number in range(120):  # three times the threads that anyio has
                tasks.start_soon(write, f"t{number}")

    anyio.run(race)
    assert teams(database) == 120


def test_a_cancelled_writer_gives_its_turn_back_and_leaves_nothing(database):
    async def give_up():
        with anyio.move_on_after(0.01):
            async with database.write_async("dawdling") as session:
                await anyio.to_thread.run_sync(add_team, session)
                await anyio.sleep(60)

    anyio.run(give_up)
    assert not database.lock.held
    assert teams(database) == 0


def test_several_processes_write_at_once_and_nothing_is_lost(database, settings):
    run_together([WRITE.format(home=str(settings.home), count=40, who=who) for who in "abcd"])
    assert teams(database) == 160
    with database.read() as session:
        assert session.execute(text("PRAGMA integrity_check")).scalar() == "ok"


@pytest.mark.parametrize(("place", "kept"), [("registry.commit.before", 0), ("registry.commit.after", 1)])
def test_a_process_that_dies_around_a_commit_leaves_all_of_it_or_nothing(database, settings, place, kept):
    code = WRITE.format(home=str(settings.home), count=1, who="x")
    run_code(code, expect=CRASHED, TRELLIS_FAILPOINTS=f"{place}=crash")
    assert teams(database) == kept
    with database.write("going on") as session:
        add_team(session, "next")


@pytest.mark.parametrize(("place", "kept"), [("before", 0), ("after", 1)])
def test_a_commit_that_fails_says_so_and_may_have_happened(database, place, kept):
    with armed(**{f"registry__commit__{place}": "error"}), pytest.raises(Unavailable), database.write("x") as session:
        add_team(session)
    assert teams(database) == kept
    assert not database.lock.held


def test_a_damaged_file_is_said_to_be_damaged(database, settings):
    database.close()
    content = bytearray((settings.home / "registry.db").read_bytes())
    content[100:8000] = b"\xff" * 7900
    (settings.home / "registry.db").write_bytes(content)
    with pytest.raises(Unavailable, match="damaged"):
        open_registry(settings)


def test_a_write_that_waits_too_long_names_the_writer(settings, database):
    other = open_registry(load_settings(home=settings.home, lock_wait_seconds=0.05))
    with database.write("taking its time"), pytest.raises(Unavailable, match="taking its time"), other.write("late"):
        pass
    other.close()


def test_a_stranger_with_sqlite_sees_what_was_committed(database, settings):
    with database.write("telling") as session:
        add_team(session)
    with sqlite3.connect(settings.home / "registry.db") as stranger:
        assert stranger.execute("SELECT name FROM teams").fetchall() == [("one",)]


def test_waiting_for_the_turn_does_not_hold_up_readers(database):
    async def look():
        async with database.write_async("slow"):
            return await anyio.to_thread.run_sync(partial(teams, database))

    assert anyio.run(look) == 0
