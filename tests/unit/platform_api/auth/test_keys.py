import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from governance.errors import Denied, Invalid
from platform_api.auth.keys import open_keys, rotate_keys
from platform_api.home import open_home, write_private
from tests.factories.processes import run_together


@pytest.fixture
def home(tmp_path):
    return open_home(tmp_path / "home")


def test_the_key_is_made_once(home):
    assert open_keys(home).kid == open_keys(home).kid


def test_homes_have_keys_of_their_own(home, tmp_path):
    assert open_keys(home).kid != open_keys(open_home(tmp_path / "other")).kid


def test_a_key_that_others_can_read_is_not_used(home):
    open_keys(home)
    (home.keys / "signing-0001.pem").chmod(0o644)
    with pytest.raises(Denied, match="can be read by others"):
        open_keys(home)


@pytest.mark.parametrize("text", [b"", b"not a key", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_a_broken_key_stops_the_start(home, text):
    write_private(home.keys / "signing-0001.pem", text)
    with pytest.raises(Invalid, match="cannot be read"):
        open_keys(home)


def test_a_key_of_another_kind_stops_the_start(home):
    rsa = generate_private_key(65537, 2048)
    text = rsa.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_private(home.keys / "signing-0001.pem", text)
    with pytest.raises(Invalid, match="not an Ed25519 key"):
        open_keys(home)


def test_keys_can_be_rotated_and_old_ones_deleted_in_any_order(home):
    seen = []
    for _ in range(3):
        seen.append(open_keys(home).kid)
        rotate_keys(home)
        min(home.keys.iterdir()).unlink()
    assert len(set(seen)) == 3
    assert list(open_keys(home).public) == [open_keys(home).kid]


def test_a_copy_beside_the_keys_is_none_of_them(home):
    kid = open_keys(home).kid
    write_private(home.keys / "signing-0001.backup.pem", b"not a key")
    rotate_keys(home)
    assert kid in open_keys(home).public
    assert len(open_keys(home).public) == 2


def test_processes_that_start_at_once_share_one_key(tmp_path):
    code = f"from pathlib import Path; from platform_api.home import open_home; from platform_api.auth.keys import open_keys; open_keys(open_home(Path({str(tmp_path / 'home')!r})))"
    run_together([code] * 4)
    assert len(open_keys(open_home(tmp_path / "home")).public) == 1


def test_keys_are_for_their_owner_alone(home):
    open_keys(home)
    assert [path.stat().st_mode & 0o077 for path in home.keys.iterdir()] == [0]
