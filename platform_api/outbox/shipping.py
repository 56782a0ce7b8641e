"""Ships recorded events to the operator's webhooks: in order for each key, at least once, and never for ever.

A subscriber that cannot be reached holds its cursor, and is asked again later and later. One that refuses an event
(a 4xx) has that event set aside, with those of the same key behind it, while other keys go on; after `_PATIENCE`
refusals the event is parked for a person to look at, and its key goes on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import httpx

from platform_api.db import Database, RegistrySession
from platform_api.outbox import repository
from platform_api.outbox.cloudevents import envelope, signed_headers
from platform_api.outbox.models import OutboxEvent, Shipment, Subscriber
from platform_api.settings import WebhookSettings
from sidecar.failpoints import failpoint

__all__ = ["Shipped", "ship_pending"]

_BATCH = 100
_PATIENCE = 8
_FIRST_PAUSE, _LONGEST_PAUSE = 5, 3600  # seconds; eight refusals are some ten minutes


@dataclass(frozen=True)
class Shipped:
    """What one round did for a subscriber; `more` says that another round has work at once."""

    delivered: int
    refused: int
    more: bool


class _Answer(Enum):
    TAKEN = "taken"
    REFUSED = "refused"
    AWAY = "away"


@dataclass(frozen=True)
class _Tried:
    event: OutboxEvent
    answer: _Answer
    trouble: str = ""


def ship_pending(database: Database, webhook: WebhookSettings, client: httpx.Client, *, source: str) -> Shipped:
    """Deliver what waits for one subscriber, up to a hundred events, and remember how far it came.

    Nothing is held while the subscriber answers; a process that dies before it remembers delivers the same events again.
    """
    with database.read() as session:
        now = session.now
        known = session.get(Subscriber, webhook.name)
        if known is not None and known.next_try > now:
            return Shipped(0, 0, more=False)
        again = [event for _, event in repository.due_shipments(session, webhook.name, now=now, limit=_BATCH)]
        held = repository.keys_held(session, webhook.name)
        cursor = known.cursor if known is not None else 0
        fresh = repository.events_after(session, cursor, limit=_BATCH, topics=webhook.topics)
    tried = _try_all([*again, *fresh], held, again, send=_Sender(webhook, client, source=source, now=now))
    failpoint("outbox.remember.before")
    with database.write("shipping events") as session:
        _remember(session, webhook.name, tried)
    failpoint("outbox.remember.after")
    taken = sum(one.answer is _Answer.TAKEN for one in tried)
    refused = sum(one.answer is _Answer.REFUSED for one in tried)
    away = any(one.answer is _Answer.AWAY for one in tried)
    freed = any(one.answer is _Answer.TAKEN for one in tried[: len(again)])
    return Shipped(taken, refused, more=(freed or len(fresh) == _BATCH) and not away)


class _Sender:
    def __init__(self, webhook: WebhookSettings, client: httpx.Client, *, source: str, now: int) -> None:
        self._webhook, self._client, self._source, self._now = webhook, client, source, now

    def __call__(self, event: OutboxEvent) -> _Tried:
        body = envelope(event, source=self._source)
        headers = signed_headers(body, secret=self._webhook.secret.get_secret_value(), now=self._now)
        try:
            response = self._client.post(
                str(self._webhook.url), content=body, headers=headers, timeout=10.0, follow_redirects=False
            )
        except httpx.HTTPError as error:
            return _Tried(event, _Answer.AWAY, type(error).__name__)
        if response.is_success:
            return _Tried(event, _Answer.TAKEN)
        away = response.status_code >= 500 or response.status_code in {408, 425, 429}
        return _Tried(event, _Answer.AWAY if away else _Answer.REFUSED, f"status {response.status_code}")


def _try_all(
    events: Sequence[OutboxEvent], held: set[str], again: Sequence[OutboxEvent], *, send: _Sender
) -> list[_Tried]:
    tried = []
    retried = {event.seq for event in again}
    for event in events:
        if event.key in held and event.seq not in retried:
            tried.append(_Tried(event, _Answer.REFUSED, "waits behind an earlier event of its key"))
            continue
        tried.append(send(event))
        if tried[-1].answer is _Answer.AWAY:
            break
        if tried[-1].answer is _Answer.REFUSED:
            held.add(event.key)
    return tried


def _remember(session: RegistrySession, name: str, tried: Sequence[_Tried]) -> None:
    subscriber = repository.subscriber(session, name)
    for one in tried:
        if one.answer is _Answer.AWAY:
            subscriber.attempts += 1
            subscriber.next_try = session.now + _pause(subscriber.attempts)
            return
        _settle(session, name, one)
        subscriber.cursor = max(subscriber.cursor, one.event.seq)
        subscriber.attempts, subscriber.next_try = 0, 0


def _settle(session: RegistrySession, name: str, one: _Tried) -> None:
    shipment = session.get(Shipment, (name, one.event.seq))
    if one.answer is _Answer.TAKEN:
        if shipment is not None:
            session.delete(shipment)
        return
    if shipment is None:
        shipment = Shipment(
            subscriber=name, event=one.event.seq, key=one.event.key, state="waiting", next_try=session.now
        )
        session.add(shipment)
    shipment.trouble = one.trouble
    if one.trouble.startswith("status"):
        shipment.attempts += 1
        shipment.next_try = session.now + _pause(shipment.attempts)
        shipment.state = "parked" if shipment.attempts >= _PATIENCE else "waiting"


def _pause(attempts: int) -> int:
    return min(_FIRST_PAUSE << min(attempts - 1, 16), _LONGEST_PAUSE)
