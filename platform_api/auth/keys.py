"""The keys this home signs tokens with: Ed25519, in files that only their owner can read."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from governance.errors import Invalid
from platform_api.home import Home, read_private, write_private

__all__ = ["SigningKeys", "open_keys", "rotate_keys"]

_NUMBER = re.compile(r"signing-([0-9]{4})\.pem\Z")


@dataclass(frozen=True)
class SigningKeys:
    """`current` signs; every key in `public` verifies until its file is deleted."""

    kid: str
    current: Ed25519PrivateKey
    public: Mapping[str, Ed25519PublicKey]


def open_keys(home: Home) -> SigningKeys:
    """Return the home's keys, making the first one; raises `Denied` for a key file that others can read."""
    if not _files(home):
        _make(home, 1)
    keys = {_kid(key): key for key in (_load(read_private(path)) for path in _files(home))}
    newest = list(keys)[-1]
    return SigningKeys(newest, keys[newest], {kid: key.public_key() for kid, key in keys.items()})


def rotate_keys(home: Home) -> None:
    """Make a new key that signs from the next start on; older ones still verify. Two at once make one."""
    newest = max((int(_NUMBER.findall(path.name)[0]) for path in _files(home)), default=0)
    _make(home, newest + 1)


def _make(home: Home, number: int) -> None:
    """Write a new key under its number, unless another process was first."""
    text = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_private(home.keys / f"signing-{number:04d}.pem", text)


def _files(home: Home) -> list[Path]:
    return sorted(path for path in home.keys.glob("signing-*.pem") if _NUMBER.search(path.name))


def _load(text: bytes) -> Ed25519PrivateKey:
    try:
        key = load_pem_private_key(text, password=None)
    except ValueError as error:
        raise Invalid("A signing key cannot be read", hint="restore it from a backup", slug="bad-key") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise Invalid("A signing key is not an Ed25519 key", hint="remove it from the home's `keys`", slug="bad-key")
    return key


def _kid(key: Ed25519PrivateKey) -> str:
    raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return hashlib.sha256(raw).hexdigest()[:16]
