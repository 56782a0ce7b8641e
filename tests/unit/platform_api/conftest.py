"""A registry of its own for every test, at a time that stands still."""

import os
import subprocess
import sys

import pytest

from platform_api.db import open_registry
from platform_api.settings import load_settings
from tests.factories.mesh import CountingIds, FakeClock, people_the_mesh


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


@pytest.fixture
def in_child():
    """Run Python code in another process and check how it ended; its output is returned."""

    def run(code, *, expect=0, **environment):
        done = subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, **environment}, capture_output=True, text=True, check=False
        )
        assert done.returncode == expect, done.stderr
        return done.stdout

    return run


@pytest.fixture
def children():
    """Run several pieces of Python code at the same time, a process each, and check that all end well."""

    def run(codes):
        running = [subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True) for code in codes]
        told = [child.communicate()[1] for child in running]
        assert [child.returncode for child in running] == [0] * len(codes), told

    return run
