"""Schedules as the API spells them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from platform_api.clock import Moment

__all__ = ["PauseNew", "ResumeNew", "ScheduleOut"]


class PauseNew(BaseModel):
    """Why a product is paused, for whoever finds it so."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[str, Field(min_length=1, max_length=500, pattern=r"\S")]


class ResumeNew(BaseModel):
    """Resuming takes nothing."""

    model_config = ConfigDict(extra="forbid")


class ScheduleOut(BaseModel):
    """When a product runs next by itself, what came of the last time, and whether and why it is paused."""

    model_config = ConfigDict(from_attributes=True)

    product: str
    cron: str
    timezone: str
    catchup: bool
    next_due: Moment | None
    last_due: Moment | None
    last_state: str
    last_problem: str
    paused: bool
    paused_by: str
    paused_at: Moment | None
    reason: str
