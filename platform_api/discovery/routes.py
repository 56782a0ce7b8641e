"""`/api/v1/mesh/search` and `/api/v1/mesh/graph`: finding products, and how they hang together."""

import base64
import json
from typing import Annotated

from fastapi import Depends, Query

from governance.errors import Invalid
from platform_api.deps import PageQuery, Registry
from platform_api.discovery import service
from platform_api.discovery.facets import Chosen
from platform_api.discovery.mesh_graph import mesh_graph
from platform_api.discovery.schemas import MeshGraphOut, SearchOut
from platform_api.discovery.service import Wanted
from platform_api.doors import signed_in
from platform_api.pagination import Page
from platform_api.routing import GuardedRouter

__all__ = ["routes"]

routes = GuardedRouter("/api/v1/mesh", tag="discovery")
Values = Annotated[list[str] | None, Query(max_length=20, description="Any of these values; several parameters")]


async def _chosen(  # noqa: PLR0913 - a facet is a parameter
    *,
    domain: Values = None,
    kind: Values = None,
    team: Values = None,
    owner: Values = None,
    tag: Values = None,
    classification: Values = None,
    status: Values = None,
) -> Chosen:
    given = {
        "domain": domain,
        "kind": kind,
        "team": team,
        "owner": owner,
        "tag": tag,
        "classification": classification,
        "status": status,
    }
    return {facet: values for facet, values in given.items() if values}


@routes.get("/search", access=signed_in())
def search(
    session: Registry,
    page: PageQuery,
    chosen: Annotated[Chosen, Depends(_chosen)],
    q: Annotated[str, Query(max_length=20_000, description="Plain words; nothing in them is an operator")] = "",
) -> SearchOut:
    """Find products by words in their names, ports, columns, descriptions, owners and tags, the best first."""
    skip = _skip(page)
    found = service.search(session, Wanted(text=q, chosen=chosen), limit=page.size, skip=skip)
    return SearchOut(
        items=list(found.items),
        next=_cursor(page, skip + page.size) if found.more else None,
        total=found.total,
        facets=list(found.facets),
        suggestions=list(found.suggestions),
    )


@routes.get("/graph", access=signed_in())
def show_graph(
    session: Registry,
    domain: Annotated[str | None, Query(max_length=63, description="The domain; all if left out")] = None,
    limit: Annotated[int, Query(ge=1, le=5000, description="The most products to begin with")] = 500,
) -> MeshGraphOut:
    """Show which products read which, as their newest versions declare it."""
    return mesh_graph(session, domain=domain, limit=limit)


def _skip(page: Page) -> int:
    """Return how many products the pages before had: a rank is no key, so a cursor counts."""
    if not page.behind:
        return 0
    (skip,) = page.behind if len(page.behind) == 1 else (None,)
    if not isinstance(skip, int) or not 0 < skip <= service.MOST:
        raise Invalid("`after` is not a cursor of this list", hint="start again without `after`", slug="bad-cursor")
    return skip


def _cursor(page: Page, skip: int) -> str:
    return base64.urlsafe_b64encode(json.dumps([page.scope, skip]).encode()).decode().rstrip("=")
