"""What one running platform consists of; `create_app` puts it together and every request finds it in the app's state."""

from dataclasses import dataclass

from prometheus_client import CollectorRegistry
from starlette.requests import Request

from platform_api.auth.service import Authority
from platform_api.clock import Clock
from platform_api.db import Database
from platform_api.home import Home
from platform_api.ids import Ids
from platform_api.law import Law
from platform_api.settings import Settings

__all__ = ["PlatformState", "state_of"]


@dataclass(frozen=True, kw_only=True)
class PlatformState:
    """The parts that requests share: none of them is a module's global, so two platforms can run in one process."""

    settings: Settings
    home: Home
    database: Database
    authority: Authority
    law: Law
    clock: Clock
    ids: Ids
    metrics: CollectorRegistry


def state_of(request: Request) -> PlatformState:
    """Return the platform that a request came to."""
    found: PlatformState = request.app.state.trellis
    return found
