"""Who may be who: principals, teams, and the first owner of a home."""

from collections.abc import Mapping
from typing import cast

from sqlmodel import Session

from governance.errors import Conflict, Invalid, NotFound
from governance.names import check_name
from governance.policy import Resource
from platform_api.caller import Caller, Kind
from platform_api.db import RegistrySession
from platform_api.outbox.service import record_event
from platform_api.principals import repository
from platform_api.principals.models import Membership, Principal, Team
from platform_api.principals.schemas import MemberEdit, PrincipalEdit, PrincipalNew, TeamEdit, TeamNew

__all__ = [
    "caller_of",
    "claim_home",
    "create_principal",
    "create_team",
    "edit_principal",
    "edit_team",
    "enrol_product",
    "existing_principal",
    "existing_team",
    "members_at",
    "owners_of",
    "remove_member",
    "set_member",
    "subject_resource",
    "team_resource",
]


def caller_of(session: Session, name: str, *, token: str = "", expires: int = 0) -> Caller | None:
    """Return the principal as a caller, with its teams, roles and attributes as they are now; None if not active."""
    found = repository.principal(session, name)
    if found is None or found.status != "active":
        return None
    return Caller(
        id=found.id,
        kind=cast("Kind", found.kind),
        name=found.name,
        teams=tuple(stay.team for stay in repository.teams_of(session, name)),
        roles=tuple(found.roles),
        attributes=found.attributes,
        token=token,
        expires=expires,
    )


def claim_home(session: RegistrySession, *, owner: str) -> Principal:
    """Return the home's owner: created as platform administrator where nobody is yet, looked up after that.

    Raises `Conflict` when the home has people and `owner` is not one of its administrators.
    """
    if not repository.any_principal(session):
        new = PrincipalNew(id=owner, roles=["platform_admin"])
        return create_principal(session, new, by=owner)
    found = repository.principal(session, owner)
    if found is None or "platform_admin" not in found.roles:
        raise Conflict(
            f"This home belongs to others, and `{owner}` is not one of its administrators",
            hint="act as its owner with `--as`, or set `TRELLIS_HOME` to a new folder",
            slug="home-is-claimed",
        )
    return found


def create_principal(session: RegistrySession, new: PrincipalNew, *, by: str) -> Principal:
    """Add a user or service; raises `Conflict` if the id is taken."""
    if repository.principal(session, new.id) is not None:
        raise Conflict(f"There is a principal `{new.id}` already", hint="choose another id", slug="name-taken")
    added = Principal(**new.model_dump(), created_at=session.now, created_by=by)
    added.name = added.name or added.id
    session.add(added)
    record_event(session, "principal.created", new.id, {"principal": new.id, "kind": new.kind, "by": by})
    session.flush()
    return added


def enrol_product(session: RegistrySession, product: str, *, team: str, by: str) -> None:
    """Make a published product a principal of its own, member of the team that owns it and of no other."""
    if repository.principal(session, product) is None:
        session.add(Principal(id=product, kind="product", name=product, created_at=session.now, created_by=by))
        session.flush()
    for stay in repository.teams_of(session, product):
        if stay.team != team:
            stay.until = session.now
    if repository.open_stay(session, team, product) is None:
        session.add(Membership(team=team, principal=product, role="member", since=session.now, added_by=by))
        session.flush()


def edit_principal(session: RegistrySession, name: str, edit: PrincipalEdit, *, by: str) -> Principal:
    """Change what is given; raises `Conflict` when nobody active would be left to administer the platform."""
    found = existing_principal(session, name)
    for field, value in edit.model_dump(exclude_none=True).items():
        setattr(found, field, value)
    session.flush()
    if not repository.has_administrator(session):
        raise Conflict(
            f"`{name}` is the last platform administrator",
            hint="make someone else one first",
            slug="last-administrator",
        )
    changed = sorted(edit.model_dump(exclude_none=True))
    record_event(session, "principal.edited", name, {"principal": name, "changed": changed, "by": by})
    return found


def create_team(session: RegistrySession, new: TeamNew, *, by: str) -> Team:
    """Add a team with its first owners; raises `Conflict` if the name is taken."""
    check_name(new.name, "team")
    if repository.team(session, new.name) is not None:
        raise Conflict(f"There is a team `{new.name}` already", hint="choose another name", slug="name-taken")
    found = Team(name=new.name, description=new.description, contact=new.contact, created_at=session.now, created_by=by)
    session.add(found)
    session.flush()
    record_event(session, "team.created", new.name, {"team": new.name, "by": by})
    for owner in dict.fromkeys(new.owners):
        set_member(session, new.name, owner, MemberEdit(role="owner"), by=by)
    return found


def edit_team(session: RegistrySession, name: str, edit: TeamEdit, *, by: str) -> Team:
    """Change what is given."""
    found = existing_team(session, name)
    for field, value in edit.model_dump(exclude_none=True).items():
        setattr(found, field, value)
    record_event(session, "team.edited", name, {"team": name, "by": by})
    session.flush()
    return found


def set_member(session: RegistrySession, name: str, who: str, edit: MemberEdit, *, by: str) -> None:
    """Put someone into a team, or give them another role in it."""
    existing_team(session, name)
    if existing_principal(session, who).kind == "product":
        raise Invalid(
            f"`{who}` is a product: it belongs to the team that owns it", hint="publish it under another team"
        )
    stay = repository.open_stay(session, name, who)
    if stay is not None and stay.role == edit.role:
        return
    if stay is not None:
        stay.until = session.now
    session.add(Membership(team=name, principal=who, role=edit.role, since=session.now, added_by=by))
    session.flush()
    _check_owned(session, name)
    record_event(session, "team.edited", name, {"team": name, "principal": who, "role": edit.role, "by": by})


def remove_member(session: RegistrySession, name: str, who: str, *, by: str) -> None:
    """End someone's stay in a team; raises `Conflict` for a product, and for the last owner of what the team owns."""
    stay = repository.open_stay(session, name, who)
    if stay is None:
        raise NotFound(
            f"`{who}` is not in the team `{name}`", hint="`trellis show` lists who is", slug="unknown-member"
        )
    if existing_principal(session, who).kind == "product":
        raise Conflict(f"`{who}` is a product of the team `{name}`", hint="publish it under another team")
    stay.until = session.now
    session.flush()
    _check_owned(session, name)
    record_event(session, "team.edited", name, {"team": name, "principal": who, "role": "", "by": by})


def existing_principal(session: Session, name: str) -> Principal:
    """Return the principal of that id; raises `NotFound`."""
    found = repository.principal(session, name)
    if found is None:
        raise NotFound(
            f"Nobody goes by `{name[:80]}`", hint="an administrator adds people and services", slug="unknown-principal"
        )
    return found


def existing_team(session: Session, name: str) -> Team:
    """Return the team of that name; raises `NotFound`."""
    found = repository.team(session, name)
    if found is None:
        raise NotFound(f"No team `{name[:80]}`", hint="`trellis list teams` shows what there is", slug="unknown-team")
    return found


def owners_of(session: Session, team: str) -> tuple[str, ...]:
    """Return the ids of a team's owners, sorted; empty for a team that does not exist."""
    return repository.owners(session, team)


def members_at(session: Session, team: str, moment: int) -> list[str]:
    """Return the ids of everyone who was in a team at a moment, owners first."""
    return [stay.principal for stay in repository.members(session, team, at=moment)]


def team_resource(session: Session, parameters: Mapping[str, str]) -> Resource:
    """Return the team that the path names, as something that is acted on."""
    name = existing_team(session, parameters["team"]).name
    return Resource(kind="team", name=name, team=name, owners=repository.owners(session, name))


def subject_resource(session: Session, parameters: Mapping[str, str]) -> Resource:
    """Return the principal that the path names; a product comes with its team and that team's owners."""
    found = existing_principal(session, parameters["principal"])
    if found.kind != "product":
        return Resource(kind="subject", name=found.id)
    teams = [stay.team for stay in repository.teams_of(session, found.id)]
    team = teams[0] if teams else ""
    owners = repository.owners(session, team)
    return Resource(kind="product", name=found.id, domain=found.id.partition("/")[0], team=team, owners=owners)


def _check_owned(session: Session, name: str) -> None:
    if not repository.owners(session, name):
        raise Conflict(
            f"The team `{name}` would be left without an owner",
            hint="make someone else an owner first",
            slug="last-owner",
        )
