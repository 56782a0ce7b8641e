"""A failure on the wire: the five kinds as RFC 9457 problem documents, and those documents read back."""

from collections.abc import Mapping
from typing import Any

from governance.errors import Conflict, Denied, Invalid, NotFound, SignInNeeded, TrellisError, Unavailable

__all__ = ["KIND_OF_STATUS", "STATUS", "failure_of", "headers_of_status", "problem_of"]

STATUS: Mapping[type[TrellisError], int] = {
    NotFound: 404,
    Conflict: 409,
    Invalid: 422,
    Denied: 403,
    SignInNeeded: 401,
    Unavailable: 503,
}
"""What each kind is in HTTP; 422 is kept for what is malformed in itself."""

KIND_OF_STATUS: Mapping[int, type[TrellisError]] = {
    400: Invalid,
    401: SignInNeeded,
    403: Denied,
    404: NotFound,
    409: Conflict,
    413: Invalid,
    422: Invalid,
    429: Unavailable,
    503: Unavailable,
}

_STATUS_OF_CASE = {
    "method-not-allowed": 405,
    "body-too-slow": 408,
    "body-too-large": 413,
    "encoded-body": 415,
    "headers-too-large": 431,
}
_HEADERS_OF_STATUS = {401: {"WWW-Authenticate": 'Bearer realm="trellis"'}, 503: {"Retry-After": "1"}}
_MEMBERS = frozenset({"type", "title", "status", "detail", "instance", "hint"})


def problem_of(error: TrellisError) -> tuple[int, dict[str, Any]]:
    """Return the status and the problem document that tell of a failure: what happened, what to do next, its data."""
    kind = next(kind for kind in type(error).__mro__ if kind in STATUS)
    status = _STATUS_OF_CASE.get(error.case, STATUS[kind])
    return status, {
        "type": f"/problems/{error.case}",
        "title": (kind.__doc__ or "").strip(),
        "status": status,
        "detail": error.message,
        **({"hint": error.hint} if error.hint else {}),
        **{name: value for name, value in error.context.items() if name not in _MEMBERS},
    }


def headers_of_status(status: int) -> dict[str, str]:
    """Return the headers that an answer of that status has to carry: how to sign in, when to try again."""
    return dict(_HEADERS_OF_STATUS.get(status, {}))


def failure_of(status: int, document: Mapping[str, Any]) -> TrellisError:
    """Return the failure that a problem document tells of, with its hint, slug and context.

    A status that no kind answers to becomes `Unavailable`: the other side is broken, not the question.
    """
    kind = KIND_OF_STATUS.get(status, Unavailable)
    message = str(document.get("detail") or document.get("title") or f"The platform answered with status {status}")
    slug = str(document.get("type", "")).rsplit("/", 1)[-1]
    context = {key: value for key, value in document.items() if key not in _MEMBERS}
    return kind(message, hint=str(document.get("hint", "")), slug=slug, **context)
