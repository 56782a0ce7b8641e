"""Requests to a platform that raise its own failures: what the command line, the client and the ports are made of."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

import httpx

from governance.errors import Invalid, Unavailable
from governance.problems import failure_of

__all__ = ["Calls"]


class Calls:
    """The platform's API by path (below `/api/v1`); every answer that is not a success is raised as its failure.

    A path is text with names in it as people type them; `Invalid` is raised for one that cannot be sent.
    """

    def __init__(self, http: httpx.Client) -> None:
        self.http = http

    def get(self, path: str, **query: Any) -> Any:
        """Return the JSON at a path; query parameters that are None are left out."""
        return self._send("GET", path, params={k: v for k, v in query.items() if v is not None}).json()

    def post(self, path: str, body: Mapping[str, Any], *, key: str = "") -> Any:
        """Send a body and return the JSON that comes back; with `key`, repeating it returns the first answer."""
        headers = {"Idempotency-Key": key} if key else {}
        return self._send("POST", path, json=dict(body), headers=headers).json()

    def fetch(self, method: str, path: str, *, accept: str, body: Mapping[str, Any] | None = None) -> httpx.Response:
        """Return an answer in another media type."""
        return self._send(method, path, json=dict(body) if body is not None else None, headers={"Accept": accept})

    def send(self, method: str, path: str, body: Mapping[str, Any], *, key: str = "") -> httpx.Response:
        """Return an answer with its status and headers; a path that begins with `/` is not below `/api/v1`."""
        return self._send(method, path, json=dict(body), headers={"Idempotency-Key": key} if key else {})

    def pages(self, path: str, **query: Any) -> Iterator[Any]:
        """Yield every item of a list, page after page."""
        while True:
            page = self.get(path, **query)
            yield from page["items"]
            if not page.get("next"):
                return
            query["after"] = page["next"]

    def _send(self, method: str, path: str, **options: Any) -> httpx.Response:
        try:
            answer = self.http.request(method, quote(path if path.startswith("/") else f"/api/v1/{path}"), **options)
        except (UnicodeEncodeError, httpx.InvalidURL) as error:
            raise Invalid("A name or a text is too long, or no text at all", hint="type it anew, in UTF-8") from error
        except httpx.TransportError as error:
            raise Unavailable(
                f"The platform at {self.http.base_url} does not answer ({type(error).__name__})",
                hint="is `trellis up` running there? `trellis doctor` looks",
            ) from error
        if answer.is_error:
            is_json = "json" in answer.headers.get("content-type", "")
            raise failure_of(answer.status_code, answer.json() if is_json else {})
        return answer
