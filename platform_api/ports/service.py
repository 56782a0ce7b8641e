"""The ports of every product of a platform: its own API asked in process, and runs in processes of their own."""

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx

from governance.digests import digest_of
from governance.names import ProductName
from platform_api.settings import Settings
from sidecar.calls import Calls
from sidecar.ports.children import Children
from sidecar.ports.ports import Begun, Ports

if TYPE_CHECKING:
    from fastapi import FastAPI

    from platform_api.client.transport import InProcess
    from platform_api.runs.schemas import Requested

__all__ = ["Asking", "OwnPorts"]


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Who asks a product's ports: `authorization` is the header that the platform is asked with.

    `earlier` finds the run that a request has begun before, "" for none.
    """

    authorization: str
    base: str
    now: float
    earlier: "Callable[[Requested], str]"


class OwnPorts:
    """Opens products' ports for callers of the platform that they belong to; `close` ends the runs begun there."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._turn = threading.Lock()
        self._begin = threading.Lock()
        self._transport: InProcess | None = None
        command = [sys.executable, "-m", "platform_api.ports.child"]
        self._children = Children(command, at_once=settings.runs_at_once)

    def open(self, app: "FastAPI", product: ProductName, asking: Asking) -> Ports:
        """Return a product's ports for a caller; that there is such a product is for the endpoint to find out."""
        http = httpx.Client(
            transport=self._served(app),
            base_url="http://mesh",
            headers={"Authorization": asking.authorization},
        )
        return Ports(
            product=product,
            calls=Calls(http),
            base=asking.base,
            now=asking.now,
            runner=_NextToTables(self, asking),
        )

    def begin(self, product: ProductName, verb: str, wanted: dict[str, Any], *, key: str, asking: Asking) -> Begun:
        """Begin a run in a process of its own, or return the one that the same request has begun."""
        from platform_api.runs.schemas import Requested

        digest = digest_of({"product": str(product), "verb": verb, "wanted": wanted})
        requested = Requested(key=key, digest=digest) if key else None
        with self._begin:
            if requested and (run := asking.earlier(requested)):
                return Begun(run=run, again=True)
            told = self._children.begin(
                product,
                {
                    "settings": self._settings.model_dump(mode="json", exclude={"webhooks"}),
                    "authorization": asking.authorization,
                    "product": str(product),
                    "verb": verb,
                    "wanted": wanted,
                    "requested": requested.model_dump() if requested else None,
                },
            )
        return Begun(run=str(told["run"]))

    def close(self) -> None:
        """End the runs that are under way, which give up what they staged, and the loop that asks the platform."""
        self._children.close()
        with self._turn:
            if self._transport is not None:
                self._transport.close()
                self._transport = None

    def _served(self, app: "FastAPI") -> "InProcess":
        """On a loop of its own: the threads of the server's loop all wait here when many ask at once."""
        from platform_api.client.transport import InProcess

        with self._turn:
            if self._transport is None:
                self._transport = InProcess(app)
            return self._transport


@dataclass(frozen=True)
class _NextToTables:
    ports: OwnPorts
    asking: Asking

    def begin(self, product: ProductName, verb: str, wanted: dict[str, Any], *, key: str) -> Begun:
        return self.ports.begin(product, verb, wanted, key=key, asking=self.asking)
