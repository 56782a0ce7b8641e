"""Who is asking: what a verified token and the registry say about the one behind a request."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from governance.policy import Subject

__all__ = ["ANYONE", "Caller", "Kind"]

Kind = Literal["user", "product", "service"]
"""What a principal is."""


@dataclass(frozen=True, kw_only=True)
class Caller:
    """A principal with everything a policy may know about it; `token` is the id of the token it came with."""

    id: str
    kind: Kind
    name: str = ""
    teams: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    attributes: Mapping[str, list[str]] = field(default_factory=dict)
    token: str = ""
    expires: int = 0

    def subject(self) -> Subject:
        """Return the caller as policies read it."""
        return Subject(id=self.id, kind=self.kind, teams=self.teams, roles=self.roles, attributes=self.attributes)


ANYONE = Caller(id="", kind="user")
"""Who asks where everybody may."""
