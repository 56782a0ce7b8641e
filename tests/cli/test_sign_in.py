"""Who is signed in on this machine, and who can read that."""

import shutil
import stat

import pytest
from jwt import decode

from platform_api.cli.signed_in import forget_token, remember_token, remembered_token
from platform_api.home import read_private

URL = "https://mesh.example.org:8470"


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def copy(home, place):
    """The mesh at the default place, to be changed."""
    shutil.copytree(home, place / "home")
    return place / "home"


def test_signing_in_to_a_home_is_kept_in_a_file_of_ones_own(trellis, copy):
    assert trellis("login", "ana").code == 0
    assert mode(copy / "tokens" / "user") == 0o600
    assert read_private(copy / "tokens" / "user") == b"ana\n"


def test_a_token_is_that_of_whoever_signed_in(trellis, copy):
    trellis("login", "ana")
    token = trellis("token").out.strip()
    assert decode(token, options={"verify_signature": False})["sub"] == "ana"


def test_nobody_signs_in_whom_the_mesh_does_not_know(trellis, copy):
    done = trellis("login", "mallory")
    assert done.code == 4
    assert not (copy / "tokens" / "user").exists()


def test_signing_out_of_a_home_is_forgetting(trellis, copy):
    trellis("login", "ana")
    assert trellis("login", "--out").err == f"Signed out of {copy}\n"
    assert read_private(copy / "tokens" / "user").strip() == b""


def test_the_files_of_a_home_are_its_owners_alone(copy):
    assert {mode(path) for path in (copy / "keys").iterdir()} == {0o600}
    assert mode(copy) == 0o700


@pytest.mark.usefixtures("place")
def test_a_token_for_elsewhere_is_a_file_of_mode_0600_in_a_folder_of_mode_0700():
    path = remember_token(URL, "secret")
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)
    assert remembered_token(URL) == "secret"
    assert remembered_token("https://other.example.org") == ""


@pytest.mark.usefixtures("place")
def test_a_token_that_others_can_read_is_not_used(trellis):
    remember_token(URL, "secret").chmod(0o644)
    done = trellis("--url", URL, "token")
    assert done.code == 3
    assert "chmod 600" in done.err


def test_signing_out_elsewhere_removes_the_token(trellis):
    remember_token(URL, "secret")
    assert trellis("--url", URL, "login", "--out").code == 0
    assert remembered_token(URL) == ""
    forget_token(URL)  # twice is no error


def test_a_token_is_printed_alone(trellis):
    remember_token(URL, "secret")
    assert trellis("--url", URL, "token").out == "secret\n"


def test_acting_as_somebody_is_for_the_owner_of_a_home(trellis):
    remember_token(URL, "secret")
    done = trellis("--url", URL, "--as", "ana", "list", "products")
    assert done.code == 1
    assert f"trellis --url {URL} login" in done.err
