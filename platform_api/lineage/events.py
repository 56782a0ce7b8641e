"""An OpenLineage event as lineage keeps it: its text under its digest, and what it says in plain values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from governance.digests import canonical_json, digest_of_text
from governance.errors import Invalid
from platform_api.lineage.naming import DatasetName, JobName, dataset_name, job_name
from platform_api.lineage.openlineage import (
    Assertion,
    ColumnLineage,
    DatasetMessage,
    EventMessage,
    ExplicitLineage,
    read_message,
)

__all__ = ["DatasetFacts", "Event", "parse_event"]

Side = Literal["input", "output", "said"]
_LARGEST = 16 * 1024 * 1024


@dataclass(frozen=True, kw_only=True)
class DatasetFacts:
    """What one event says of one dataset; `side` is `said` where the event is about the dataset alone."""

    name: DatasetName
    side: Side
    links: tuple[DatasetName, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    columns: ColumnLineage | None = None
    explicit: ExplicitLineage | None = None
    assertions: tuple[Assertion, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Event:
    """An event: `at` in milliseconds since 1970, `run` and `job` empty where it has none."""

    digest: str
    text: str
    kind: Literal["run", "job", "dataset"]
    at: int
    producer: str
    state: str = ""
    job: JobName | None = None
    run: str = ""
    parent: str = ""
    datasets: Sequence[DatasetFacts] = field(default_factory=tuple)


def parse_event(event: Mapping[str, Any]) -> Event:
    """Return what an OpenLineage event says; raises `Invalid` for what is not one, is too large or not plain JSON."""
    text = _text(event)
    message = read_message(event)
    job = job_name(message.job.namespace, message.job.name) if message.job else None
    return Event(
        digest=digest_of_text(text),
        text=text,
        kind=_kind(message),
        at=_milliseconds(message.time),
        producer=message.producer,
        state=message.state if message.run else "",
        job=job,
        run=message.run.run_id if message.run else "",
        parent=message.run.facets.parent.run.run_id if message.run and message.run.facets.parent else "",
        datasets=tuple(_facts(message)),
    )


def _text(event: Mapping[str, Any]) -> str:
    if not isinstance(event, Mapping):
        raise Invalid("The event is not an object", hint="send a RunEvent, JobEvent or DatasetEvent", slug="bad-event")
    try:
        text = canonical_json(event if isinstance(event, dict) else dict(event))
        size = len(text.encode())
    except (TypeError, ValueError, RecursionError) as error:
        raise Invalid(
            "The event is not plain JSON", hint="leave out NaN, infinities and broken characters", slug="bad-event"
        ) from error
    if size > _LARGEST:
        raise Invalid(
            f"The event is larger than {_LARGEST} bytes", hint="leave out facets that nobody reads", slug="bad-event"
        )
    return text


def _kind(message: EventMessage) -> Literal["run", "job", "dataset"]:
    if message.run and message.job and not message.dataset:
        return "run"
    if message.job and not message.run and not message.dataset:
        return "job"
    if message.dataset and not message.run and not message.job:
        return "dataset"
    raise Invalid(
        "An event is about a run of a job, about a job, or about a dataset",
        hint="give `run` and `job`, `job` alone, or `dataset` alone",
        slug="bad-event",
    )


def _milliseconds(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:  # the specification's own examples have none; they mean UTC
            moment = moment.replace(tzinfo=UTC)
        found = int(moment.timestamp() * 1000)
    except (ValueError, OverflowError) as error:
        raise _no_time() from error
    if found < 0:
        raise _no_time()
    return found


def _no_time() -> Invalid:
    return Invalid(
        "This is not an OpenLineage event: `eventTime` is no time since 1970",
        hint="write it as `2026-11-20T21:00:00.000Z`",
        slug="bad-event",
        path="eventTime",
    )


def _facts(message: EventMessage) -> Iterable[DatasetFacts]:
    producer = message.producer
    for told in message.inputs:
        yield _dataset(told, "input", producer)
    for told in message.outputs:
        yield _dataset(told, "output", producer)
    if message.dataset:
        yield _dataset(message.dataset, "said", producer)
    for entry in (message.job and message.job.facets.lineage.entries) or ():
        if entry.type == "DATASET" and entry.namespace and entry.name:
            name = dataset_name(entry.namespace, entry.name, producer=producer)
            yield DatasetFacts(name=name, side="output", explicit=entry)


def _dataset(told: DatasetMessage, side: Side, producer: str) -> DatasetFacts:
    facets = told.facets
    links = (dataset_name(link.namespace, link.name) for link in facets.symlinks.identifiers or ())
    return DatasetFacts(
        name=dataset_name(told.namespace, told.name, producer=producer),
        side=side,
        links=tuple(links),
        fields=tuple((column.name, column.type or "") for column in facets.schema_.fields or ()),
        columns=facets.column_lineage,
        explicit=facets.explicit,
        assertions=(*(told.input_facets.assertions.assertions or ()), *(facets.assertions.assertions or ())),
    )
