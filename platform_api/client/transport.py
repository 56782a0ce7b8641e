"""HTTP without a network: a platform in this process, behind the same client as one far away."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal

__all__ = ["InProcess"]


class InProcess(httpx.BaseTransport):
    """Serves requests with an ASGI app, from any thread, on one event loop of its own that `close` ends."""

    def __init__(self, app: Callable[..., Any]) -> None:
        self._served = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        self._stack = ExitStack()
        self._portal: BlockingPortal = self._stack.enter_context(start_blocking_portal())

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Return the app's answer, read to its end."""
        return self._portal.call(self._serve, request)

    def close(self) -> None:
        """End the event loop; the app stays."""
        self._stack.close()

    async def _serve(self, request: httpx.Request) -> httpx.Response:
        response = await self._served.handle_async_request(request)
        content = b"".join([part async for part in response.stream])  # type: ignore[union-attr]
        return httpx.Response(response.status_code, headers=response.headers, content=content, request=request)
