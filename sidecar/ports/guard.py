"""The door of ports that stand alone: whoever comes is signed in by the platform before anything is parsed."""

import logging
from collections.abc import Callable, Coroutine
from typing import Any

from anyio.to_thread import run_sync
from fastapi import params
from fastapi.dependencies.utils import get_flat_params
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from governance.errors import Invalid, SignInNeeded, TrellisError, Unavailable
from sidecar.ports.answers import failure
from sidecar.ports.here import open_here
from sidecar.ports.ports import Ports

__all__ = ["LARGEST_BODY", "PortRoute"]

LARGEST_BODY = 64 * 1024
"""The most bytes of a request's body; what the control port takes needs a few hundred."""

_LOG = logging.getLogger("trellis.ports")
Opener = Callable[[str], Ports]


class PortRoute(APIRoute):
    """Signs in, refuses what is too large or misspelt, then serves; every failure is a problem document."""

    is_open: bool = False
    open_ports: Opener

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what serves a request."""
        act = super().get_route_handler()

        async def serve(request: Request) -> Response:
            try:
                open_here(request, await run_sync(self._admit, request))
                await _bound(request)
                self._refuse_unknown(request)
                return await act(request)
            except TrellisError as error:
                return failure(error)
            except (RequestValidationError, HTTPException) as error:
                return failure(_malformed(error))
            except Exception as error:  # noqa: BLE001 - a crash is answered like everything else, and told to the log
                _LOG.error("a request to the ports failed", exc_info=error)
                return failure(Unavailable("The ports failed", hint="the server's log tells more", slug="unavailable"))

        return serve

    def _admit(self, request: Request) -> Ports:
        if self.is_open:
            return self.open_ports("")
        given = request.headers.getlist("authorization")
        if len(given) != 1:
            raise SignInNeeded(
                "Nobody is signed in" if not given else "The request carries two tokens",
                hint="send `Authorization: Bearer …` with what `trellis token` prints",
            )
        ports = self.open_ports(given[0])
        ports.calls.get("me")
        return ports

    def _refuse_unknown(self, request: Request) -> None:
        known = {one.alias for one in get_flat_params(self.dependant) if isinstance(one.field_info, params.Query)}
        for name in request.query_params:
            if name not in known:
                there_is = ", ".join(f"`{each}`" for each in sorted(known))
                raise Invalid(
                    f"There is no query parameter `{name[:80]}` here",
                    hint=f"there is {there_is}" if known else "leave it out",
                    slug="bad-request",
                )


async def _bound(request: Request) -> None:
    if request.headers.get("content-encoding", "identity") != "identity":
        raise Invalid("A compressed body is not accepted", hint="send it as it is", slug="encoded-body")
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > LARGEST_BODY:
            raise Invalid(f"The body is larger than {LARGEST_BODY} bytes", hint="send less", slug="body-too-large")
        chunks.append(chunk)
    request._body = b"".join(chunks)  # noqa: SLF001 - where Starlette looks for a body that was read


def _malformed(error: RequestValidationError | HTTPException) -> Invalid:
    """The places and what is expected, never the values."""
    if isinstance(error, HTTPException):
        return Invalid("The request cannot be read", hint="`/openapi.json` shows what is expected", slug="bad-request")
    found = [(".".join(map(str, one["loc"])), str(one["msg"])) for one in error.errors()[:50]]
    place, said = found[0] if found else ("body", "it cannot be read")
    return Invalid(
        f"`{place}` does not fit: {said}",
        hint="`/openapi.json` shows what is expected",
        slug="bad-request",
        errors=[{"path": path, "message": message} for path, message in found],
    )
