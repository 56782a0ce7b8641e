import os
import threading
from functools import partial

import anyio
import pytest

from governance.errors import Unavailable
from platform_api.file_lock import FileLock
from tests.factories.processes import run_code


@pytest.fixture
def lock(tmp_path):
    return FileLock(tmp_path / "turn.lock", wait=0.05)


def test_a_turn_is_free_taken_and_free_again(lock):
    assert not lock.held
    with lock.turn("testing"):
        assert lock.held
    assert not lock.held


def test_a_second_holder_is_told_who_has_the_turn(lock, tmp_path):
    other = FileLock(tmp_path / "turn.lock", wait=0.05)
    with lock.turn("counting sheep"), pytest.raises(Unavailable) as caught:
        other.acquire("waiting")
    assert f"process {os.getpid()}" in caught.value.message
    assert "counting sheep" in caught.value.message


def test_the_same_lock_is_not_taken_twice_by_two_threads(lock):
    taken = []
    with lock.turn("here"):
        thread = threading.Thread(target=lambda: taken.append(lock.try_acquire("there")))
        thread.start()
        thread.join()
    assert taken == [False]


def test_waiting_on_the_event_loop_ends_too(lock, tmp_path):
    other = FileLock(tmp_path / "turn.lock", wait=0.05)
    with lock.turn("here"), pytest.raises(Unavailable):
        anyio.run(partial(other.acquire_async, "there"))
    anyio.run(partial(other.acquire_async, "there"))
    other.release()


def test_a_lock_file_deleted_under_its_holder_lets_nobody_in_by_the_old_name(lock, tmp_path):
    lock.acquire("old")
    (tmp_path / "turn.lock").unlink()
    other = FileLock(tmp_path / "turn.lock", wait=0.05)
    assert other.try_acquire("new")
    lock.release()
    assert not FileLock(tmp_path / "turn.lock", wait=0.05).try_acquire("third")
    other.release()


def test_a_turn_that_cannot_be_written_leaves_the_lock_usable(tmp_path):
    (tmp_path / "turn.lock").mkdir()
    lock = FileLock(tmp_path / "turn.lock", wait=0.05)
    with pytest.raises(Unavailable, match="directory"):
        lock.acquire("testing")
    (tmp_path / "turn.lock").rmdir()
    assert lock.try_acquire("testing")
    lock.release()


def test_a_holder_that_dies_gives_its_turn_back(tmp_path):
    lock = FileLock(tmp_path / "turn.lock", wait=5)
    run_code(
        f"from pathlib import Path; from platform_api.file_lock import FileLock; import os\n"
        f"FileLock(Path({str(tmp_path / 'turn.lock')!r}), wait=1).acquire('dying'); os._exit(9)",
        expect=9,
    )
    with lock.turn("after"):
        assert lock.held
