"""Who may come in through a route: everyone, whoever is signed in, or whoever the law lets do a named thing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from sqlmodel import Session

from governance.policy import Resource

__all__ = ["MESH", "Access", "ResourceLoader", "permission", "public", "signed_in", "the_mesh"]


MESH = Resource(kind="mesh", name="mesh")
"""What belongs to no team: creating a domain, reading everybody's decisions."""

ResourceLoader = Callable[[Session, Mapping[str, str]], Resource]
"""Finds the resource that a route's path parameters name; raises `NotFound`."""


@dataclass(frozen=True, kw_only=True)
class Access:
    """A route's door. `hides` names what must look absent to those who may not see it (`a grant`), `opened_by` the
    setting that takes the door away.
    """

    level: Literal["public", "signed-in", "permission"]
    action: str = ""
    resource: ResourceLoader | None = None
    hides: str = ""
    opened_by: str = ""


def public() -> Access:
    """Let everyone in; the caller is then `ANYONE`, even with a token."""
    return Access(level="public")


def signed_in(*, opened_by: str = "") -> Access:
    """Let in whoever has a token that is accepted; everyone while the setting `opened_by` is on."""
    return Access(level="signed-in", opened_by=opened_by)


def permission(action: str, *, resource: ResourceLoader, hides: str = "") -> Access:
    """Let in whom the law lets do `action` to the resource.

    With `hides` a refusal and a resource that does not exist give the same answer, byte for byte.
    """
    return Access(level="permission", action=action, resource=resource, hides=hides)


def the_mesh(_session: Session, _parameters: Mapping[str, str]) -> Resource:
    """Return the whole mesh, whatever the path."""
    return MESH
