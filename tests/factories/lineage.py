"""OpenLineage events, written as short as they can be: `run_event("orders", "COMPLETE", inputs=["raw"], outputs=["clean"])`.

A dataset is named `namespace|name`, or by its name alone in `db`; `mesh.operations.flights` is that port.
"""

import json
import re
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.factories.mesh import NOON

__all__ = [
    "SAMPLES",
    "column_lineage",
    "dataset",
    "dataset_event",
    "job_event",
    "run_event",
    "run_id",
    "sample",
    "symlink",
    "when",
]

_FACET = {"_producer": "https://example.org/jobs", "_schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json"}
SAMPLES = sorted((Path(__file__).parents[1] / "samples" / "openlineage" / "events").glob("*.json"))
"""What integrations of OpenLineage send, as their own tests have it."""

_PLACEHOLDER = re.compile(r"\$\{json-unit\.[a-z-]+\}|\{\{.*?\}\}")
Columns = Mapping[str, Sequence[str]]


def when(second: float) -> str:
    """Return the time that many seconds before noon, for negative ones, or after it."""
    return datetime.fromtimestamp(NOON + second, UTC).isoformat().replace("+00:00", "Z")


def run_id(name: str) -> str:
    """Return the id of the run that a test calls by that name."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, name))


def name_of(text: str) -> dict[str, str]:
    """Return namespace and name of a dataset."""
    namespace, _, name = text.rpartition("|")
    return {"namespace": namespace or ("trellis" if name.startswith("mesh.") else "db"), "name": name}


def dataset(text: str, **facets: Any) -> dict[str, Any]:
    """Return a dataset with its facets."""
    return {**name_of(text), "facets": {name: {**_FACET, **facet} for name, facet in facets.items()}}


def column_lineage(fields: Columns, whole: Sequence[str] = ()) -> dict[str, Any]:
    """Return a `columnLineage` facet: `{"total": ["raw.price"]}`; `whole` are the columns that filter, join or sort."""
    return {
        "fields": {into: {"inputFields": [_field(source) for source in sources]} for into, sources in fields.items()},
        "dataset": [_field(source, type="INDIRECT", subtype="FILTER") for source in whole],
    }


def symlink(text: str) -> dict[str, Any]:
    """Return a `symlinks` facet with one other name."""
    return {"identifiers": [{**name_of(text), "type": "TABLE"}]}


def run_event(
    job: str,
    state: str,
    *,
    at: float = -60,
    run: str = "",
    inputs: Sequence[Any] = (),
    outputs: Sequence[Any] = (),
) -> dict[str, Any]:
    """Return an event of a run; without `run` it is of the run named after the job."""
    return {
        **_event(at),
        "eventType": state,
        "run": {"runId": run_id(run or job), "facets": {}},
        "job": _job(job),
        "inputs": [_dataset(told) for told in inputs],
        "outputs": [_dataset(told) for told in outputs],
    }


def job_event(job: str, *, at: float = -60, inputs: Sequence[Any] = (), outputs: Sequence[Any] = ()) -> dict[str, Any]:
    """Return what is known of a job without a run."""
    return {
        **_event(at),
        "job": _job(job),
        "inputs": [_dataset(told) for told in inputs],
        "outputs": [_dataset(told) for told in outputs],
    }


def dataset_event(told: Any, *, at: float = -60) -> dict[str, Any]:
    """Return what is known of a dataset without a job."""
    return {**_event(at), "dataset": _dataset(told)}


def _event(at: float) -> dict[str, Any]:
    return {
        "eventTime": when(at),
        "producer": "https://example.org/jobs",
        "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
    }


def _job(text: str) -> dict[str, Any]:
    namespace, _, name = text.rpartition("|")
    return {"namespace": namespace or ("trellis" if "/" in name else "jobs"), "name": name, "facets": {}}


def _dataset(told: Any) -> dict[str, Any]:
    return dataset(told) if isinstance(told, str) else told


def _field(source: str, **transformation: Any) -> dict[str, Any]:
    name, _, column = source.rpartition(".")
    found = {**name_of(name), "field": column}
    return {**found, "transformations": [transformation]} if transformation else found


def sample(path: Path) -> list[dict[str, Any]]:
    """Return the events of a sample, with what differs from run to run filled in."""
    held = json.loads(_PLACEHOLDER.sub("x", path.read_text()))
    events = held if isinstance(held, list) else [held]
    return [_filled(event, f"{path.stem} {at}") for at, event in enumerate(events)]


def _filled(event: dict[str, Any], name: str) -> dict[str, Any]:
    plain = {key: value for key, value in event.items() if key != "dataset"}  # which one sample has beside its run
    for side in ("inputs", "outputs"):
        plain[side] = [{"namespace": "x", **told} for told in event.get(side) or ()]  # nor do all say where a file is
    return {**_event(-60), **plain, **_event(-60), "run": {**event.get("run", {}), "runId": run_id(name)}}
