"""Principals and teams as the API spells them."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from platform_api.clock import Moment

__all__ = [
    "Attributes",
    "Me",
    "Member",
    "MemberEdit",
    "PrincipalEdit",
    "PrincipalNew",
    "PrincipalOut",
    "TeamEdit",
    "TeamNew",
    "TeamOut",
    "TeamSummary",
]

Role = Literal["platform_admin", "steward"]
_AttributeName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,62}$")]
_AttributeValue = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Attributes = Annotated[
    dict[_AttributeName, Annotated[list[_AttributeValue], Field(max_length=200)]], Field(max_length=50)
]
"""Lists of strings by name, such as `{"region": ["EU"]}`; policies read them."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PrincipalNew(_Strict):
    """Someone new."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_.@+-]{0,62}$", description="What tokens, grants and policies call it")
    kind: Literal["user", "service"] = Field(default="user", description="Products become principals when published")
    name: str = Field(default="", max_length=200, description="What people call it")
    roles: list[Role] = Field(default=[], max_length=8, description="Rights across the platform")
    attributes: Attributes = Field(default={}, description="What row filters and policies go by")


class PrincipalEdit(_Strict):
    """What is to be different; what is left out stays."""

    name: str | None = Field(default=None, max_length=200, description="What people call it")
    status: Literal["active", "suspended"] | None = Field(default=None, description="A suspended one is not let in")
    roles: list[Role] | None = Field(default=None, max_length=8, description="Rights across the platform")
    attributes: Attributes | None = Field(default=None, description="What row filters and policies go by")


class PrincipalOut(BaseModel):
    """A principal with the teams it is in now."""

    id: str
    kind: str
    name: str
    status: str
    roles: list[str]
    attributes: dict[str, list[str]]
    teams: list[str]
    created_at: Moment


class Me(BaseModel):
    """Who the token's bearer is, as policies see it."""

    id: str
    kind: str
    name: str
    teams: list[str]
    roles: list[str]
    attributes: dict[str, list[str]]
    token_expires: Moment


class TeamNew(_Strict):
    """A new team with its first owners: it decides through them, so it is never without."""

    name: str = Field(max_length=63, description="Lower case, with single underscores")
    description: str = Field(default="", max_length=2000, description="What it is there for")
    contact: str = Field(default="", max_length=320, description="Where people reach it")
    owners: list[str] = Field(min_length=1, max_length=50, description="Ids of its first owners")


class TeamEdit(_Strict):
    """What is to be different; what is left out stays."""

    description: str | None = Field(default=None, max_length=2000, description="What it is there for")
    contact: str | None = Field(default=None, max_length=320, description="Where people reach it")


class MemberEdit(_Strict):
    """How someone belongs to a team."""

    role: Literal["owner", "member"] = Field(default="member", description="Owners decide, members work")


class Member(BaseModel):
    """Someone in a team."""

    principal: str
    role: str
    since: Moment


class TeamSummary(BaseModel):
    """A team in a list."""

    name: str
    description: str
    contact: str


class TeamOut(TeamSummary):
    """A team with everyone in it now."""

    members: list[Member]
    created_at: Moment
