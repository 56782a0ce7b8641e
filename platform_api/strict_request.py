"""A request whose body is bounded in size, time and depth, and whose JSON means one thing only."""

from typing import Any

import anyio
from starlette.requests import Request
from starlette.types import Receive, Scope

from governance.errors import Invalid
from platform_api.settings import Settings
from platform_api.strict_json import parse_json

__all__ = ["StrictRequest"]


class StrictRequest(Request):
    """Reads a body once, up to `limit` bytes; FastAPI takes the bytes and the JSON from here."""

    def __init__(self, scope: Scope, receive: Receive, *, settings: Settings, limit: int = 0) -> None:
        super().__init__(scope, receive)
        self._limit = limit or settings.max_body_bytes
        self._depth = settings.max_json_depth
        self._seconds = settings.max_body_seconds

    async def body(self) -> bytes:
        """Return the body; raises `Invalid` when it is too large, too slow or compressed."""
        if not hasattr(self, "_body"):
            self._refuse_by_header()
            with anyio.move_on_after(self._seconds) as waiting:
                self._body = await self._read()
            if waiting.cancelled_caught:
                raise Invalid("The body did not arrive in time", hint="send it at once", slug="body-too-slow")
        return self._body

    async def json(self) -> Any:
        """Return the body's JSON value; raises `json.JSONDecodeError`, which FastAPI reports as malformed."""
        if not hasattr(self, "_json"):  # as `prepare` and the endpoint both ask
            self._json = parse_json(await self.body(), depth=self._depth)
        return self._json

    async def _read(self) -> bytes:
        chunks, size = [], 0
        async for chunk in self.stream():
            size += len(chunk)
            if size > self._limit:
                raise self._too_large()
            chunks.append(chunk)
        return b"".join(chunks)

    def _refuse_by_header(self) -> None:
        if self.headers.get("content-encoding", "identity") != "identity":
            raise Invalid("A compressed body is not accepted", hint="send it as it is", slug="encoded-body")
        length = self.headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()) or len(length) > 18 or int(length) > self._limit:
            raise self._too_large()

    def _too_large(self) -> Invalid:
        return Invalid(
            f"The body is larger than {self._limit} bytes", hint="send less in one request", slug="body-too-large"
        )
