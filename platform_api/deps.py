"""What endpoints may ask for, by type: `session: Registry`, `caller: Who`, `state: Platform`, `page: PageQuery`."""

from typing import Annotated

from fastapi import Depends, Query
from starlette.requests import Request

from platform_api.caller import Caller
from platform_api.db import RegistrySession
from platform_api.pagination import Page, page_of
from platform_api.state import PlatformState, state_of

__all__ = ["PageQuery", "Platform", "Registry", "Who"]


async def _session(request: Request) -> RegistrySession:
    found: RegistrySession = request.state.session
    return found


async def _caller(request: Request) -> Caller:
    found: Caller = request.state.caller
    return found


async def _state(request: Request) -> PlatformState:
    return state_of(request)


async def _page(
    request: Request,
    limit: Annotated[int | None, Query(ge=1, le=500, description="The most items to return")] = None,
    after: Annotated[str | None, Query(max_length=2048, description="`next` of the page before")] = None,
) -> Page:
    query = [(name, value) for name, value in request.query_params.multi_items() if name not in {"limit", "after"}]
    return page_of(state_of(request).settings, limit=limit, cursor=after, of=(request.url.path, sorted(query)))


Registry = Annotated[RegistrySession, Depends(_session)]
"""The request's transaction: committed after the endpoint returns, undone if it raises."""

Who = Annotated[Caller, Depends(_caller)]
"""Who was let in."""

Platform = Annotated[PlatformState, Depends(_state)]
"""The platform that the request came to."""

PageQuery = Annotated[Page, Depends(_page)]
"""Which page of a list was asked for."""
