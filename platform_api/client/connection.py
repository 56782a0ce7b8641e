"""How a client reaches a platform: over the network with a token, or in a home on this machine."""

import getpass
import os
import re
from typing import TYPE_CHECKING

import httpx

from governance.errors import NotFound, SignInNeeded

if TYPE_CHECKING:
    from platform_api.embedded import Embedded
    from platform_api.settings import Settings

__all__ = ["at_url", "in_process", "open_home_of", "whoever_is_here"]

_PATIENCE = httpx.Timeout(60.0, connect=5.0)  # a query may take its whole time limit before its first byte


def at_url(url: str, *, token: str) -> httpx.Client:
    """Return a client of the platform at `url`; raises `SignInNeeded` without a token."""
    if not token:
        raise SignInNeeded(f"Nobody is signed in to {url}", hint=f"trellis --url {url} login")
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.Client(base_url=url, headers=headers, timeout=_PATIENCE)


def open_home_of(settings: "Settings", *, create: bool = False) -> "Embedded":
    """Return the platform of a home, in this process; raises `NotFound` when there is none and `create` is False."""
    from platform_api.embedded import open_embedded

    if not create and not (settings.home / "format").exists():
        raise NotFound(
            f"There is no mesh in `{settings.home}`",
            hint="`trellis demo` builds an example; `trellis publish` starts your own",
            slug="no-home",
        )
    return open_embedded(settings, owner=whoever_is_here())


def in_process(embedded: "Embedded", *, user: str) -> httpx.Client:
    """Return a client of a platform in this process, signed in as `user`.

    Whoever can read the home's key can be anyone. Raises `SignInNeeded` for a user that the mesh does not know.
    """
    from platform_api.client.transport import InProcess

    headers = {"Authorization": f"Bearer {embedded.token(user)}"}
    return httpx.Client(transport=InProcess(embedded.app), base_url="http://mesh", headers=headers)


def whoever_is_here() -> str:
    """Return this machine's user as the mesh spells names."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number without a name
        name = f"user_{os.getuid()}"
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "owner"
