"""An event as a subscriber receives it: CloudEvents 1.0 in JSON, signed with the subscriber's own secret."""

import hashlib
import hmac
from collections.abc import Mapping

from governance.digests import canonical_json
from platform_api.clock import rfc3339
from platform_api.outbox.models import OutboxEvent

__all__ = ["SIGNATURE", "envelope", "signed_headers", "verify_signature"]

SIGNATURE = "Trellis-Signature"
"""The header that carries `t=<seconds>,v1=<hex>`: HMAC-SHA256 of the seconds, a full stop and the body."""


def envelope(event: OutboxEvent, *, source: str) -> bytes:
    """Return the CloudEvents JSON of an event; `id` is the same at every delivery, so that a repeat can be dropped."""
    document = {
        "specversion": "1.0",
        "id": event.id,
        "source": source,
        "type": f"trellis.{event.topic}",
        "subject": event.key,
        "time": rfc3339(event.happened_at),
        "sequence": f"{event.seq:020d}",
        "datacontenttype": "application/json",
        "data": event.payload,
    }
    return canonical_json(document).encode()


def signed_headers(body: bytes, *, secret: str, now: int) -> dict[str, str]:
    """Return the headers of a delivery."""
    signature = _signature(body, secret=secret, moment=str(now))
    return {"Content-Type": "application/cloudevents+json", SIGNATURE: f"t={now},v1={signature}"}


def verify_signature(headers: Mapping[str, str], body: bytes, *, secret: str) -> bool:
    """Tell whether a delivery was signed with `secret`; for those who receive events."""
    parts = dict(part.partition("=")[::2] for part in headers.get(SIGNATURE, "").split(","))
    expected = _signature(body, secret=secret, moment=parts.get("t", ""))
    return hmac.compare_digest(expected, parts.get("v1", ""))


def _signature(body: bytes, *, secret: str, moment: str) -> str:
    return hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()
