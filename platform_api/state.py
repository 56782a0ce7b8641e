"""What one running platform consists of; `create_app` puts it together and every request finds it in the app's state."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry
from sqlmodel import Session
from starlette.requests import Request

from platform_api.auth.service import Authority
from platform_api.clock import Clock
from platform_api.db import Database
from platform_api.gate.pins import Pins
from platform_api.home import Home
from platform_api.ids import Ids
from platform_api.law import Law
from platform_api.policies.service import Compiled, LocalPolicies
from platform_api.ports.service import OwnPorts
from platform_api.settings import Settings
from sidecar.query import QueryWorkers

if TYPE_CHECKING:
    from platform_api.gate.catalog import Gate

__all__ = ["PlatformState", "state_of"]


@dataclass(frozen=True, kw_only=True)
class PlatformState:
    """The parts that requests share: none of them is a module's global, so two platforms can run in one process."""

    settings: Settings
    home: Home
    database: Database
    authority: Authority
    law: Law
    local: LocalPolicies
    compiled: Compiled
    clock: Clock
    ids: Ids
    metrics: CollectorRegistry
    pins: Pins
    workers: QueryWorkers
    ports: OwnPorts

    def gate(self, session: Session | None = None) -> "Gate":
        """Return the catalog gate; with `session`, one whose commits are part of that transaction."""
        from platform_api.gate.catalog import Gate, Within  # pyiceberg takes 0.5 s that most commands need not spend

        sessions = Within(session) if session is not None else self.database
        return Gate(sessions, warehouse=f"file://{self.home.warehouse}", clock=self.clock)

    def close(self) -> None:
        """End runs and queries in processes of their own, and close the registry; no request may be under way."""
        self.ports.close()
        self.workers.close()
        self.database.close()


def state_of(request: Request) -> PlatformState:
    """Return the platform that a request came to."""
    found: PlatformState = request.app.state.trellis
    return found
