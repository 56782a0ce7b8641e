"""Authentication and authorisation of one request, in that order, before anything of it is parsed."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from anyio.to_thread import run_sync
from sqlmodel import Session
from starlette.requests import Request

from governance.errors import Denied, NotFound, TrellisError
from governance.policy import Resource, Verdict, administer_input
from platform_api.auth.service import sign_in
from platform_api.caller import ANYONE, Caller
from platform_api.db import RegistrySession
from platform_api.decisions.service import record_decision
from platform_api.doors import Access
from platform_api.law import Law
from platform_api.state import state_of

__all__ = [
    "ADMINISTER",
    "Admission",
    "Kept",
    "Refused",
    "admit",
    "admit_now",
    "judged",
    "record_judged",
    "record_kept",
]

ADMINISTER = "access/administer"
"""The entrypoint that everything but reading data is decided by."""

_NOTHING = Resource(kind="port", name="nothing")
_LOG = logging.getLogger("trellis.platform")


@dataclass(frozen=True)
class Admission:
    """Who was let in, and the law's decision on it where one was needed."""

    caller: Caller
    document: dict[str, Any] | None = None
    verdict: Verdict | None = None


class Kept(Exception):
    """A failure that leaves a trace: all else that the request did is undone, then `keep` writes by itself."""

    def __init__(self, failure: TrellisError, keep: Callable[[RegistrySession], None]) -> None:
        super().__init__(failure, keep)
        self.failure = failure
        self.keep = keep


class Refused(Kept):
    """The law said no to an admission; the decision is what is kept."""

    def __init__(self, admission: Admission, failure: TrellisError) -> None:
        super().__init__(failure, lambda session: record_judged(session, admission))


def admit(session: Session, request: Request, access: Access) -> Admission:
    """Return who may pass; raises `SignInNeeded`, `NotFound`, or `Refused` with the law's own reasons."""
    state = state_of(request)
    if access.level == "public" or (access.opened_by and getattr(state.settings, access.opened_by) is True):
        return Admission(ANYONE)
    now = state.clock()
    caller = sign_in(session, state.authority, request.headers.getlist("authorization"), now=now)
    if access.level == "signed-in" or access.resource is None:
        return Admission(caller)
    try:
        resource = access.resource(session, request.path_params)
    except NotFound:
        if not access.hides:
            raise
        # Judged and logged like what exists: an answer that comes sooner would tell the one from the other.
        judged(state.law, caller, access.action, _NOTHING, now=now, hides=access.hides)
        raise _absent(access.hides) from None
    return judged(state.law, caller, access.action, resource, now=now, hides=access.hides)


def admit_now(request: Request, access: Access) -> Admission:
    """Do as `admit` does, on the registry as it is at this moment."""
    with state_of(request).database.read() as session:
        return admit(session, request, access)


def judged(law: Law, caller: Caller, action: str, resource: Resource, *, now: int, hides: str = "") -> Admission:
    """Return the law's yes to an act; raises `Refused` with its reasons, or without a word about what `hides` names."""
    document = administer_input(action=action, subject=caller.subject(), resource=resource, now=now)
    verdict = law.verdict(ADMINISTER, document)
    admission = Admission(caller, document, verdict)
    if not verdict.allowed:
        raise Refused(admission, _absent(hides) if hides else _denied(verdict, action, resource))
    return admission


def _denied(verdict: Verdict, action: str, resource: Resource) -> Denied:
    if not verdict.denials:
        return Denied(f"Nothing lets you `{action}` on `{resource.name}`", hint="ask its owners", slug="denied")
    first = verdict.denials[0]
    return Denied(
        first.message,
        hint=first.fix,
        slug="denied",
        policy=first.policy,
        path=first.path,
        denials=[vars(denial) for denial in verdict.denials],
    )


def _absent(hides: str) -> NotFound:
    return NotFound(f"No such {hides}, or not for you to see", hint="ask its owners", slug="not-found")


def record_judged(session: RegistrySession, admission: Admission) -> None:
    """Log what the law said of an admission, if it was asked, in the transaction of what it was asked about."""
    if admission.document is not None and admission.verdict is not None:
        record_decision(session, ADMINISTER, admission.document, admission.verdict)


async def record_kept(request: Request, kept: Kept) -> None:
    """Write what a failure leaves in a transaction of its own; one that cannot be written is a failure all the same."""
    try:
        async with state_of(request).database.write_async("recording a refusal") as session:
            session.request = request.state.request_id
            await run_sync(kept.keep, session)
    except Exception as error:  # noqa: BLE001 - whatever goes wrong here, the answer stays the failure
        _LOG.warning("a refusal could not be recorded", exc_info=error)
