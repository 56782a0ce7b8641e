"""`/api/v1/mesh/query`: a SELECT in, governed rows out, as JSON or as an Arrow stream."""

from typing import Annotated, Any

import pyarrow as pa
from fastapi import Header, Query
from starlette.requests import Request
from starlette.responses import Response

from platform_api.access.reading import ask
from platform_api.deps import Platform, Registry, Who
from platform_api.doors import signed_in
from platform_api.law import answer_json
from platform_api.query.rows import row_objects
from platform_api.query.schemas import QueryAnswer, QueryNew
from platform_api.query.service import Answered, answer
from platform_api.registry.service import existing_port
from platform_api.routing import GuardedRouter

__all__ = ["routes"]

routes = GuardedRouter("/api/v1/mesh", tag="query")
_ARROW = "application/vnd.apache.arrow.stream"


@routes.post("/query", access=signed_in(), writes=False, response_model=QueryAnswer)
def run_query(
    request: Request, caller: Who, state: Platform, new: QueryNew, accept: Annotated[str, Header()] = ""
) -> QueryAnswer | Response:
    """Run a SELECT in Trino's dialect for a purpose; send `Accept: application/vnd.apache.arrow.stream` for Arrow."""
    answered = answer(state, caller, new, request=request.state.request_id)
    if _ARROW in accept:
        return Response(_stream(answered), media_type=_ARROW)
    columns = [{"name": field.name, "type": str(field.type)} for field in answered.table.schema]
    return QueryAnswer(columns=columns, rows=row_objects(answered.table), notes=answered.notes)


@routes.get("/ports/{port}/decision", access=signed_in())
def explain_access(
    session: Registry, caller: Who, state: Platform, port: str, purpose: Annotated[str, Query(max_length=63)] = ""
) -> dict[str, Any]:
    """Say what the caller may read of a port for a purpose, and why; nothing is read, so nothing is recorded."""
    asked = ask(session, state, caller, existing_port(session, port).name, purpose=purpose)
    return {**answer_json(asked.decision), "revision": asked.decision.revision}


def _stream(answered: Answered) -> bytes:
    table = answered.table.replace_schema_metadata({"trellis": answered.notes.model_dump_json()})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    content: bytes = sink.getvalue().to_pybytes()
    return content
