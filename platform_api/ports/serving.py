"""Where a home is served: written down by the server, for those on the same machine who ask what its address is."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from platform_api.home import Home, write_private
from sidecar.holder import holder, is_gone

__all__ = ["address_of_home", "announced"]


@contextmanager
def announced(home: Home, address: str) -> Iterator[None]:
    """Let others find the address for the length of a block."""
    path, name = _place(home.root), holder()
    write_private(path, json.dumps({"address": address, "holder": name}).encode(), replace=True)
    try:
        yield
    finally:
        if _read(path).get("holder") == name:
            path.unlink(missing_ok=True)


def address_of_home(root: Path) -> str:
    """Return where a server that is alive serves the home, "" when none does."""
    found = _read(_place(root))
    return found["address"] if found and not is_gone(found["holder"]) else ""


def _place(root: Path) -> Path:
    return root / "tokens" / "server.json"


def _read(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text())
        return {"address": str(found["address"]), "holder": str(found["holder"])}
    except (OSError, ValueError, LookupError, TypeError):
        return {}
