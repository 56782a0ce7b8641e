"""A governed query: parsed, decided table by table, rewritten, run in a process of its own, and written down."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from governance.errors import TrellisError
from governance.names import PortName
from platform_api.access.reading import Asked, ask, denied, write_down
from platform_api.caller import Caller
from platform_api.query.schemas import Notes, QueryNew, TableNotes
from platform_api.runs.orders import mask_key
from platform_api.state import PlatformState
from platform_api.usage.models import QueryRecord
from platform_api.usage.service import record_query

if TYPE_CHECKING:
    from governance.sql import Query, Rewritten

__all__ = ["Answered", "answer"]


@dataclass(frozen=True, kw_only=True)
class Answered:
    """The rows, and what the law did to them."""

    table: pa.Table
    notes: Notes


@dataclass(frozen=True, kw_only=True)
class _Inquiry:
    state: PlatformState
    caller: Caller
    new: QueryNew
    request: str
    began: float

    def ask(self, query: "Query") -> tuple[Asked, ...]:
        with self.state.database.read() as session:
            return tuple(
                ask(session, self.state, self.caller, table, purpose=self.new.purpose) for table in query.tables
            )

    def rewrite(self, query: "Query", asked: tuple[Asked, ...]) -> "tuple[Rewritten, tuple[str, ...]]":
        from governance.sql import rewrite

        gate = self.state.gate()
        pinned = {one.port: self.state.pins.pin(gate, PortName.parse(one.port)) for one in asked}
        tables = {one.port: pinned[one.port].governed(one.decision) for one in asked}
        key = mask_key(self.state.home.secret("masks"), reader=self.caller.id, purpose=self.new.purpose)
        files = tuple(file for table in pinned.values() for file in table.files)
        return rewrite(query, tables, hash_key=key), files

    def write_down(
        self, asked: tuple[Asked, ...], rewritten: "Rewritten | None", *, outcome: str, rows: int = 0
    ) -> None:
        with self.state.database.write("recording a query") as session:
            session.request = self.request
            decisions = {one.port: write_down(session, one) for one in asked}
            record = QueryRecord(
                id=session.new_id("query"),
                subject=self.caller.id,
                purpose=self.new.purpose,
                text=self.new.sql,
                engine="duckdb",
                outcome=outcome,
                rows=rows,
                milliseconds=round((time.monotonic() - self.began) * 1000),
                asked_at=session.now,
                request_id=self.request,
            )
            read = rewritten.columns_read if rewritten else {}
            columns = [(port, column) for port, columns in read.items() for column in columns]
            record_query(session, record, columns, decisions=decisions)


def answer(state: PlatformState, caller: Caller, new: QueryNew, *, request: str) -> Answered:
    """Return what `caller` may see of the answer.

    Decisions, text and the columns read are on record before a row is handed out, and for a refusal or failure as
    well. Raises `Invalid` for SQL that is no allowed SELECT or cannot be run, `NotFound` for an unknown table,
    `Denied` with the reason and the way to access.
    """
    from governance.sql import parse_query

    inquiry = _Inquiry(state=state, caller=caller, new=new, request=request, began=time.monotonic())
    query = parse_query(new.sql)
    asked = inquiry.ask(query)
    rewritten = None
    try:
        for one in asked:
            if not one.decision.allowed:
                raise denied(one)
        state.workers.prepare()  # the first time they need 0.5 s, and so does what loads the tables' metadata
        rewritten, files = inquiry.rewrite(query, asked)
        table = state.workers.run(rewritten, files).table
    except TrellisError as error:
        inquiry.write_down(asked, rewritten, outcome=error.case)
        raise
    inquiry.write_down(asked, rewritten, outcome="done", rows=table.num_rows)
    return Answered(table=table, notes=_notes(asked))


def _notes(asked: tuple[Asked, ...]) -> Notes:
    return Notes(
        tables=[
            TableNotes(
                table=one.port,
                columns=list(one.decision.columns),
                masked=[mask.column for mask in one.decision.masks],
                filtered_by=[rule.column for rule in one.decision.filters],
                grants=list(one.decision.grants),
            )
            for one in asked
        ],
        revision=asked[0].decision.revision if asked else "",
    )
