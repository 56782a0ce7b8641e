"""Who is asking: what a verified token and the registry say about the one behind a request."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from governance.errors import SignInNeeded

__all__ = ["ANYONE", "Caller"]


@dataclass(frozen=True, kw_only=True)
class Caller:
    """A principal with everything a policy may know about it; `token` is the id of the token it came with."""

    id: str
    kind: str
    name: str = ""
    teams: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    attributes: Mapping[str, list[str]] = field(default_factory=dict)
    token: str = ""
    expires: int = 0

    def subject(self) -> dict[str, Any]:
        """Return the caller as policies read it."""
        return {
            "id": self.id,
            "kind": self.kind,
            "teams": list(self.teams),
            "roles": list(self.roles),
            "attributes": {name: list(values) for name, values in self.attributes.items()},
        }

    def signed_in(self) -> "Caller":
        """Return itself; raises `SignInNeeded` for `ANYONE`."""
        if not self.id:
            raise SignInNeeded("Nobody is signed in", hint="`trellis login`, or send `Authorization: Bearer <token>`")
        return self


ANYONE = Caller(id="", kind="anyone")
"""Who asks where everybody may."""
