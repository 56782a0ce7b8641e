"""Every address of a product's ports, once: whoever serves them takes them from here and stands a door before each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sidecar.ports import control, discovery, observability

__all__ = ["ENDPOINTS", "Endpoint"]


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """An address below a product; `figures` marks what scrapers and probes ask for.

    `action` names what the law is asked about before the request is read; behind the other doors the platform asks it.
    """

    method: str
    path: str
    serve: Callable[..., Any]
    tag: str
    status: int = 200
    figures: bool = False
    action: str = ""


def _reads(path: str, serve: Callable[..., Any], tag: str, *, figures: bool = False) -> Endpoint:
    return Endpoint(method="GET", path=path, serve=serve, tag=tag, figures=figures)


def _acts(path: str, serve: Callable[..., Any], *, status: int = 202, action: str = "") -> Endpoint:
    return Endpoint(method="POST", path=path, serve=serve, tag="control port", status=status, action=action)


ENDPOINTS: tuple[Endpoint, ...] = (
    _reads("/", discovery.show_product, "discovery port"),
    _reads("/descriptor", discovery.show_descriptor, "discovery port"),
    _reads("/contracts", discovery.list_contracts, "discovery port"),
    _reads("/contracts/{port}", discovery.show_contract, "discovery port"),
    _reads("/schema/{port}", discovery.show_schema, "discovery port"),
    _reads("/sample/{port}", discovery.show_sample, "discovery port"),
    _reads("/lineage/{port}", discovery.show_lineage, "discovery port"),
    _reads("/metrics", observability.show_metrics, "observability port", figures=True),
    _reads("/health", observability.show_health, "observability port", figures=True),
    _reads("/quality", observability.show_quality, "observability port"),
    _reads("/slos", observability.show_slos, "observability port"),
    _reads("/runs", control.list_runs, "control port"),
    _reads("/runs/{run}", control.show_run, "control port"),
    _acts("/run", control.begin_run, action="run.start"),
    _acts("/replay", control.begin_replay, action="run.start"),
    _acts("/pause", control.pause, status=200),
    _acts("/resume", control.resume, status=200),
)
