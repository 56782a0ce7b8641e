"""Decisions as the API spells them."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from platform_api.clock import Moment

__all__ = ["DecisionOut", "DecisionSummary", "ReplayOut"]


class DecisionSummary(BaseModel):
    """A decision in a list."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    kind: str
    action: str
    subject: str
    purpose: str
    port: str
    allowed: bool
    revision: str
    decided_at: Moment
    request_id: str


class DecisionOut(DecisionSummary):
    """A decision with the whole question and answer."""

    input: dict[str, Any]
    answer: dict[str, Any]


class ReplayOut(BaseModel):
    """The recorded answer beside the one that the law gives now."""

    model_config = ConfigDict(from_attributes=True)

    same: bool
    recorded: dict[str, Any]
    answered: dict[str, Any]
    recorded_revision: str
    revision: str
