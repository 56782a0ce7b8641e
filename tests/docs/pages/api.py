"""`api.md`: every route with who may use it, read from the router of a platform on an empty home."""

import tempfile
from pathlib import Path
from typing import Any

from platform_api.main import close_app, create_app
from platform_api.reference.routes import openapi_of
from platform_api.settings import load_settings
from tests.docs.pages.markdown import document, table

__all__ = ["page"]

_INTRO = """\
A platform serves this with its parameters and shapes at `/docs`, and as OpenAPI at `/openapi.json`. *Who* is `public`,
`signed-in` (anyone with a token), or the action that the policies are asked about, such as `grant.issue`.

- Send `Authorization: Bearer <token>`; `trellis token` prints one. A token is never taken from the address.
- Lists have `items` and `next`; ask again with `after=<next>` and at most 500 items a page (`limit`).
- `Idempotency-Key` on a write makes it happen once: a repeat gets the first answer.
- Failures are [problems](problems.md); a query parameter that does not exist is one, because a misspelt filter would
  show more than was asked for."""


def page() -> str:
    """Return the page."""
    found: dict[str, list[tuple[str, str, str, str]]] = {}
    for path, methods in _document()["paths"].items():
        for method, operation in methods.items():
            about = " ".join(operation.get("description", "").split("\n\n")[0].split())
            row = (method.upper(), f"`{path}`", operation.get("x-access", ""), about)
            found.setdefault(operation["tags"][0], []).append(row)
    parts = []
    for tag, rows in sorted(found.items()):
        parts += [f"## {tag}", table(("method", "path", "who", "what it does"), sorted(rows, key=lambda row: row[1]))]
    return document("HTTP API", _INTRO, *parts)


def _document() -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(load_settings(home=Path(folder) / "home"))
        try:
            return openapi_of(app)
        finally:
            close_app(app)
