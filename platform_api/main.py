"""The one place where a platform is put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

import anyio
from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from platform_api.auth.issuers import issuers_of
from platform_api.auth.keys import open_keys
from platform_api.auth.service import Authority
from platform_api.clock import Clock, system_clock
from platform_api.db import open_registry
from platform_api.edge import Edge, Meters
from platform_api.gate.pins import Pins
from platform_api.home import open_home
from platform_api.ids import Ids, random_ids
from platform_api.law import Law
from platform_api.outbox.shipper import ship_for_ever
from platform_api.policies.service import Compiled, LocalPolicies
from platform_api.ports.service import OwnPorts
from platform_api.problems import crash_response, failure_of_http, problem_response
from platform_api.routing import close_the_doors
from platform_api.schedules.scheduler import schedule_for_ever
from platform_api.settings import Settings
from platform_api.state import PlatformState
from sidecar.query import Limits, QueryWorkers

__all__ = ["ROUTED", "close_app", "create_app", "open_state", "stock_law"]

ROUTED = (
    "access",
    "auth",
    "decisions",
    "discovery",
    "domains",
    "lineage",
    "outbox",
    "ports",
    "principals",
    "publishing",
    "quarantine",
    "query",
    "reference",
    "registry",
    "retention",
    "runs",
    "schedules",
    "selection",
    "vitals",
)
"""The domains whose `routes` module is served, with every router in its `__all__`; a new domain adds its name here."""


def create_app(
    settings: Settings, *, law: Law | None = None, clock: Clock = system_clock, ids: Ids = random_ids
) -> FastAPI:
    """Return a platform that is ready to serve, in process or behind a server; its home and registry exist then.

    Raises the failures of `open_home` and `open_registry`, and RuntimeError if a route has no door.
    """
    metrics = CollectorRegistry()
    state = open_state(settings, law=law or stock_law(), clock=clock, ids=ids, metrics=metrics)
    app = FastAPI(
        title="Trellis",
        summary="A data mesh whose contracts, policies and grants are enforced where data is touched",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
    )
    app.state.trellis = state
    for name in ROUTED:
        module = import_module(f"platform_api.{name}.routes")
        for router in map(vars(module).__getitem__, module.__all__):
            app.router.routes.extend(router.router.routes)  # complete as they are: including works each out again
    app.add_exception_handler(HTTPException, _tell_http)
    app.add_exception_handler(Exception, _tell_crash)
    app.add_middleware(Edge, ids=ids, meters=Meters(metrics), max_header_bytes=settings.max_header_bytes)
    close_the_doors(app)
    return app


def stock_law() -> Law:
    """Return the policies that travel with Trellis, ready to judge in this process."""
    from governance.policy import Law as PolicyLaw
    from governance.policy import WasmEngine

    return PolicyLaw(WasmEngine())


def open_state(settings: Settings, *, law: Law, clock: Clock, ids: Ids, metrics: CollectorRegistry) -> PlatformState:
    """Return the parts of a platform without a web app around them, as commands on the same machine use them."""
    home = open_home(settings.home)
    keys = open_keys(home)
    return PlatformState(
        settings=settings,
        home=home,
        database=open_registry(settings, clock=clock, ids=ids),
        authority=Authority(settings, keys, issuers_of(settings, keys)),
        law=law,
        local=LocalPolicies(),
        compiled=Compiled(),
        clock=clock,
        ids=ids,
        metrics=metrics,
        pins=Pins(),
        workers=QueryWorkers(Limits(memory_bytes=settings.query_memory_bytes)),
        ports=OwnPorts(settings),
    )


def close_app(app: FastAPI) -> None:
    """Close what an app without a server has open; a server's shutdown does it by itself."""
    state: PlatformState = app.state.trellis
    state.close()


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    state: PlatformState = app.state.trellis
    try:
        async with anyio.create_task_group() as tasks:
            if state.settings.webhooks:
                tasks.start_soon(ship_for_ever, state)
            if state.settings.schedule_parallel:
                tasks.start_soon(schedule_for_ever, state)
            yield
            tasks.cancel_scope.cancel()
    finally:
        state.close()


async def _tell_http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        return await _tell_crash(request, error)
    headers = {"Allow": error.headers["Allow"]} if error.headers and "Allow" in error.headers else {}
    return problem_response(failure_of_http(error, request), headers=headers)


async def _tell_crash(request: Request, error: Exception) -> Response:
    state: PlatformState = request.app.state.trellis
    return crash_response(error, incident=state.ids("incident"))
