"""A product's own ports over HTTP: discovery, observability, control."""

from sidecar.ports.app import ports_app
from sidecar.ports.endpoints import ENDPOINTS, Endpoint
from sidecar.ports.here import open_here
from sidecar.ports.ports import Ports

__all__ = ["ENDPOINTS", "Endpoint", "Ports", "open_here", "ports_app"]
