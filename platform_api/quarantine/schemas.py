"""Quarantines as the API spells them."""

from pydantic import BaseModel

__all__ = ["QuarantineCounts", "QuarantineRows", "ReasonCount", "RowOut"]


class ReasonCount(BaseModel):
    """How many rows broke one rule, and what the rule says under the contract in force ("" when it is gone)."""

    reason: str
    rows: int
    rule: str


class QuarantineCounts(BaseModel):
    """What is in a port's quarantine; `run` is "" for all runs. A row counts for each of its reasons."""

    port: str
    run: str
    rows: int
    reasons: list[ReasonCount]


class RowOut(BaseModel):
    """A row as it came: a JSON object of texts."""

    run: str
    contract: str
    reasons: list[str]
    row: str


class QuarantineRows(BaseModel):
    """Rows of a quarantine, in no particular order."""

    port: str
    run: str
    rows: list[RowOut]
