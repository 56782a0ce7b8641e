"""`/health` and `/metrics`: whether the platform works, and how much."""

from typing import Literal

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel
from sqlmodel import text
from starlette.responses import Response

from platform_api.deps import Platform, Registry
from platform_api.doors import public
from platform_api.routing import GuardedRouter

__all__ = ["routes"]

routes = GuardedRouter("", tag="vitals")


class Health(BaseModel):
    """What can be said to anyone: that the registry answers, and under which policies decisions are made."""

    status: Literal["ok"]
    revision: str


@routes.get("/health", access=public())
def show_health(session: Registry, state: Platform) -> Health:
    """Say that the platform can read its registry; 503 when it cannot."""
    session.execute(text("SELECT 1 FROM principals LIMIT 1"))
    return Health(status="ok", revision=state.law.revision)


@routes.get("/metrics", access=public(), response_class=Response)
def show_metrics(state: Platform) -> Response:
    """Return counts and durations by route in Prometheus' text format; no names of people or products."""
    return Response(generate_latest(state.metrics), media_type=CONTENT_TYPE_LATEST)
