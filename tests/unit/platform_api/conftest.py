"""A registry of its own for every test, at a time that stands still."""

import os
import sys

import pytest

from platform_api.db import open_registry
from platform_api.settings import load_settings
from tests.factories.mesh import CountingIds, FakeClock, people_the_mesh


@pytest.fixture
def forced():
    """Who forced something to the disk, by function; only a machine that loses its power would show what was not."""
    callers = []

    def told(frame, event, called):
        if event == "c_call" and called is os.fsync:
            callers.append(frame.f_code.co_name)

    sys.setprofile(told)
    yield callers
    sys.setprofile(None)


@pytest.fixture
def clock():
    return FakeClock()


@pytest.fixture
def settings(tmp_path):
    return load_settings(home=tmp_path / "home", lock_wait_seconds=5)


@pytest.fixture
def database(settings, clock):
    opened = open_registry(settings, clock=clock, ids=CountingIds())
    yield opened
    opened.close()


@pytest.fixture
def peopled(database):
    """The registry with the small mesh in it."""
    with database.write("peopling") as session:
        people_the_mesh(session)
    return database
