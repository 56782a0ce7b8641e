"""Who is behind a contract or a product: ODCS and ODPS share the form of `team`."""

from collections.abc import Iterator, Mapping
from typing import Any

from governance.documents import Path

__all__ = ["members_of", "owners_of", "team_of"]

_OWNERS = {"owner", "dataowner", "productowner", "dataproductowner"}


def team_of(data: Mapping[str, Any]) -> str:
    """Return the team's name, or ""."""
    team = data.get("team")
    return str(team.get("name") or "") if isinstance(team, dict) else ""


def members_of(data: Mapping[str, Any]) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """Yield the members of the team with their paths, in the form of v3.1 (`members`) and the older list."""
    team = data.get("team")
    path: Path = ("team", "members") if isinstance(team, dict) else ("team",)
    members = team.get("members") if isinstance(team, dict) else team
    yield from (((*path, at), member) for at, member in enumerate(members or ()))


def owners_of(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the user names of those who own it now, in the document's order."""
    return tuple(
        str(member.get("username"))
        for _, member in members_of(data)
        if "".join(filter(str.isalpha, str(member.get("role", "")).lower())) in _OWNERS and not member.get("dateOut")
    )
