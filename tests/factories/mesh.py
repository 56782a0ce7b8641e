"""A small mesh to test on: two domains that must not see each other's secrets, and someone of every standing.

`root` administers; `olga` owns and `mia` is a member of `flight_ops` (domain operations); `wes` owns `weather_team`
(domain weather); `sam` belongs nowhere; `robot` is a service; `weather/observations` is a product with its own identity.
"""

import shutil
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from anyio.from_thread import BlockingPortal

from platform_api.access.schemas import GrantNew
from platform_api.access.service import issue_grant
from platform_api.db import RegistrySession
from platform_api.domains.schemas import DomainNew
from platform_api.domains.service import create_domain
from platform_api.main import close_app, create_app
from platform_api.principals.schemas import MemberEdit, PrincipalNew, TeamNew
from platform_api.principals.service import claim_home, create_principal, create_team, set_member
from platform_api.registry.service import record_version
from platform_api.settings import Settings, load_settings
from platform_api.state import PlatformState
from tests.factories.contracts import FLIGHTS, OBSERVATIONS, contract, publication
from tests.factories.law import SmallLaw

__all__ = ["NOON", "CountingIds", "FakeClock", "Mesh", "PortalTransport", "open_mesh", "people_the_mesh"]

NOON = 1_790_000_000
"""When the tests take place: 2026-09-21, around two in the afternoon UTC."""


@dataclass
class FakeClock:
    """A clock that stands still until it is moved."""

    now: int = NOON

    def __call__(self) -> int:
        """Return the time it was set to."""
        return self.now


class CountingIds:
    """Names things `grant_000001`, `grant_000002` and so on; one count over all kinds."""

    def __init__(self, start: int = 0) -> None:
        self.count = start

    def __call__(self, kind: str) -> str:
        """Return the next id."""
        self.count += 1
        return f"{kind}_{self.count:06d}"


class PortalTransport(httpx.BaseTransport):
    """Lets a plain `httpx.Client` speak to an app in this process, on the event loop of a portal."""

    def __init__(self, app: Any, portal: BlockingPortal) -> None:
        self._inner = httpx.ASGITransport(app=app)
        self._portal = portal

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Serve one request."""
        return self._portal.call(partial(self._serve, request))

    async def _serve(self, request: httpx.Request) -> httpx.Response:
        if not isinstance(request.stream, httpx.AsyncByteStream):
            request.stream = _Chunks(request.stream)
        found = await self._inner.handle_async_request(request)
        body = await found.aread()
        return httpx.Response(found.status_code, headers=found.headers, content=body, request=request)


class _Chunks(httpx.AsyncByteStream):
    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = chunks

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self._chunks:
            yield chunk


class Mesh:
    """A platform with people in it; `by("olga")` is a client that is signed in as olga, `by()` is nobody."""

    def __init__(self, settings: Settings, *, portal: BlockingPortal | None = None, law: Any = None) -> None:
        self.clock, self.ids, self.law = FakeClock(), CountingIds(1000), law or SmallLaw()
        self.app = create_app(settings, law=self.law, clock=self.clock, ids=self.ids)
        self.state: PlatformState = self.app.state.trellis
        self._portal = portal

    def token(self, who: str, **options: Any) -> str:
        """Return a token for somebody."""
        return self.state.authority.issue(who, now=self.clock(), ids=self.ids, **options).token

    def by(self, who: str = "", *, token: str = "") -> httpx.Client:
        """Return a client of that person, or of whoever has the token."""
        used = token or (self.token(who) if who else "")
        headers = {"Authorization": f"Bearer {used}"} if used else {}
        return httpx.Client(transport=PortalTransport(self.app, self._portal), base_url="http://mesh", headers=headers)

    def aclient(self, who: str) -> httpx.AsyncClient:
        """Return an asynchronous client, for requests that are under way at the same time."""
        headers = {"Authorization": f"Bearer {self.token(who)}"}
        return httpx.AsyncClient(transport=httpx.ASGITransport(app=self.app), base_url="http://mesh", headers=headers)

    def change(self, act: Callable[[RegistrySession], Any]) -> Any:
        """Do something in a transaction of its own and return what it returns."""
        with self.state.database.write("test") as session:
            return act(session)

    def look(self, act: Callable[[RegistrySession], Any]) -> Any:
        """Return what `act` finds in the registry."""
        with self.state.database.read() as session:
            return act(session)


@contextmanager
def open_mesh(home: Path, template: Path, *, portal: BlockingPortal | None = None, law: Any = None, **settings: Any):
    """Yield a mesh in `home`, a copy of `template`, and close it."""
    shutil.copytree(template, home, dirs_exist_ok=True)
    mesh = Mesh(load_settings(home=home, **settings), portal=portal, law=law)
    try:
        yield mesh
    finally:
        close_app(mesh.app)


def people_the_mesh(session: RegistrySession) -> None:
    """Put everyone and everything of the small mesh into an empty registry."""
    claim_home(session, owner="root")
    for name in ("olga", "mia", "wes", "sam"):
        create_principal(session, PrincipalNew(id=name), by="root")
    create_principal(session, PrincipalNew(id="robot", kind="service"), by="root")
    create_team(session, TeamNew(name="flight_ops", contact="ops@example.org", owners=["olga"]), by="root")
    create_team(session, TeamNew(name="weather_team", contact="wx@example.org", owners=["wes"]), by="root")
    set_member(session, "flight_ops", "mia", MemberEdit(), by="root")
    create_domain(session, DomainNew(name="operations", description="Flights", team="flight_ops"), by="root")
    create_domain(session, DomainNew(name="weather", description="Weather", team="weather_team"), by="root")
    record_version(session, publication(contract("weather.observations", OBSERVATIONS), team="weather_team", by="wes"))
    record_version(session, publication(contract("operations.flights", FLIGHTS), team="flight_ops", by="olga"))
    canary = GrantNew(
        grantee_kind="user", grantee="wes", purposes=["canary_purpose"], expires=NOON + 86400, reason="canary_reason"
    )
    issue_grant(session, "weather.observations", canary, settings=load_settings(), by="wes")
