"""A registry of its own for every test, at a time that stands still."""

import os

import pytest

from platform_api.db import open_registry
from platform_api.settings import load_settings
from tests.factories.mesh import CountingIds, FakeClock, people_the_mesh


@pytest.fixture
def forced(monkeypatch):
    """The names of all that was forced to the disk; only a machine that loses its power would show what was not."""
    names, force = [], os.fsync

    def told(descriptor):
        names.append(os.readlink(f"/proc/self/fd/{descriptor}").rpartition("/")[2])
        force(descriptor)

    monkeypatch.setattr(os, "fsync", told)
    return names


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
