"""Failures as HTTP tells them: RFC 9457 `application/problem+json`, one kind to one status, and nothing leaked."""

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from governance.errors import Invalid, NotFound, TrellisError
from governance.problems import STATUS, headers_of_status, problem_of

__all__ = ["STATUS", "crash_response", "failure_of_http", "failure_of_validation", "problem_response"]

_LOG = logging.getLogger("trellis.platform")


def problem_response(error: TrellisError, *, headers: Mapping[str, str] | None = None) -> Response:
    """Return the answer that tells of a failure: what happened, what to do next, and its data."""
    status, body = problem_of(error)
    return _answer(status, body, {**headers_of_status(status), **(headers or {})})


def crash_response(error: Exception, *, incident: str) -> Response:
    """Return a 500 that carries an incident's id and nothing else; what happened goes to the log under that id."""
    _LOG.error("incident %s", incident, exc_info=error)
    body = {
        "type": "/problems/internal-error",
        "title": "Trellis failed",
        "status": 500,
        "detail": "This is a fault of Trellis, and not of the request",
        "hint": f"the platform's log tells more about `{incident}`",
        "incident": incident,
    }
    return _answer(500, body, {})


def failure_of_http(error: HTTPException, request: Request) -> TrellisError:
    """Return the kind that stands for what the framework refused: an unknown path, a wrong method, a broken body."""
    if error.status_code == 404:
        return NotFound("There is nothing at this address", hint="`/docs` lists what there is", slug="unknown-address")
    if error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "")
        return Invalid(
            f"`{request.method}` is not possible here",
            hint=f"this address answers to {allowed}",
            slug="method-not-allowed",
        )
    return Invalid("The request cannot be read", hint="`/docs` shows what is expected", slug="bad-request")


def failure_of_validation(errors: Sequence[Any]) -> Invalid:
    """Return one failure for all that is malformed in a request: the places and what is expected, never the values."""
    found = [{"path": ".".join(str(part) for part in error["loc"]), "message": _said(error)} for error in errors[:50]]
    first = found[0] if found else {"path": "body", "message": "it cannot be read"}
    more = f", and {len(errors) - 1} more" if len(errors) > 1 else ""
    return Invalid(
        f"`{first['path']}` does not fit: {first['message']}{more}",
        hint="`/docs` shows what is expected",
        slug="bad-request",
        errors=found,
    )


def _said(error: dict[str, Any]) -> str:
    reason = str(error.get("ctx", {}).get("error", "")) if error["type"] == "json_invalid" else ""
    return f"{error['msg']}: {reason}" if reason else str(error["msg"])


def _answer(status: int, body: Mapping[str, Any], headers: Mapping[str, str]) -> Response:
    text = json.dumps(body, ensure_ascii=True, default=str)
    return Response(text, status_code=status, headers=dict(headers), media_type="application/problem+json")
