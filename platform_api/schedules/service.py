"""Schedules as publishes, people and runs change them."""

from typing import TYPE_CHECKING, Any

from sqlmodel import Session

from governance.errors import Conflict, Denied
from governance.schedules import CronFault, read_schedule
from governance.schedules import Schedule as Times
from platform_api.caller import Caller
from platform_api.db import RegistrySession
from platform_api.outbox.service import record_event
from platform_api.registry.service import existing_product
from platform_api.runs.models import Run
from platform_api.schedules import repository
from platform_api.schedules.models import OPEN, Schedule

if TYPE_CHECKING:
    from platform_api.state import PlatformState

__all__ = ["begin_due", "check_may_run", "forget_ended", "pause", "plan", "read_row", "resume", "schedule_of"]

_DAY = 24 * 60 * 60


def read_row(row: Schedule) -> Times | None:
    """Return when a row's product is due; None when it has no schedule, or one that is not understood any more."""
    given: dict[str, Any] = {"cron": row.cron, "timezone": row.timezone, "catchup": row.catchup}
    try:
        return read_schedule(given) if row.cron else None
    except CronFault:
        return None


def plan(session: RegistrySession, product: str, times: Times | None) -> None:
    """Put the schedule of a product's new version in force; one that did not change goes on as it was."""
    row = repository.schedule(session, product)
    if row is None and times is None:
        return
    if row is None:
        row = Schedule(product=product)
    wanted = (times.cron.text, times.timezone) if times else ("", "UTC")
    if (row.cron, row.timezone) != wanted:
        row.cron, row.timezone = wanted
        row.next_due = times.after(session.now) if times else None
    row.catchup = bool(times and times.catchup)
    session.add(row)
    session.flush()


def schedule_of(session: Session, product: str) -> Schedule:
    """Return a product's schedule, an empty one when it has none; raises `NotFound` for an unknown product."""
    name = existing_product(session, product).name
    return repository.schedule(session, name) or Schedule(product=name)


def pause(session: RegistrySession, product: str, *, reason: str, by: Caller) -> Schedule:
    """Keep a product from being run until it is resumed; pausing it again only changes the reason."""
    row = schedule_of(session, product)
    row.paused, row.paused_by, row.paused_at, row.reason = True, by.id, session.now, reason
    session.add(row)
    record_event(session, "product.paused", product, {"product": product, "by": by.id, "reason": reason})
    session.flush()
    return row


def resume(session: RegistrySession, product: str, *, by: Caller) -> Schedule:
    """Let a product be run again; what was missed meanwhile is made up for only with `catchup`."""
    row = schedule_of(session, product)
    if not row.paused:
        return row
    row.paused, row.paused_by, row.paused_at, row.reason = False, "", None, ""
    times = read_row(row)
    if times is not None and not times.catchup:
        row.next_due = times.after(session.now)
    session.add(row)
    record_event(session, "product.resumed", product, {"product": product, "by": by.id})
    session.flush()
    return row


def check_may_run(session: Session, product: str, *, even_if_paused: bool) -> None:
    """Raise `Conflict` while a product is paused, unless somebody runs it in spite of that."""
    row = repository.schedule(session, product)
    if row is not None and row.paused and not even_if_paused:
        said = f": {row.reason}" if row.reason else ""
        raise Conflict(
            f"`{product}` was paused by `{row.paused_by}`{said}",
            hint=f"`trellis resume {product}`, or run it in spite of that with `--even-if-paused`",
            slug="product-paused",
        )


def begin_due(session: RegistrySession, run: Run, due: int, *, by: Caller) -> None:
    """Make a run the one that was due at a moment, in the run's own first transaction, so that there is no second one.

    Raises `Denied` unless the product itself asks, `Conflict` when that moment is over or was never due.
    """
    if by.id != run.product:
        raise Denied("Only a product's own schedule begins what is due", hint=f"trellis run {run.product}")
    found = repository.due_run(session, run.product, due)
    before = session.get(Run, found.run) if found is not None and found.run else None
    if found is None or found.state != OPEN or (before is not None and before.state == "published"):
        raise Conflict(
            f"`{run.product}` has no run that is due at that moment: it is over, or never was",
            hint="`trellis list schedules` shows what is due next",
            slug="not-due",
        )
    found.run, run.due, run.trigger, run.requested_by = run.id, due, "schedule", "schedule"
    session.add(run)
    session.flush()


def forget_ended(state: "PlatformState") -> int:
    """Delete the due runs that ended longer ago than run logs are kept, and return how many; no moment comes again."""
    before = state.clock() - state.settings.log_days * _DAY
    with state.database.read() as session:
        if not repository.has_ended_runs(session, before=before):
            return 0
    with state.database.write("forgetting due runs") as session:
        return repository.forget_ended_runs(session, before=before)
