"""The outermost layer: a request's id, a bound on its headers, what every answer carries, and the counting of it all."""

import time

from prometheus_client import CollectorRegistry, Counter, Histogram
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from governance.errors import Invalid
from platform_api.ids import Ids
from platform_api.problems import problem_response

__all__ = ["Edge", "Meters"]

_EVERYWHERE = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Meters:
    """What is counted of each request: by method, route template and status, never by the names in its path."""

    def __init__(self, registry: CollectorRegistry) -> None:
        labels = ("method", "route", "status")
        self.requests = Counter("trellis_requests", "Requests answered", labels, registry=registry)
        self.seconds = Histogram(
            "trellis_request_seconds", "Seconds until the answer began", ("method", "route"), registry=registry
        )

    def count(self, scope: Scope, *, status: int, seconds: float) -> None:
        """Count one answer."""
        route = getattr(scope.get("route"), "path", "unknown")
        method = scope["method"] if scope["method"] in _METHODS else "other"
        self.requests.labels(method, route, str(status)).inc()
        self.seconds.labels(method, route).observe(seconds)


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Edge:
    """Wraps the app; what an answer says for itself stands, what it leaves out is the strictest."""

    def __init__(self, app: ASGIApp, *, ids: Ids, meters: Meters, max_header_bytes: int) -> None:
        self._app = app
        self._ids = ids
        self._meters = meters
        self._max = max_header_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        request_id = self._ids("request")
        scope.setdefault("state", {})["request_id"] = request_id

        async def send_dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in {**_EVERYWHERE, "X-Request-Id": request_id}.items():
                    headers.setdefault(name, value)
                self._meters.count(scope, status=message["status"], seconds=time.perf_counter() - began)
            await send(message)

        if sum(len(name) + len(value) for name, value in Headers(scope=scope).raw) > self._max:
            await self._refuse(scope, receive, send_dressed)
            return
        await self._app(scope, receive, send_dressed)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        failure = Invalid(
            f"The request's headers are larger than {self._max} bytes", hint="send fewer", slug="headers-too-large"
        )
        await problem_response(failure)(scope, receive, send)
