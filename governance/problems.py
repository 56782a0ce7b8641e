"""A failure on the wire: RFC 9457 problem documents read back into the five kinds."""

from collections.abc import Mapping
from typing import Any

from governance.errors import Conflict, Denied, Invalid, NotFound, SignInNeeded, TrellisError, Unavailable

__all__ = ["KIND_OF_STATUS", "failure_of"]

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

_MEMBERS = frozenset({"type", "title", "status", "detail", "instance", "hint"})


def failure_of(status: int, document: Mapping[str, Any]) -> TrellisError:
    """Return the failure that a problem document tells of, with its hint, slug and context.

    A status that no kind answers to becomes `Unavailable`: the other side is broken, not the question.
    """
    kind = KIND_OF_STATUS.get(status, Unavailable)
    message = str(document.get("detail") or document.get("title") or f"The platform answered with status {status}")
    slug = str(document.get("type", "")).rsplit("/", 1)[-1]
    context = {key: value for key, value in document.items() if key not in _MEMBERS}
    return kind(message, hint=str(document.get("hint", "")), slug=slug, **context)
