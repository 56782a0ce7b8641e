"""The home: one folder, readable by its owner alone, that holds what a platform keeps on a machine.

- `format`: the layout's version, in digits
- `registry.db`: the registry (SQLite), with `registry.lock` beside it
- `keys/`: signing keys and secrets, mode 0600
- `tokens/`: tokens of people signed in on this machine, mode 0600
- `warehouse/`: the tables' files, unless they live elsewhere
- `logs/`: what runs said while they worked, a file a run
- `work/`: what runs and queries need while they work
"""

import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from governance.errors import Conflict, Denied, Unavailable
from sidecar.failpoints import durable_step

__all__ = ["FORMAT", "Home", "open_home", "read_private", "write_private"]

FORMAT = 1
_FOLDERS = ("keys", "tokens", "warehouse", "work", "logs")


@dataclass(frozen=True)
class Home:
    """Where things are in a home that exists and has this version's layout."""

    root: Path

    @property
    def keys(self) -> Path:
        """The folder of signing keys and secrets."""
        return self.root / "keys"

    @property
    def tokens(self) -> Path:
        """The folder of tokens of people signed in on this machine."""
        return self.root / "tokens"

    @property
    def warehouse(self) -> Path:
        """The folder of the tables' files."""
        return self.root / "warehouse"

    @property
    def logs(self) -> Path:
        """The folder of what runs said while they worked."""
        return self.root / "logs"

    @property
    def work(self) -> Path:
        """The folder for what runs and queries need while they work."""
        return self.root / "work"

    def secret(self, name: str) -> bytes:
        """Return the 32 random bytes kept under `name`, made at the first call and the same ever after."""
        path = self.keys / f"{name}.secret"
        if not path.exists():
            write_private(path, secrets.token_bytes(32))
        return read_private(path)


def open_home(root: Path) -> Home:
    """Return the home at `root`, made if there is none.

    Raises `Conflict` for a home of a newer Trellis or a folder of something else, `Unavailable` if it cannot be written.
    """
    try:
        _claim(root)
        for name in _FOLDERS:
            (root / name).mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise Unavailable(
            f"The home `{root}` cannot be used: {error.strerror}",
            hint="set `TRELLIS_HOME` to a folder that you may write to",
            slug="home-unusable",
        ) from error
    return Home(root.absolute())


def _claim(root: Path) -> None:
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    mark = root / "format"
    if mark.exists():
        _check_format(root, mark.read_text().strip())
        root.chmod(0o700)
        return
    # A draft of `format` is what a first start leaves that died before it was in place.
    strangers = sorted(entry.name for entry in root.iterdir() if not entry.name.startswith((".format.", "format")))
    if strangers:
        raise Conflict(
            f"`{root}` is not a Trellis home: it holds `{strangers[0]}` and no `format`",
            hint="set `TRELLIS_HOME` to an empty folder, or to one that does not exist yet",
            slug="not-a-home",
        )
    root.chmod(0o700)
    write_private(mark, f"{FORMAT}\n".encode())


def _check_format(root: Path, found: str) -> None:
    if found.isascii() and found.isdigit() and 1 <= int(found) <= FORMAT:
        return
    raise Conflict(
        f"The home `{root}` has format `{found[:20]}`, and this Trellis knows formats up to {FORMAT}",
        hint="upgrade Trellis with `pip install --upgrade trellis-mesh`, or choose another `TRELLIS_HOME`",
        slug="home-is-newer",
    )


def write_private(path: Path, content: bytes, *, replace: bool = False) -> None:
    """Put `content` at `path` with mode 0600, whole or not at all; what is there already stays, unless `replace`."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        with durable_step("home.file"):
            if replace:
                draft.rename(path)
            else:
                os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink(missing_ok=True)


def read_private(path: Path) -> bytes:
    """Return the bytes of a secret file; raises `Denied` when others on this machine could read or replace it."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    with os.fdopen(descriptor, "rb") as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        if mode & 0o077:
            raise Denied(
                f"`{path}` can be read by others (mode {mode:04o})", hint=f"chmod 600 {path}", slug="secret-exposed"
            )
        return file.read()
