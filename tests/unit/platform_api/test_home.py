import stat

import pytest

from governance.errors import Conflict, Denied, Unavailable
from platform_api.home import FORMAT, open_home, read_private, write_private


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_home_is_made_for_its_owner_alone(tmp_path):
    home = open_home(tmp_path / "deep" / "home")
    assert mode(home.root) == 0o700
    assert [mode(folder) for folder in (home.keys, home.tokens, home.warehouse, home.work)] == [0o700] * 4


def test_a_home_can_be_opened_again(tmp_path):
    first = open_home(tmp_path / "home").secret("masking")
    assert open_home(tmp_path / "home").secret("masking") == first


def test_a_home_that_others_could_read_is_closed_to_them(tmp_path):
    open_home(tmp_path / "home")
    (tmp_path / "home").chmod(0o755)
    assert mode(open_home(tmp_path / "home").root) == 0o700


def test_an_empty_folder_that_becomes_a_home_is_closed_to_others(tmp_path):
    (tmp_path / "home").mkdir(mode=0o755)
    assert mode(open_home(tmp_path / "home").root) == 0o700


@pytest.mark.parametrize("written", [str(FORMAT + 1), "0", "-1", "", "2.0", "٢", "1\n1"])
def test_a_home_of_another_format_is_refused_and_left_alone(tmp_path, written):
    open_home(tmp_path / "home")
    (tmp_path / "home" / "format").write_text(written)
    with pytest.raises(Conflict, match="format"):
        open_home(tmp_path / "home")
    assert (tmp_path / "home" / "format").read_text() == written


def test_a_folder_of_something_else_is_not_taken_over(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    before = mode(tmp_path)
    with pytest.raises(Conflict, match=r"thesis\.txt"):
        open_home(tmp_path)
    assert mode(tmp_path) == before


def test_a_start_that_died_before_the_format_was_written_is_finished(tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / ".format.0123456789abcdef").write_text("")
    assert open_home(tmp_path / "home").root.joinpath("format").read_text().strip() == str(FORMAT)


def test_a_home_that_cannot_be_a_folder_is_unavailable(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="cannot be used"):
        open_home(tmp_path / "file")


def test_secrets_differ_and_have_32_bytes(tmp_path):
    home = open_home(tmp_path / "home")
    assert len(home.secret("masking")) == 32
    assert home.secret("masking") != home.secret("leases")


@pytest.mark.parametrize("bits", [0o640, 0o604, 0o660, 0o666])
def test_a_secret_that_others_may_touch_is_not_used(tmp_path, bits):
    write_private(tmp_path / "key", b"secret")
    (tmp_path / "key").chmod(bits)
    with pytest.raises(Denied, match="can be read by others"):
        read_private(tmp_path / "key")


def test_what_was_written_first_stays_unless_it_is_to_be_replaced(tmp_path):
    for text in (b"first", b"second"):
        write_private(tmp_path / "key", text)
    assert read_private(tmp_path / "key") == b"first"
    write_private(tmp_path / "key", b"third", replace=True)
    assert read_private(tmp_path / "key") == b"third"
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_a_secret_is_on_the_disk_before_it_is_in_its_place(tmp_path, forced):
    write_private(tmp_path / "key", b"secret")
    assert forced == ["write_private"]


def test_a_secret_behind_a_link_is_not_followed(tmp_path):
    write_private(tmp_path / "real", b"secret")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with pytest.raises(OSError, match="symbolic link"):
        read_private(tmp_path / "link")
