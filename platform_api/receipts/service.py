"""Idempotency: the first answer to a request under a key is the answer to every repeat of it."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete
from sqlmodel import Session, col
from starlette.requests import Request
from starlette.responses import Response

from governance.errors import Conflict, Invalid
from platform_api.db import RegistrySession
from platform_api.receipts.models import Receipt

__all__ = ["REPLAYED", "ReceiptStub", "earlier_answer", "forget_before", "key_of", "remember", "request_digest"]

REPLAYED = "Idempotency-Replayed"
"""The response header that marks an answer as given before."""

_KEY = re.compile(r"[A-Za-z0-9_.:-]{1,128}\Z")
_KEPT = ("content-type", "location", "etag")


def key_of(headers: Sequence[str]) -> str:
    """Return the request's Idempotency-Key, "" without one; raises `Invalid` for a key of another form or two of them."""
    if not headers:
        return ""
    if len(headers) > 1 or not _KEY.match(headers[0]):
        raise Invalid(
            "The `Idempotency-Key` is not 1 to 128 letters, digits or any of `_.:-`",
            hint="a UUID for each new request will do",
            slug="bad-idempotency-key",
        )
    return headers[0]


def request_digest(request: Request, body: bytes) -> str:
    """Return what tells two requests apart: method, path, query and body."""
    target = f"{request.method} {request.url.path}?{request.url.query}\n"
    return hashlib.sha256(target.encode() + body).hexdigest()


@dataclass(frozen=True, kw_only=True)
class ReceiptStub:
    """The key that a receipt is found by, and `digest`, what it must have been given for."""

    key: str
    digest: str


def earlier_answer(session: Session, stub: ReceiptStub, *, by: str) -> Response | None:
    """Return the first answer, marked as such; None the first time. Raises `Conflict` if the key meant something else."""
    found = session.get(Receipt, (by, stub.key))
    if found is None:
        return None
    if found.request != stub.digest:
        raise Conflict(
            f"The Idempotency-Key was used for another request (`{found.method} {found.path}`)",
            hint="take a new key for each new request",
            slug="idempotency-key-reused",
        )
    return Response(found.body, status_code=found.status, headers={**found.headers, REPLAYED: "true"})


def remember(session: RegistrySession, stub: ReceiptStub, request: Request, response: Response, *, by: str) -> None:
    """Write the receipt in the transaction that did what the request asked."""
    receipt = Receipt(
        subject=by,
        key=stub.key,
        request=stub.digest,
        method=request.method,
        path=request.url.path,
        status=response.status_code,
        headers={name: response.headers[name] for name in _KEPT if name in response.headers},
        body=bytes(response.body),
        answered_at=session.now,
    )
    session.add(receipt)


def forget_before(session: RegistrySession, moment: int) -> None:
    """Drop the receipts of answers given before a moment."""
    session.execute(delete(Receipt).where(col(Receipt.answered_at) < moment))
