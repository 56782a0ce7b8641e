"""Queries as the API spells them."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

__all__ = ["Notes", "QueryAnswer", "QueryNew", "TableNotes"]


class QueryNew(BaseModel):
    """A SELECT in Trino's SQL and what the answer is for."""

    model_config = ConfigDict(extra="forbid")

    sql: Annotated[str, Field(min_length=1, max_length=100_000)]
    purpose: Annotated[str, Field(max_length=63, pattern=r"^[a-z0-9_]*$")] = ""


class TableNotes(BaseModel):
    """What the law did to one table: which columns are masked, which filters hide rows, which grants let it."""

    table: str
    columns: list[str]
    masked: list[str]
    filtered_by: list[str]
    grants: list[str]


class Notes(BaseModel):
    """What a reader should know about an answer."""

    tables: list[TableNotes]
    revision: str


class QueryAnswer(BaseModel):
    """Rows as objects, with the columns' names and types in order, and notes."""

    columns: list[dict[str, str]]
    rows: list[dict[str, Any]]
    notes: Notes
