"""What is really read, recorded by the queries and asked by those who want to change or retire something."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func
from sqlmodel import Session, col, select

from platform_api.db import RegistrySession
from platform_api.usage.models import ColumnRead, QueryRecord

__all__ = ["ColumnUse", "QueryEnd", "columns_read", "record_query"]


@dataclass(frozen=True, kw_only=True)
class QueryEnd:
    """How a query ended: `outcome` is `done`, or the code of what went wrong."""

    outcome: str
    rows: int
    milliseconds: int


@dataclass(frozen=True, kw_only=True)
class ColumnUse:
    """How often a subject read a column of a port, and when last."""

    column: str
    subject: str
    queries: int
    last: int


def record_query(
    session: RegistrySession,
    query: QueryRecord,
    columns: Iterable[tuple[str, str]],
    *,
    decisions: dict[str, str],
) -> None:
    """Keep a query with the `(port, column)` pairs it read and, by port, the decisions that let it."""
    session.add(query)
    session.flush()
    session.add_all(
        ColumnRead(query=query.seq, port=port, column=column, decision=decisions.get(port, ""))
        for port, column in sorted(set(columns))
    )
    session.flush()


def columns_read(session: Session, port: str, *, since: int) -> list[ColumnUse]:
    """Return who read which columns of a port since a moment, by column and subject."""
    statement = (
        select(ColumnRead.column, QueryRecord.subject, func.count(), func.max(QueryRecord.asked_at))
        .join(QueryRecord, col(ColumnRead.query) == col(QueryRecord.seq))
        .where(ColumnRead.port == port, QueryRecord.asked_at >= since)
        .group_by(col(ColumnRead.column), col(QueryRecord.subject))
        .order_by(col(ColumnRead.column), col(QueryRecord.subject))
    )
    return [
        ColumnUse(column=column, subject=subject, queries=queries, last=last)
        for column, subject, queries, last in session.exec(statement)
    ]
