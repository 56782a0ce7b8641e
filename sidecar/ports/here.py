"""How an endpoint finds the ports that a request came to."""

from typing import Annotated

from fastapi import Depends, Query
from starlette.requests import Request

from sidecar.ports.ports import Ports

__all__ = ["Days", "Here", "open_here"]


def open_here(request: Request, ports: Ports) -> None:
    """Let the endpoint of a request find its ports; whoever serves it does so behind its door."""
    request.state.ports = ports


async def _here(request: Request) -> Ports:
    found: Ports = request.state.ports
    return found


Here = Annotated[Ports, Depends(_here)]
"""The ports that the request came to."""

Days = Annotated[int, Query(ge=1, le=90, description="How many days back the window reaches")]
"""A window; 28 days hold each day of the week four times."""
