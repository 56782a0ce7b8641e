"""A product's ports as an app of their own, which knows the platform over HTTP alone."""

import time
from collections.abc import Callable

import httpx
from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from governance.errors import Invalid, NotFound
from governance.names import ProductName
from sidecar.calls import Calls
from sidecar.ports.answers import failure
from sidecar.ports.endpoints import ENDPOINTS
from sidecar.ports.guard import PortRoute
from sidecar.ports.passing import PassedOn
from sidecar.ports.ports import Ports

__all__ = ["STRICT_HEADERS", "ports_app"]

STRICT_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""What an answer carries that does not say otherwise; no other site may read it, and no header lets one."""

Connect = Callable[[str], httpx.Client]


def ports_app(
    product: ProductName,
    *,
    connect: Connect,
    lend: Callable[[], str] | None = None,
    clock: Callable[[], float] = time.time,
) -> FastAPI:
    """Return the ports of one product; `connect` makes a client of the platform that sends an `Authorization` header.

    With `lend`, which returns such a header, metrics and health are told to everybody with the rights that it lends.
    """

    def open_ports(authorization: str) -> Ports:
        given = authorization or (lend() if lend else "")
        calls = Calls(connect(given))
        return Ports(product=product, calls=calls, base="", now=clock(), runner=PassedOn(calls))

    app = FastAPI(
        title=f"Ports of {product}",
        summary="Discovery, observability and control of one data product",
        version="1",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.router.route_class = PortRoute
    for one in ENDPOINTS:
        app.add_api_route(
            one.path, one.serve, methods=[one.method], status_code=one.status, tags=[one.tag], response_class=Response
        )
        vars(app.router.routes[-1]).update(is_open=one.figures and lend is not None, open_ports=open_ports)
    app.add_exception_handler(HTTPException, _tell_http)
    app.add_middleware(_Strict)
    return app


class _Strict:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in STRICT_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_dressed)


async def _tell_http(request: Request, error: Exception) -> Response:
    allowed = (getattr(error, "headers", None) or {}).get("Allow", "")
    if getattr(error, "status_code", 0) == 405:
        found = failure(
            Invalid(
                f"`{request.method}` is not possible here",
                hint=f"this address answers to {allowed}",
                slug="method-not-allowed",
            )
        )
        found.headers["Allow"] = allowed
        return found
    return failure(NotFound("There is nothing at this address", hint="`/` tells what there is", slug="unknown-address"))
