"""Who could read what at a moment: from the grants, contracts and memberships of that time, none of which is edited."""

from collections.abc import Iterator

from sqlmodel import Session

from platform_api.access import repository
from platform_api.access.models import Grant
from platform_api.access.schemas import Reader, ReadersOut
from platform_api.principals.service import members_at
from platform_api.registry.service import contract_in_force, team_at

__all__ = ["readers_at"]


def readers_at(session: Session, port: str, moment: int) -> ReadersOut:
    """Return everyone who could read a port at a moment and what; raises `NotFound` if it had no contract then."""
    in_force = contract_in_force(session, port, at=moment)
    team = team_at(session, in_force.port.product, moment)
    names = [column.name for column in in_force.columns]
    readers = [
        Reader(principal=who, through=team, grant="", purposes=[], columns=names, clear=names, all_rows=True)
        for who in members_at(session, team, moment)
    ]
    for grant in repository.standing_at(session, port, moment):
        covered = [name for name in names if "*" in grant.columns or name in grant.columns]
        readers += [_reader(who, grant, covered) for who in _reached(session, grant, moment)]
    return ReadersOut(
        port=port, at=moment, contract=in_force.version.contract, version=in_force.version.version, readers=readers
    )


def _reached(session: Session, grant: Grant, moment: int) -> Iterator[str]:
    if grant.grantee_kind == "team":
        yield from members_at(session, grant.grantee, moment)
    else:
        yield grant.grantee


def _reader(who: str, grant: Grant, covered: list[str]) -> Reader:
    return Reader(
        principal=who,
        through=grant.grantee if grant.grantee_kind == "team" else "",
        grant=grant.id,
        purposes=grant.purposes,
        columns=covered,
        clear=[name for name in grant.clear if name in covered],
        all_rows=grant.all_rows,
    )
