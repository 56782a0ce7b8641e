"""`/docs`, `/openapi.json` and `/problems`: what can be asked, and what an answer means. Public, and without a CDN."""

import re
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from governance.errors import NotFound
from platform_api.doors import public
from platform_api.reference.page import STYLE, api_page
from platform_api.reference.problems import FAILURES, PROBLEM, problem_pages
from platform_api.routing import GuardedRouter, guarded_routes

__all__ = ["routes"]

routes = GuardedRouter("", tag="reference")
_CONVERTER = re.compile(r":\w+}")
_PAGE_POLICY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-cache",
}


class Markdown(PlainTextResponse):
    """Text that can be read as it is."""

    media_type = "text/markdown"


@routes.get("/openapi.json", access=public(), response_model=None)
def show_openapi(request: Request) -> dict[str, Any]:
    """Return the OpenAPI document; `x-access` says of each operation who may use it."""
    return openapi_of(request.app)


@routes.get("/docs", access=public(), response_class=HTMLResponse)
def show_docs(request: Request) -> Response:
    """Return the API's documentation as a page."""
    return HTMLResponse(api_page(openapi_of(request.app)), headers=_PAGE_POLICY)


@routes.get("/docs/style.css", access=public(), response_class=Response)
def show_style() -> Response:
    """Return the documentation's style sheet."""
    return Response(STYLE, media_type="text/css", headers={"Cache-Control": "no-cache"})


@routes.get("/problems", access=public(), response_class=PlainTextResponse)
def list_problems() -> Response:
    """List every problem that an answer can tell of."""
    return PlainTextResponse("".join(f"/problems/{slug}\n" for slug in sorted(problem_pages())))


@routes.get("/problems/{slug}", access=public(), response_class=Markdown)
def show_problem(slug: str) -> Response:
    """Say what a problem means and how to get past it."""
    page = problem_pages().get(slug)
    if page is None:
        raise NotFound(f"No problem goes by `{slug[:80]}`", hint="`/problems` lists them", slug="unknown-address")
    return Markdown(page)


def openapi_of(app: FastAPI) -> dict[str, Any]:
    """Return an app's OpenAPI document with each operation's door in it."""
    document = app.openapi()
    components = document.setdefault("components", {})
    components["securitySchemes"] = {"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}}
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    for method, path, route in guarded_routes(app):
        operation = document["paths"].get(_CONVERTER.sub("}", path), {}).get(method.lower())
        if operation is not None and route.access is not None:
            operation["x-access"] = route.access.action or route.access.level
            operation["security"] = [] if route.access.level == "public" else [{"bearer": []}]
            operation["responses"] = {**_successes(operation["responses"]), **FAILURES}
    return document


def _successes(responses: dict[str, Any]) -> dict[str, Any]:
    return {status: response for status, response in responses.items() if status.startswith("2")}
