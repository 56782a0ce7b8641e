"""Archives that mean harm: refused as `Invalid`, with nothing written outside the scratch folder and little inside it."""

import stat
import zipfile
from pathlib import Path

import pytest

from governance.errors import Invalid
from sidecar.sources.files import SourceFile, unpack

NAMES = [
    "../../data.csv", "/etc/data.csv", "C:\\Windows\\data.csv", "..\\..\\data.csv", "a/../..", "..", ".", "a\x00b", "CON",
    "data.csv:stream", "\u202edata.csv", "data\u2215..\u2215x", " ", "~root", "-rf", "d" * 3000, "a/b\n/c\r.csv",
]  # fmt: skip


@pytest.fixture
def scratch(tmp_path):
    (tmp_path / "scratch").mkdir()
    return tmp_path / "scratch"


def archive(folder, *members, name="data.zip", method=zipfile.ZIP_DEFLATED):
    path = folder / name
    with zipfile.ZipFile(path, "w", method) as packed:
        for member, content in members:
            packed.writestr(member, content)
    return SourceFile(path=str(path), size=path.stat().st_size, modified=0)


def unix(mode, name="data.csv"):
    found = zipfile.ZipInfo(name)
    found.external_attr = mode << 16
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_members_name_leads_nowhere(tmp_path, scratch, name):
    [path] = unpack([archive(tmp_path, (name, "a\n1\n"))], scratch=str(scratch))
    assert [str(found) for found in scratch.iterdir()] == [path]
    assert sorted(found.name for found in tmp_path.iterdir()) == ["data.zip", "scratch"]


def test_two_archives_may_call_their_file_the_same(tmp_path, scratch):
    files = [archive(tmp_path, ("data.csv", text), name=f"{text}.zip") for text in ("one", "two")]
    assert [Path(path).read_text() for path in unpack(files, scratch=str(scratch))] == ["one", "two"]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFBLK, stat.S_IFIFO, stat.S_IFSOCK])
def test_a_link_or_a_device_is_refused(tmp_path, scratch, kind):
    file = archive(tmp_path, (unix(kind | 0o777), "/etc/passwd"))
    with pytest.raises(Invalid, match="a link or a device"):
        unpack([file], scratch=str(scratch))


@pytest.mark.parametrize("claimed", [2**36 + 1, 2**62])
def test_what_claims_more_than_there_is_room_for_is_refused_unread(tmp_path, scratch, claimed):
    file = archive(tmp_path, ("data.csv", b"x" * 100))
    content = bytearray(Path(file.path).read_bytes())
    at = content.index(b"PK\x01\x02")
    name = bytes(content[at + 46 : at + 46 + 8])
    extra = b"\x01\x00\x08\x00" + claimed.to_bytes(8, "little")  # the zip64 field of the directory
    content[at + 24 : at + 28] = b"\xff\xff\xff\xff"
    content[at + 30 : at + 32] = len(extra).to_bytes(2, "little")
    content[at + 46 : at + 46 + 8] = name + extra
    end = content.index(b"PK\x05\x06")
    content[end + 12 : end + 16] = (end - at).to_bytes(4, "little")
    Path(file.path).write_bytes(content)
    with pytest.raises(Invalid, match="there is room for"):
        unpack([file], scratch=str(scratch))
    assert list(scratch.iterdir()) == []


def test_what_unpacks_to_more_than_it_claims_is_refused(tmp_path, scratch):
    file = archive(tmp_path, ("data.csv", b"x" * 1_000_000))
    content = bytearray(Path(file.path).read_bytes())
    at = content.index(b"PK\x01\x02")
    content[at + 24 : at + 28] = (10).to_bytes(4, "little")
    Path(file.path).write_bytes(content)
    with pytest.raises(Invalid, match="cannot be read"):
        unpack([file], scratch=str(scratch))
    assert sum(found.stat().st_size for found in scratch.iterdir()) <= 10


@pytest.mark.parametrize("damage", ["checksum", "cut off", "encrypted", "an unknown method"])
def test_a_damaged_archive_is_refused(tmp_path, scratch, damage):
    file = archive(tmp_path, ("data.csv", b"some text that is packed"), method=zipfile.ZIP_STORED)
    content = bytearray(Path(file.path).read_bytes())
    at = content.index(b"PK\x01\x02")
    if damage == "checksum":
        content[content.index(b"text")] ^= 1
    if damage == "cut off":
        content[at + 42 : at + 46] = (10_000).to_bytes(4, "little")
    if damage == "encrypted":
        content[6] |= 1
        content[at + 8] |= 1
    if damage == "an unknown method":
        content[8:10] = content[at + 10 : at + 12] = b"\x63\x00"
    Path(file.path).write_bytes(content)
    with pytest.raises(Invalid, match="cannot be read"):
        unpack([file], scratch=str(scratch))


def test_an_archive_in_an_archive_is_not_opened(tmp_path, scratch):
    inner = archive(tmp_path, ("data.csv", b"0" * 1_000_000))
    outer = archive(tmp_path, ("data.zip", Path(inner.path).read_bytes()), name="outer.zip")
    [path] = unpack([outer], scratch=str(scratch))
    assert zipfile.is_zipfile(path)


@pytest.mark.parametrize("members", [0, 2, 1000])
def test_an_archive_holds_one_file(tmp_path, scratch, members):
    file = archive(tmp_path, *((f"{n}.csv", b"") for n in range(members)))
    with pytest.raises(Invalid, match=f"holds {members} files"):
        unpack([file], scratch=str(scratch))
