"""Events taken in: kept once each, and all that follows from them brought up to date, in the caller's transaction."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from governance.errors import Conflict, Invalid
from platform_api.db import RegistrySession
from platform_api.lineage import storage
from platform_api.lineage.events import Event, parse_event
from platform_api.lineage.flows import graph_of, names_of
from platform_api.lineage.naming import JobName, address
from platform_api.lineage.states import RunState, advanced
from platform_api.lineage.storage import KnownJob, KnownRun
from platform_api.lineage.versions import Versions

__all__ = ["take_in"]

_ASSERTIONS = 20_000
_COMPLETE = "COMPLETE"
_NEW = KnownRun(0, 0, "", RunState())


def take_in(session: RegistrySession, events: Sequence[Event], *, owners: Mapping[JobName, str], by: str) -> list[bool]:
    """Keep the events that are new, and return for each whether it was; `owners` are the products of new jobs.

    Raises `Conflict` for a run that another job claims, `Invalid` for more lineage than can be kept.
    """
    fresh = _fresh(session, events)
    new = list(fresh.values())
    jobs = storage.put_jobs(session, {event.job: owners.get(event.job, "") for event in new if event.job})
    before = storage.known_runs(session, {event.run for event in new if event.run})
    runs = storage.put_runs(session, _advanced(new, jobs, before))
    whole = _whole(session, new, runs, before)
    storage.add_events(session, new, runs, by=by)
    settled = {runs[name].job for name in whole} | {
        jobs[event.job].seq for event in new if event.kind == "job" and event.job
    }
    versions = Versions(session, settled)
    for name, told in whole.items():
        _settle(session, versions, runs[name], told, was=before.get(name, _NEW).state.state)
    for event in new:
        _settle_static(session, versions, event, jobs)
    versions.flush()
    return [fresh.pop(event.digest, None) is not None for event in events]


def _fresh(session: RegistrySession, events: Sequence[Event]) -> dict[str, Event]:
    known = storage.known_events(session, {event.digest for event in events})
    return {event.digest: event for event in events if event.digest not in known}


def _advanced(
    events: Iterable[Event], jobs: Mapping[JobName, KnownJob], before: Mapping[str, KnownRun]
) -> dict[str, KnownRun]:
    found: dict[str, KnownRun] = {}
    for event in events:
        if not event.run or event.job is None:
            continue
        job = jobs[event.job].seq
        run = found.get(event.run) or before.get(event.run) or _NEW._replace(job=job)
        if run.job != job:
            raise Conflict(
                f"The run `{event.run}` is of another job than `{event.job.name[:80]}`",
                hint="give every run an id of its own",
                slug="run-of-another-job",
            )
        state = advanced(run.state, event.state, event.at)
        found[event.run] = run._replace(parent=event.parent or run.parent, state=state)
    return found


def _whole(
    session: RegistrySession, events: Iterable[Event], runs: Mapping[str, KnownRun], before: Mapping[str, KnownRun]
) -> dict[str, list[Event]]:
    """Return all events of the runs that have something to settle, those of earlier transactions included."""
    told: dict[str, list[Event]] = {}
    for event in events:
        if event.run:
            told.setdefault(event.run, []).append(event)
    matters = {name: said for name, said in told.items() if _matters(said, runs[name], before.get(name))}
    earlier = storage.texts_of_runs(session, [runs[name].seq for name in matters if name in before])
    for name, said in matters.items():
        said[:0] = [parse_event(json.loads(text)) for text in earlier.get(runs[name].seq, ())]
    return matters


def _matters(said: Iterable[Event], run: KnownRun, before: KnownRun | None) -> bool:
    if run.state.state == _COMPLETE or (before and before.state.state == _COMPLETE):
        return True
    return any(facts.assertions for event in said for facts in event.datasets)


def _settle(session: RegistrySession, versions: Versions, run: KnownRun, told: Sequence[Event], *, was: str) -> None:
    since = _moment(session, run.state.at)
    graph = graph_of(told) if run.state.state == _COMPLETE else None
    if was == _COMPLETE:
        versions.replace(run.job, run.seq, graph, since=since)
    elif graph is not None:
        versions.place(run.job, run.seq, graph, since=since)
    if found := _assertions(told):
        storage.put_assertions(session, run.seq, found)


def _settle_static(
    session: RegistrySession, versions: Versions, event: Event, jobs: Mapping[JobName, KnownJob]
) -> None:
    if event.kind == "job" and event.job:
        versions.place(jobs[event.job].seq, None, graph_of([event]), since=_moment(session, event.at))
    if event.kind == "dataset":
        names = names_of([event])
        told = {names.get(facts.name, facts.name): facts.fields for facts in event.datasets}
        numbers = storage.dataset_numbers(session, told)
        at = _moment(session, event.at)
        storage.put_fields(session, [(numbers[name], fields, at) for name, fields in told.items() if fields])


def _moment(session: RegistrySession, at: int) -> int:
    """Return `at`, or now for what claims to lie ahead: else nothing told later could ever count over it."""
    return min(at, session.now * 1000 + 999)


def _assertions(told: Sequence[Event]) -> list[dict[str, Any]]:
    ordered = sorted(told, key=lambda event: (event.at, event.digest))
    names = names_of(ordered)
    newest = {
        names.get(facts.name, facts.name): facts.assertions
        for event in ordered
        for facts in event.datasets
        if facts.assertions
    }
    if sum(map(len, newest.values())) > _ASSERTIONS:
        raise Invalid(
            f"The run has more than {_ASSERTIONS} assertions", hint="send fewer of them", slug="too-much-lineage"
        )
    return [
        {
            "dataset": address(name),
            "assertion": found.assertion,
            "column": found.column or "",
            "success": found.success,
            "severity": found.severity or "",
        }
        for name, assertions in newest.items()
        for found in assertions
    ]
