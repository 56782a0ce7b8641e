"""Whose word counts: lineage is told by the product whose job it is and whose ports it writes, or by administrators."""

from collections.abc import Iterable, Mapping, Sequence

from governance.policy import Resource
from platform_api.caller import Caller
from platform_api.db import RegistrySession
from platform_api.doors import MESH
from platform_api.guard import judged, record_judged
from platform_api.law import Law
from platform_api.lineage.events import Event
from platform_api.lineage.flows import names_of
from platform_api.lineage.naming import JobName, port_of, product_of
from platform_api.lineage.storage import KnownJob, known_jobs
from platform_api.registry.repository import port
from platform_api.registry.service import product_resource

__all__ = ["ask", "concerned", "owners_of"]

_INGEST = "lineage.ingest"


def owners_of(session: RegistrySession, events: Sequence[Event], *, claimant: str) -> dict[JobName, str]:
    """Return whose each job is: a product's own job is its own, a known one stays whose it was.

    A new one is the `claimant`'s, or of the one product whose ports it writes; else it is the mesh's ("").
    """
    known = known_jobs(session, (event.job for event in events if event.job))
    found: dict[JobName, str] = {}
    for event in events:
        if event.job and event.job not in found:
            found[event.job] = _owner(session, event, event.job, known, claimant)
    return found


def _owner(
    session: RegistrySession, event: Event, job: JobName, known: Mapping[JobName, KnownJob], claimant: str
) -> str:
    if job in known:
        return known[job].product
    written = written_products(session, event)
    return product_of(job) or claimant or (next(iter(written)) if len(written) == 1 else "")


def concerned(session: RegistrySession, events: Iterable[Event], owners: Mapping[JobName, str]) -> set[str]:
    """Return the products that must let the events be told; "" is the mesh."""
    found = set()
    for event in events:
        found |= written_products(session, event)
        if event.job:
            found.add(owners[event.job])
    return found


def written_products(session: RegistrySession, event: Event) -> set[str]:
    """Return the products whose ports an event says to be written, or to look a certain way; "" for what is nobody's."""
    names = names_of([event])
    found = set()
    for facts in event.datasets:
        named = port_of(names.get(facts.name, facts.name))
        if facts.side != "input" and named:
            owner = port(session, named)
            found.add(owner.product if owner else "")
        if facts.side == "said" and not named:
            found.add("")
    return found


def ask(session: RegistrySession, law: Law, caller: Caller, products: Iterable[str]) -> None:
    """Ask the law whether `caller` may tell lineage for all of the products; raises `Refused`, `NotFound`."""
    for name in sorted(products):
        record_judged(session, judged(law, caller, _INGEST, _resource(session, name), now=session.now))


def _resource(session: RegistrySession, name: str) -> Resource:
    if not name:
        return MESH
    domain, _, product = name.partition("/")
    return product_resource(session, {"domain": domain, "product": product})
