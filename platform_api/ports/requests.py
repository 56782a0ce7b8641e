"""A request for a run, repeated: the run that it has begun is found again, and no other one is begun."""

from sqlalchemy import delete
from sqlmodel import Session, col

from governance.errors import Conflict
from platform_api.db import RegistrySession
from platform_api.ports.models import RunRequest
from platform_api.runs.schemas import Requested

__all__ = ["earlier_run", "note_run", "refuse_repeated"]

_DAY = 24 * 60 * 60


def earlier_run(session: Session, requested: Requested, *, by: str) -> str:
    """Return the run that the request has begun, "" the first time; raises `Conflict` if the key meant another one."""
    found = session.get(RunRequest, (by, requested.key))
    if found is not None and found.digest != requested.digest:
        raise Conflict(
            f"The Idempotency-Key was used for another request, which began `{found.run}`",
            hint="take a new key for each new request",
            slug="idempotency-key-reused",
        )
    return found.run if found else ""


def refuse_repeated(session: Session, requested: Requested | None, *, by: str) -> None:
    """Raise `Conflict`, with the run, for a request that has begun one."""
    run = earlier_run(session, requested, by=by) if requested else ""
    if run:
        raise Conflict(f"This request has begun `{run}`", hint="ask for its outcome", slug="already-begun", run=run)


def note_run(session: RegistrySession, requested: Requested | None, run: str, *, by: str, days: int) -> None:
    """Write down which run the request has begun, and forget those of more than `days` ago."""
    if requested is None:
        return
    session.add(RunRequest(subject=by, key=requested.key, digest=requested.digest, run=run, asked_at=session.now))
    session.flush()
    session.execute(delete(RunRequest).where(col(RunRequest.asked_at) < session.now - days * _DAY))
