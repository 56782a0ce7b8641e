"""Grants: issued by a port's owners, effective at the next decision, ended by time or by a revocation."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from sqlmodel import Session

from governance.errors import Conflict, Invalid, NotFound
from governance.policy import Grant as GrantFacts
from governance.policy import Resource, read_input
from platform_api.access import repository
from platform_api.access.models import Grant, GrantRevocation
from platform_api.access.schemas import GrantNew
from platform_api.caller import Caller
from platform_api.db import RegistrySession
from platform_api.outbox.service import record_event
from platform_api.principals.service import existing_principal, existing_team
from platform_api.registry.service import InForce, contract_in_force, existing_product, port_facts, port_resource
from platform_api.settings import Settings

__all__ = [
    "existing_grant",
    "grant_resource",
    "grantees_of",
    "issue_grant",
    "read_question",
    "revoke_grant",
    "state_at",
]

_DAY = 24 * 60 * 60
_MEMORY = 90 * _DAY  # an expired grant is named in a refusal for so long: "has expired" helps more than "no grant"


def issue_grant(session: RegistrySession, port: str, new: GrantNew, *, settings: Settings, by: str) -> Grant:
    """Let someone read a port; raises `Invalid` or `NotFound` for what the port or the mesh does not have."""
    in_force = contract_in_force(session, port)
    _check_grantee(session, new)
    _check_columns(in_force, new)
    _check_purposes(in_force, new)
    starts = session.now if new.starts is None else new.starts
    _check_times(new, starts=starts, now=session.now, longest=settings.max_grant_days * _DAY)
    issued = Grant(
        **new.model_dump(exclude={"starts"}),
        id=session.new_id("grant"),
        port=port,
        starts=starts,
        contract=in_force.version.contract,
        issued_at=session.now,
        issued_by=by,
    )
    session.add(issued)
    told = {"grant": issued.id, "port": port, "grantee_kind": new.grantee_kind, "grantee": new.grantee, "by": by}
    record_event(session, "grant.issued", port, told)
    return issued


def revoke_grant(session: RegistrySession, name: str, *, reason: str, by: str) -> Grant:
    """End a grant now; raises `Conflict` if it was revoked before."""
    found = existing_grant(session, name)
    if repository.revocation(session, name) is not None:
        raise Conflict(f"The grant `{name}` is revoked already", hint="nothing is left to do", slug="already-revoked")
    session.add(GrantRevocation(grant=name, reason=reason, revoked_at=session.now, revoked_by=by))
    told = {"grant": name, "port": found.port, "grantee": found.grantee, "by": by}
    record_event(session, "grant.revoked", found.port, told)
    return found


def read_question(session: Session, caller: Caller, port: str, *, purpose: str, now: int) -> dict[str, Any]:
    """Return what the law is asked before a port is read: `access/read` of the port as it is, with the caller's grants."""
    found = repository.relevant(session, port, grantees_of(caller), since=now - _MEMORY)
    return read_input(
        subject=caller.subject(),
        purpose=purpose,
        now=now,
        port=port_facts(session, port),
        grants=[_facts(session, row) for row in found],
    )


def grantees_of(caller: Caller) -> list[tuple[str, str]]:
    """Return whom a grant can name to reach the caller: itself and its teams."""
    return [(caller.kind, caller.id), *(("team", team) for team in caller.teams)]


def existing_grant(session: Session, name: str) -> Grant:
    """Return the grant of that id; raises `NotFound`."""
    found = repository.grant(session, name)
    if found is None:
        raise NotFound(
            f"No grant `{name[:80]}`", hint="`/api/v1/me/grants` lists those that reach you", slug="unknown-grant"
        )
    return found


def state_at(grant: Grant, revocation: GrantRevocation | None, now: int) -> str:
    """Return whether a grant is `waiting`, `active`, `expired` or `revoked` at a moment."""
    if revocation is not None and revocation.revoked_at <= now:
        return "revoked"
    if now >= grant.expires:
        return "expired"
    return "active" if now >= grant.starts else "waiting"


def grant_resource(session: Session, parameters: Mapping[str, str]) -> Resource:
    """Return the port of the grant that the path names, as what is acted on."""
    return port_resource(session, {"port": existing_grant(session, parameters["grant"]).port})


def _facts(session: Session, grant: Grant) -> GrantFacts:
    told = {field.name for field in fields(GrantFacts)} - {"revoked"}
    return GrantFacts(**grant.model_dump(include=told), revoked=repository.revocation(session, grant.id) is not None)


def _check_grantee(session: Session, new: GrantNew) -> None:
    if new.grantee_kind == "team":
        existing_team(session, new.grantee)
    elif new.grantee_kind == "product":
        existing_product(session, new.grantee)
    elif existing_principal(session, new.grantee).kind != new.grantee_kind:
        raise NotFound(
            f"`{new.grantee}` is not a {new.grantee_kind}",
            hint="`grantee_kind` says what it is",
            slug="unknown-principal",
        )


def _check_columns(in_force: InForce, new: GrantNew) -> None:
    has = [column.name for column in in_force.columns]
    asked = [name for name in [*new.columns, *new.clear] if name != "*"]
    if unknown := _unknown(asked, has):
        near = difflib.get_close_matches(unknown, has, n=1)
        raise Invalid(
            f"`{in_force.port.name}` has no column `{unknown}`",
            hint=f"did you mean `{near[0]}`?" if near else f"it has {', '.join(f'`{name}`' for name in has[:12])}",
            slug="unknown-column",
        )
    if "*" in new.clear:
        raise Invalid("`clear` names columns one by one", hint="list those that are needed", slug="clear-needs-names")
    if "*" not in new.columns and (hidden := _unknown(new.clear, new.columns)):
        raise Invalid(
            f"`{hidden}` is to be clear and is not among `columns`",
            hint="add it to `columns`",
            slug="clear-not-granted",
        )


def _check_purposes(in_force: InForce, new: GrantNew) -> None:
    allowed = in_force.version.purposes
    if allowed and (strange := _unknown(new.purposes, allowed)):
        raise Invalid(
            f"The contract of `{in_force.port.name}` does not allow the purpose `{strange}`",
            hint=f"it allows {', '.join(f'`{name}`' for name in allowed)}",
            slug="purpose-not-allowed",
        )


def _check_times(new: GrantNew, *, starts: int, now: int, longest: int) -> None:
    if new.expires <= max(starts, now):
        raise Invalid("The grant would end before it begins", hint="`expires` lies in the future", slug="bad-times")
    if starts < now:
        raise Invalid("A grant cannot begin in the past", hint="leave out `starts`", slug="bad-times")
    if new.expires - now > longest:
        raise Invalid(
            f"A grant lasts {longest // _DAY} days at most", hint="choose an earlier `expires`", slug="grant-too-long"
        )


def _unknown(names: Iterable[str], known: Sequence[str]) -> str:
    return next((name for name in names if name not in known), "")
