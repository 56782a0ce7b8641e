"""One decision on one port: asked of the law on the registry as it is, and written down before any row is handed out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from governance.errors import Denied
from governance.policy import tighten
from governance.policy.decision import Denial, ReadDecision
from platform_api.access.service import read_question
from platform_api.caller import Caller
from platform_api.db import RegistrySession
from platform_api.decisions.service import READ, record_decision
from platform_api.state import PlatformState

__all__ = ["Asked", "ask", "denied", "write_down"]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question on a port with the law's answer to it."""

    port: str
    question: dict[str, Any]
    decision: ReadDecision


def ask(session: RegistrySession, state: PlatformState, caller: Caller, port: str, *, purpose: str) -> Asked:
    """Return what `caller` may read of `port` for `purpose` now, by the law and by the port's own policies.

    Raises `NotFound` for an unknown port.
    """
    question = read_question(session, caller, port, purpose=purpose, now=session.now)
    decision = tighten(state.law.read(question), state.local.of_port(session, port), question)
    return Asked(port=port, question=question, decision=decision)


def write_down(session: RegistrySession, asked: Asked) -> str:
    """Append the decision to the log and return its id."""
    return record_decision(session, READ, asked.question, asked.decision).id


def denied(asked: Asked) -> Denied:
    """Return the failure that tells a reader why, by which policy, and what would change it."""
    first = asked.decision.denials[0]
    return Denied(
        f"`{asked.port}` may not be read: {first.message}",
        hint=_cure(asked.decision.denials),
        slug="read-denied",
        policy=first.policy,
        port=asked.port,
        denials=[vars(denial) for denial in asked.decision.denials],
    )


def _cure(denials: Sequence[Denial]) -> str:
    """A missing grant comes first, but one that must also cover all rows is the only one that helps."""
    rows = [one.fix for one in denials if one.policy == "rows-by-attribute"]
    return rows[0] if rows and denials[0].policy == "reading-is-entitled" else denials[0].fix
