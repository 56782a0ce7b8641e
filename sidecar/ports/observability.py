"""The observability port: how fresh, how good and how reliable a product is, told by its past runs."""

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Query
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import Response

from governance.names import PortName
from sidecar.ports.answers import json_answer
from sidecar.ports.here import Days, Here
from sidecar.ports.history import published_runs, read_runs
from sidecar.ports.ports import Ports

if TYPE_CHECKING:
    from sidecar.ports.levels import Level

__all__ = ["show_health", "show_metrics", "show_quality", "show_slos"]

_WINDOW = 28
_MOST_ASKED = 500


def show_metrics(here: Here) -> Response:
    """Return the newest run, rows by rule, freshness and service levels in Prometheus' text format."""
    from sidecar.ports.metrics import PortFigures, ProductFigures, exposition

    found = here.describe()
    past = here.history(days=_WINDOW)
    figures = ProductFigures(
        product=found["name"],
        version=found["version"],
        status=found["status"],
        team=found["team"],
        runs=past.runs,
        ports=[
            PortFigures(port=str(port), plan=promise.plan, levels=levels)
            for port, promise, levels in here.levels(days=_WINDOW, history=past)
        ],
        now=here.now,
    )
    return Response(exposition(figures), headers={"Content-Type": CONTENT_TYPE_LATEST})


def show_quality(
    here: Here, runs: Annotated[int, Query(ge=1, le=100, description="How many published runs to tell of")] = 10
) -> Response:
    """Return how each rule fared in the last runs, which way it goes, and what is in quarantine by reason."""
    items = here.calls.get(f"products/{here.product}/runs", limit=_MOST_ASKED)["items"]
    ports = [_quality(here, port, items, runs) for port in here.names()]
    return json_answer({"product": str(here.product), "ports": ports})


def show_slos(here: Here, days: Days = _WINDOW) -> Response:
    """Return each service level as promised and as measured, how often it was kept, and its error budget."""
    past = here.history(days=days)
    ports = [
        {"port": str(port), "contract": promise.contract.digest, "levels": [_level(level) for level in levels]}
        for port, promise, levels in here.levels(days=days, history=past)
    ]
    return json_answer({"product": str(here.product), "days": days, "since": past.since, "ports": ports})


def show_health(here: Here) -> Response:
    """Say whether the product's newest run ended well and its service levels are kept: `ok`, `degraded` or `failing`."""
    past = here.history(days=_WINDOW)
    ended = [run for run in past.runs if run.finished is not None]
    broken = [
        {"port": str(port), "level": level.name, "element": level.element}
        for port, _, levels in here.levels(days=_WINDOW, history=past)
        for level in levels
        if level.found.kept is False
    ]
    failing = not ended or ended[0].state != "published"
    return json_answer(
        {
            "product": str(here.product),
            "status": "failing" if failing else "degraded" if broken else "ok",
            "last_run": ended[0].state if ended else "",
            "not_kept": broken,
        }
    )


def _quality(here: Ports, port: PortName, items: list[dict[str, Any]], runs: int) -> dict[str, Any]:
    from sidecar.ports.quality import port_quality

    shown = published_runs(read_runs(items), str(port))[-runs:]
    return port_quality(str(port), here.promise(port).plan, shown)


def _level(level: "Level") -> dict[str, Any]:
    budget = level.budget
    return {
        "property": level.name,
        "element": level.element,
        "promised": level.promised,
        "unit": level.found.unit,
        "target": level.found.target,
        "measured": level.found.measured,
        "kept": level.found.kept,
        "objective": level.objective,
        "attained": level.attained,
        "counted": {"good": level.found.good, "valid": level.found.valid, "of": level.found.counted},
        "error_budget": {"left": budget.left, "burn_rate": budget.burn_rate} if budget else None,
        "why": level.found.why,
    }
