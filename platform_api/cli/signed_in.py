"""Who is signed in on this machine: a name in a home, a token for a platform elsewhere, in files of mode 0600."""

import json
import os
import re
from pathlib import Path

from governance.errors import SignInNeeded
from platform_api.home import read_private, write_private

__all__ = ["forget_token", "remember_token", "remember_user", "remembered_token", "remembered_user"]


def remembered_user(home: Path) -> str:
    """Return whom `trellis login` chose for a home, "" for nobody."""
    path = home / "tokens" / "user"
    return read_private(path).decode().strip() if path.exists() else ""


def remember_user(home: Path, user: str) -> None:
    """Act as `user` in a home from now on."""
    write_private(home / "tokens" / "user", f"{user}\n".encode(), replace=True)


def remembered_token(url: str) -> str:
    """Return the token kept for a platform, "" when there is none."""
    path = _token_file(url)
    if not path.exists():
        return ""
    try:
        found: str = json.loads(read_private(path))["token"]
    except (ValueError, LookupError, TypeError) as error:
        raise SignInNeeded(f"The token kept for {url} cannot be read", hint=f"trellis --url {url} login") from error
    return found


def remember_token(url: str, token: str) -> Path:
    """Keep a token for a platform and return the file it is in."""
    path = _token_file(url)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    write_private(path, json.dumps({"url": url, "token": token}).encode(), replace=True)
    return path


def forget_token(url: str) -> None:
    """Forget the token of a platform."""
    _token_file(url).unlink(missing_ok=True)


def _token_file(url: str) -> Path:
    base = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return base / "trellis" / "tokens" / (re.sub(r"[^A-Za-z0-9.-]+", "_", url).strip("_") + ".json")
