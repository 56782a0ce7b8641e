"""The decision log: every answer of the law with its input, and the same question asked again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from governance.errors import NotFound
from governance.policy import PolicyEngine, tighten
from governance.policy.decision import ReadDecision, Verdict
from platform_api.db import RegistrySession
from platform_api.decisions import repository
from platform_api.decisions.models import Decision
from platform_api.law import Law, answer_json

__all__ = ["READ", "Replay", "existing_decision", "record_decision", "replay"]

READ = "access/read"
"""The entrypoint that reads are decided by; every other one answers with a verdict."""


@dataclass(frozen=True)
class Replay:
    """A recorded answer beside the answer that the law in force gives to the same input."""

    same: bool
    recorded: Mapping[str, Any]
    answered: Mapping[str, Any]
    recorded_revision: str
    revision: str


def record_decision(
    session: RegistrySession, kind: str, document: Mapping[str, Any], answer: Verdict | ReadDecision
) -> Decision:
    """Append a decision to the log, with all that is needed to make it again; `kind` is the entrypoint."""
    resource = document.get("resource", {})
    port = document.get("port", {}).get("name") or (resource.get("name", "") if resource.get("kind") == "port" else "")
    recorded = Decision(
        id=session.new_id("decision"),
        kind=kind,
        action=str(document.get("action", "")),
        subject=str(document.get("subject", {}).get("id", "")),
        purpose=str(document.get("purpose", "")),
        port=port,
        allowed=answer.allowed,
        input=dict(document),
        answer=answer_json(answer),
        revision=answer.revision,
        decided_at=session.now,
        request_id=session.request,
    )
    session.add(recorded)
    return recorded


def existing_decision(session: Session, name: str) -> Decision:
    """Return the decision of that id; raises `NotFound`."""
    found = repository.decision(session, name)
    if found is None:
        raise NotFound(f"No decision `{name[:80]}`", hint="the list of decisions has the ids", slug="unknown-decision")
    return found


def replay(law: Law, local: Iterable[PolicyEngine], decision: Decision) -> Replay:
    """Ask the law in force, and the `local` policies of the port, the recorded question, and compare."""
    if decision.kind == READ:
        answer: Verdict | ReadDecision = tighten(law.read(decision.input), local, decision.input)
    else:
        answer = law.verdict(decision.kind, decision.input)
    answered = answer_json(answer)
    return Replay(answered == decision.answer, decision.answer, answered, decision.revision, answer.revision)
