"""Domains as the API spells them."""

from pydantic import BaseModel, ConfigDict, Field

from platform_api.clock import Moment

__all__ = ["DomainEdit", "DomainNew", "DomainOut"]


class DomainNew(BaseModel):
    """A new domain and the team that owns it."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=63, description="Lower case, with single underscores")
    description: str = Field(min_length=1, max_length=2000, description="Which part of the business it is")
    team: str = Field(max_length=63, description="The team that owns it")


class DomainEdit(BaseModel):
    """What is to be different; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    description: str | None = Field(
        default=None, min_length=1, max_length=2000, description="Which part of the business"
    )
    team: str | None = Field(default=None, max_length=63, description="The team that owns it from now on")


class DomainOut(BaseModel):
    """A domain."""

    name: str
    description: str
    team: str
    owners: list[str]
    created_at: Moment
