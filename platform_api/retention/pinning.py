"""Pins: made by whoever may read a port, for a bounded time, and ended by whoever made them or owns the port."""

from typing import TYPE_CHECKING

from governance.errors import Invalid, NotFound
from governance.names import PortName
from platform_api.access.reading import Asked, ask, denied, write_down
from platform_api.caller import Caller
from platform_api.db import RegistrySession
from platform_api.guard import Kept
from platform_api.outbox.service import record_event
from platform_api.principals.service import owners_of
from platform_api.registry.service import existing_port, existing_product
from platform_api.retention import repository
from platform_api.retention.holds import holds_on
from platform_api.retention.models import SnapshotPin
from platform_api.retention.plan import kept
from platform_api.retention.schemas import PinNew, SnapshotOut
from platform_api.retention.service import rules_of
from platform_api.state import PlatformState

if TYPE_CHECKING:
    from platform_api.gate.inventory import SnapshotFacts

__all__ = ["end_pin", "pin_snapshot", "snapshots"]

_DAY = 24 * 60 * 60


def pin_snapshot(session: RegistrySession, state: PlatformState, port: str, new: PinNew, *, by: Caller) -> SnapshotPin:
    """Keep a snapshot readable until a moment; raises `NotFound` for one that has expired, `Invalid` for a bad end.

    Whoever may not read the port is refused, and the decision is kept.
    """
    existing_port(session, port)
    asked = ask(session, state, by, port, purpose=new.purpose)
    if not asked.decision.allowed:
        raise Kept(denied(asked), lambda keeping: _keep(keeping, asked))
    write_down(session, asked)
    _check_end(new, now=session.now, longest=state.settings.max_pin_days * _DAY)
    made = SnapshotPin(
        id=session.new_id("pin"),
        port=port,
        snapshot=_chosen(_facts(session, state, port), port, new.snapshot),
        reason=new.reason,
        pinned_by=by.id,
        pinned_at=session.now,
        until=new.until,
    )
    session.add(made)
    told = {"pin": made.id, "port": port, "snapshot": made.snapshot, "until": made.until, "by": by.id}
    record_event(session, "snapshot.pinned", port, told)
    session.flush()
    return made


def end_pin(session: RegistrySession, name: str, *, by: Caller) -> SnapshotPin:
    """Let go of a snapshot; a pin that is not the caller's, nor on a port that the caller owns, is not found."""
    found = repository.pin(session, name)
    if found is None or not _may_end(session, found, by):
        raise NotFound(f"No pin `{name[:80]}`, or not for you to end", hint="ask its owners", slug="unknown-pin")
    if found.ended_at is None:
        found.ended_at, found.ended_by = session.now, by.id
        told = {"pin": found.id, "port": found.port, "snapshot": found.snapshot, "by": by.id}
        record_event(session, "snapshot.unpinned", found.port, told)
        session.flush()
    return found


def snapshots(session: RegistrySession, state: PlatformState, port: str) -> list[SnapshotOut]:
    """Return the snapshots of a port, the newest first, with why each stays; raises `NotFound`."""
    existing_port(session, port)
    facts, rules = _facts(session, state, port), rules_of(state)
    why = kept(facts, holds_on(session, state, [port], grace=rules.file_seconds)[port], rules)
    found = [
        SnapshotOut(id=one.id, made_at=one.made_at, rows=one.rows, run=one.run, stays=why[one.id]) for one in facts
    ]
    return found[::-1]


def _facts(session: RegistrySession, state: PlatformState, port: str) -> "list[SnapshotFacts]":
    from platform_api.gate.inventory import snapshots_of

    gate, name = state.gate(session), PortName.parse(port)
    return snapshots_of(gate.load_table(name.identifier)) if gate.table_exists(name.identifier) else []


def _chosen(facts: "list[SnapshotFacts]", port: str, wanted: int | None) -> int:
    for one in facts:
        if one.id == wanted or (wanted is None and one.left_at == 0):
            return one.id
    raise NotFound(
        f"`{port}` has no snapshot {wanted}: it has expired, or never was" if wanted else f"`{port}` has no snapshot",
        hint=f"`/api/v1/mesh/ports/{port}/snapshots` lists them",
        slug="unknown-snapshot",
    )


def _keep(session: RegistrySession, asked: Asked) -> None:
    write_down(session, asked)


def _check_end(new: PinNew, *, now: int, longest: int) -> None:
    if new.until <= now:
        raise Invalid("The pin would end before it begins", hint="`until` lies in the future", slug="bad-times")
    if new.until - now > longest:
        raise Invalid(
            f"A snapshot is pinned for {longest // _DAY} days at most",
            hint="choose an earlier `until`, and pin it again later",
            slug="pin-too-long",
        )


def _may_end(session: RegistrySession, pin: SnapshotPin, by: Caller) -> bool:
    team = existing_product(session, existing_port(session, pin.port).product).team
    return by.id == pin.pinned_by or by.id in owners_of(session, team)
