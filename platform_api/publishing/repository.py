"""What the mesh knows already, as far as one publish is concerned."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from governance.policy import Known
from platform_api.domains.models import Domain
from platform_api.principals.models import Team
from platform_api.registry.models import Port

__all__ = ["known"]


def known(session: Session, contract_ids: Iterable[str]) -> Known:
    """Return the domains with their teams, the teams, and the ports under those of the contracts that exist."""
    ports = select(Port).where(col(Port.contract_id).in_(list(contract_ids))).order_by(col(Port.major))
    return Known(
        domains={domain.name: domain.team for domain in session.exec(select(Domain).order_by(Domain.name))},
        teams=list(session.exec(select(Team.name).order_by(Team.name))),
        ids={port.contract_id: port.name for port in session.exec(ports)},
    )
