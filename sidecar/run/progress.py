"""Where a run stands, told in OpenLineage: START, FAIL with its reason, ABORT of one whose sidecar went away."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from openlineage.client.event_v2 import Job, Run, RunEvent, RunState
from openlineage.client.facet_v2 import error_message_run
from openlineage.client.serde import Serde

__all__ = ["NAMESPACE", "aborted", "as_json", "event_of", "failed", "job_of", "started", "succeeded"]

NAMESPACE = "trellis"
"""Where the mesh's jobs and ports are, in OpenLineage's naming."""

_PRODUCER = "urn:trellis-mesh"  # a URI, as the standard asks; no page stands behind it


def job_of(product: str, kind: str) -> str:
    """Return the job that a run is of: the product itself, or what else is done to its tables beside it.

    A replay reads no input; told as the product's own it would say that nothing flows into the product any more.
    """
    return product if kind == "run" else f"{product}/{kind}"


def started(job: str, run_id: str) -> dict[str, Any]:
    """Return the START event of a run."""
    return as_json(event_of(job, run_id, RunState.START))


def failed(job: str, run_id: str, problem: str) -> dict[str, Any]:
    """Return the FAIL event of a run; `problem` is its message and holds no value of any row."""
    return as_json(event_of(job, run_id, RunState.FAIL, problem=problem))


def aborted(job: str, run_id: str, problem: str) -> dict[str, Any]:
    """Return the ABORT event of a run that nobody will end any more."""
    return as_json(event_of(job, run_id, RunState.ABORT, problem=problem))


def succeeded(job: str, run_id: str) -> dict[str, Any]:
    """Return the COMPLETE event of a run that changes nothing of what flows where."""
    return as_json(event_of(job, run_id, RunState.COMPLETE))


def event_of(job: str, run_id: str, state: RunState, *, problem: str = "") -> RunEvent:
    """Return an event of a run that names no dataset yet; the same run always has the same UUID."""
    facet = error_message_run.ErrorMessageRunFacet(message=problem, programmingLanguage="python")
    return RunEvent(
        eventTime=datetime.now(UTC).isoformat(),
        eventType=state,
        run=Run(runId=str(uuid5(NAMESPACE_URL, run_id)), facets={"errorMessage": facet} if problem else {}),
        job=Job(namespace=NAMESPACE, name=job),
        inputs=[],
        outputs=[],
        producer=_PRODUCER,
    )


def as_json(event: RunEvent) -> dict[str, Any]:
    """Return the event as it is sent."""
    found: dict[str, Any] = json.loads(Serde.to_json(event))
    return found
