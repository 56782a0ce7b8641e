"""Answers that both ways to serve give alike: JSON, texts with their digest, and failures."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from governance.errors import TrellisError
from governance.problems import headers_of_status, problem_of

__all__ = ["failure", "json_answer", "text_answer"]


def json_answer(value: Any, *, status: int = 200, **headers: str) -> Response:
    """Return a value as JSON that holds no NaN."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return Response(text, status_code=status, headers=headers, media_type="application/json")


def text_answer(request: Request, text: str, *, digest: str, media_type: str, **headers: str) -> Response:
    """Return a document byte for byte, or 304 to somebody who has it already."""
    told = {"ETag": f'"{digest}"', "Cache-Control": "private, no-cache", "Trellis-Digest": digest, **headers}
    if _has_it(request, digest):
        return Response(status_code=304, headers=told)
    return Response(text.encode(), headers=told, media_type=media_type)


def failure(error: TrellisError) -> Response:
    """Return the problem document of a failure."""
    status, body = problem_of(error)
    text = json.dumps(body, ensure_ascii=True, default=str)
    headers = headers_of_status(status)
    return Response(text, status_code=status, headers=headers, media_type="application/problem+json")


def _has_it(request: Request, digest: str) -> bool:
    """RFC 9110, 13.1.2: a list of tags, compared weakly, or `*`."""
    given = ",".join(request.headers.getlist("if-none-match"))
    tags = {tag.strip().removeprefix("W/") for tag in given.split(",")}
    return bool(tags & {"*", f'"{digest}"'})
