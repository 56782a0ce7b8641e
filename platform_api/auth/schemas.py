"""Tokens as the API spells them."""

from pydantic import BaseModel, ConfigDict, Field

from platform_api.clock import Moment

__all__ = ["RevokeNew", "SignOut", "TokenNew", "TokenOut"]


class TokenNew(BaseModel):
    """How long a token shall live."""

    model_config = ConfigDict(extra="forbid")

    seconds: int = Field(default=0, ge=0, le=7 * 24 * 3600, description="Its life in seconds; 0 is the usual one")


class TokenOut(BaseModel):
    """A token, shown once."""

    token: str
    expires: Moment


class SignOut(BaseModel):
    """Which tokens end."""

    model_config = ConfigDict(extra="forbid")

    everywhere: bool = Field(default=False, description="Every token of the caller, and not only the one used here")


class RevokeNew(BaseModel):
    """Why a principal's tokens end."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=2000, description="Why, for those who read the history")
