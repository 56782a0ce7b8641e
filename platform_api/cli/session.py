"""Where a command acts and as whom: an embedded home in this process, or a platform elsewhere."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx

    from platform_api.embedded import Embedded
    from platform_api.settings import Settings
    from sidecar.calls import Calls

__all__ = ["Session", "current"]


@dataclass
class Session:
    """What the options before the command say, and what is opened because of them; `close` ends that."""

    user: str | None = None
    home: str | None = None
    url: str | None = None
    debug: bool = False
    _open: list[httpx.Client | httpx.BaseTransport] = field(default_factory=list)
    _embedded: Embedded | None = None

    def settings(self) -> Settings:
        """Return the settings of the home."""
        from platform_api.settings import load_settings

        return load_settings(home=Path(self.home)) if self.home else load_settings()

    def calls(self, *, create: bool = False, user: str = "") -> Calls:
        """Return the platform's API as the person who is signed in, or as `user`; `create` makes a home if needed."""
        from sidecar.calls import Calls

        return Calls(self.client(create=create, user=user))

    def client(self, *, create: bool = False, user: str = "") -> httpx.Client:
        """Return an HTTP client of the platform as the person who is signed in, or as `user`."""
        client = self._elsewhere(self.url) if self.url else self._here(create=create, user=user)
        self._open.append(client)
        return client

    def embedded(self, *, create: bool = False) -> Embedded:
        """Return the platform of the home, in this process; raises `Invalid` when the command acts elsewhere."""
        from governance.errors import Invalid
        from platform_api.client.connection import open_home_of

        if self.url:
            raise Invalid(
                "This works on a home, not on a platform elsewhere", hint="leave out `--url`, and unset `TRELLIS_URL`"
            )
        if self._embedded is None:
            self._embedded = open_home_of(self.settings(), create=create)
        return self._embedded

    def transport(self) -> httpx.BaseTransport:
        """Return what carries requests of anybody to the platform of the home, in this process."""
        from platform_api.client.transport import InProcess

        transport = InProcess(self.embedded().app)
        self._open.append(transport)
        return transport

    def served_at(self) -> str:
        """Return where the platform is served over HTTP: elsewhere, or by a server of the home; "" for nowhere."""
        from platform_api.ports.serving import address_of_home

        return (self.url or address_of_home(self.settings().home)).rstrip("/")

    def who(self) -> str:
        """Return whom the command acts as in a home: `--as`, else who signed in, else this machine's user."""
        from platform_api.cli.signed_in import remembered_user
        from platform_api.client.connection import whoever_is_here

        return self.user or remembered_user(self.settings().home) or whoever_is_here()

    def _here(self, *, create: bool, user: str) -> httpx.Client:
        from platform_api.client.connection import in_process

        return in_process(self.embedded(create=create), user=user or self.who())

    def _elsewhere(self, url: str) -> httpx.Client:
        from governance.errors import Invalid
        from platform_api.cli.signed_in import remembered_token
        from platform_api.client.connection import at_url

        if self.user:
            raise Invalid("`--as` is for the owner of a home", hint=f"sign in as them: trellis --url {url} login")
        return at_url(url, token=os.environ.get("TRELLIS_TOKEN", "") or remembered_token(url))

    def close(self) -> None:
        """Close what was opened, in reverse."""
        while self._open:
            self._open.pop().close()
        if self._embedded is not None:
            self._embedded.close()
            self._embedded = None


def current() -> Session:
    """Return the session of the command that is being run."""
    import click

    found: Session = click.get_current_context().find_root().obj
    return found
