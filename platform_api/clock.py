"""Time as the platform keeps it: whole seconds since 1970, UTC; people read and write RFC 3339."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

__all__ = ["Clock", "Moment", "rfc3339", "seconds_of", "system_clock"]

Clock = Callable[[], int]
"""Returns the present; injected, so that a test can say what time it is."""

_LAST = 253402300799  # 9999-12-31T23:59:59Z, the last second that `datetime` can spell


def system_clock() -> int:
    """Return the machine's time in whole seconds since 1970."""
    return int(time.time())


def rfc3339(moment: int) -> str:
    """Return `2026-11-20T21:00:00Z` for a moment."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds_of(value: Any) -> int:
    """Return the moment that an RFC 3339 text with a zone, or a number of seconds, stands for; raise ValueError."""
    if isinstance(value, int) and not isinstance(value, bool):
        moment = value
    elif isinstance(value, str):
        parsed = datetime.fromisoformat(value)
        if parsed.tzinfo is None:
            raise ValueError("a time needs its zone, as in `2026-11-20T21:00:00Z`")
        moment = int(parsed.timestamp())
    else:
        raise ValueError("a time is written as `2026-11-20T21:00:00Z`")  # noqa: TRY004 - pydantic reports ValueError
    if not 0 <= moment <= _LAST:
        raise ValueError("a time lies between 1970 and 9999")
    return moment


Moment = Annotated[
    int,
    BeforeValidator(seconds_of),
    PlainSerializer(rfc3339, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""A field that is seconds inside and RFC 3339 in JSON."""
