"""Who holds snapshots: people by pins, products by what their last run read, runs by being under way."""

from collections.abc import Iterable, Mapping, Sequence

from governance.errors import NotFound
from platform_api.access.reading import ask
from platform_api.db import RegistrySession
from platform_api.principals.service import caller_of
from platform_api.registry.service import existing_product
from platform_api.retention import repository
from platform_api.retention.plan import Holds
from platform_api.runs.models import Run
from platform_api.runs.service import has_died
from platform_api.state import PlatformState

__all__ = ["busy_runs", "holds_on"]


def holds_on(
    session: RegistrySession, state: PlatformState, ports: Iterable[str], *, grace: int
) -> Mapping[str, Holds]:
    """Return who holds what of the ports.

    A pin holds until it ends and `grace` seconds more, for those who read by it still. A product holds the snapshot that
    its last published run read for as long as the law lets it read the port, so that what it made can be made again. A run
    holds what it may read until its process is gone, or was silent for `grace` seconds longer than its lease.
    """
    running = repository.running(session)
    began = [run.started_at for run in running if not has_died(run, now=session.now - grace)]
    since = min(began) - grace if began else None
    loads = repository.last_loads(session)
    return {
        port: Holds(snapshots=_held(session, state, port, loads, grace=grace), reading_since=since) for port in ports
    }


def busy_runs(session: RegistrySession) -> set[str]:
    """Return the runs that are under way: what they have written and not yet staged looks like nobody's."""
    return {run.id for run in repository.running(session)}


def _held(
    session: RegistrySession, state: PlatformState, port: str, loads: Sequence[Run], *, grace: int
) -> dict[int, str]:
    found = {
        snapshot: f"the last run of `{run.product}` read it"
        for run in loads
        for snapshot in _read(run, port)
        if _may_read(session, state, run.product, port)
    }
    for pin in repository.holding(session, port, since=session.now - grace):
        found[pin.snapshot] = f"`{pin.pinned_by}` has pinned it: {pin.reason}"
    return found


def _read(run: Run, port: str) -> list[int]:
    inputs = run.outcome.get("inputs", [])
    return [int(one["snapshot_id"]) for one in inputs if one.get("read") == port and one.get("snapshot_id")]


def _may_read(session: RegistrySession, state: PlatformState, product: str, port: str) -> bool:
    itself = caller_of(session, product)
    if itself is None:
        return False
    try:
        purpose = existing_product(session, product).purpose
        return ask(session, state, itself, port, purpose=purpose).decision.allowed
    except NotFound:
        return False
