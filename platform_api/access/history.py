"""Who could read what at a moment: from the grants, contracts and memberships of that time, none of which is edited."""

from collections.abc import Iterator

from sqlmodel import Session

from platform_api.access import repository
from platform_api.access.models import Grant
from platform_api.access.schemas import Reader, ReadersOut
from platform_api.principals.repository import members
from platform_api.registry.repository import product_version
from platform_api.registry.service import contract_in_force

__all__ = ["readers_at"]


def readers_at(session: Session, port: str, moment: int) -> ReadersOut:
    """Return everyone who could read a port at a moment and what; raises `NotFound` if it had no contract then."""
    in_force = contract_in_force(session, port, at=moment)
    owned = product_version(session, in_force.port.product, at=moment)
    team = owned.team if owned is not None else ""
    names = [column.name for column in in_force.columns]
    readers = [
        Reader(principal=stay.principal, through=team, grant="", purposes=[], columns=names, clear=names, all_rows=True)
        for stay in members(session, team, at=moment)
    ]
    for grant in repository.standing_at(session, port, moment):
        covered = [name for name in names if "*" in grant.columns or name in grant.columns]
        readers += [_reader(who, grant, covered) for who in _reached(session, grant, moment)]
    return ReadersOut(
        port=port, at=moment, contract=in_force.version.contract, version=in_force.version.version, readers=readers
    )


def _reached(session: Session, grant: Grant, moment: int) -> Iterator[str]:
    if grant.grantee_kind != "team":
        yield grant.grantee
        return
    for stay in members(session, grant.grantee, at=moment):
        yield stay.principal


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
