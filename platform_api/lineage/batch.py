"""A batch of events as the standard has it: what can be taken in is, and of every other event it is said why not."""

from collections.abc import Mapping, Sequence
from typing import Any

from governance.errors import TrellisError, Unavailable
from platform_api.caller import Caller
from platform_api.db import RegistrySession
from platform_api.guard import Refused
from platform_api.law import Law
from platform_api.lineage.schemas import BatchOut, BatchSummary, FailedEvent, IngestOut
from platform_api.lineage.service import tell

__all__ = ["tell_batch"]


def tell_batch(session: RegistrySession, law: Law, caller: Caller, events: Sequence[Mapping[str, Any]]) -> BatchOut:
    """Take in the events that are `caller`'s to tell and are events; raises `Unavailable` when nothing can be kept now.

    All of them are tried at once, and one by one only when that fails.
    """
    taken, failed = _all(session, law, caller, events), list[FailedEvent]()
    if taken is None:
        taken = []
        for index, event in enumerate(events):
            try:
                taken.append(_one(session, law, caller, event))
            except Unavailable:
                raise  # of the others nothing better could be said
            except TrellisError as failure:
                failed.append(_failed(index, failure))
    summary = BatchSummary(
        received=len(events),
        successful=len(taken),
        failed=len(failed),
        retriable=0,
        non_retriable=len(failed),
        new=sum(one.new for one in taken),
    )
    return BatchOut(status="partial_success" if failed else "success", summary=summary, failed_events=failed)


def _all(
    session: RegistrySession, law: Law, caller: Caller, events: Sequence[Mapping[str, Any]]
) -> list[IngestOut] | None:
    try:
        with session.begin_nested():
            return tell(session, law, caller, events)
    except Unavailable:
        raise
    except (TrellisError, Refused):
        return None


def _one(session: RegistrySession, law: Law, caller: Caller, event: Mapping[str, Any]) -> IngestOut:
    """A refusal is kept with the batch, as it would have been without one."""
    try:
        with session.begin_nested():
            return tell(session, law, caller, [event])[0]
    except Refused as refused:
        refused.keep(session)
        raise refused.failure from refused


def _failed(index: int, failure: TrellisError) -> FailedEvent:
    reason = f"{failure.message}; {failure.hint}" if failure.hint else failure.message
    return FailedEvent(index=index, reason=reason, retriable=False, type=failure.case)
