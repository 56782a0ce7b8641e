"""Events that others must hear of, and how far each subscriber has heard."""

from typing import Any

from sqlalchemy import JSON, BigInteger, Index
from sqlmodel import Field

from platform_api.tables import Serial, Table

__all__ = ["OutboxEvent", "Shipment", "Subscriber"]


class OutboxEvent(Table, table=True):
    """Something that happened, written by the transaction that made it happen; `seq` is the order of all of them."""

    __table_args__ = ({"sqlite_autoincrement": True},)
    APPEND_ONLY = True

    seq: int = Field(default=None, primary_key=True, sa_type=Serial)
    id: str = Field(unique=True)
    topic: str = Field(index=True)
    key: str
    payload: dict[str, Any] = Field(sa_type=JSON)
    happened_at: int = Field(sa_type=BigInteger)


class Subscriber(Table, table=True):
    """A place that events are shipped to: every event up to `cursor` is delivered, or has a shipment of its own.

    `attempts` counts the failures in a row of reaching it at all, which hold back everything until `next_try`.
    """

    name: str = Field(primary_key=True)
    cursor: int = Field(default=0, sa_type=BigInteger)
    attempts: int = 0
    next_try: int = Field(default=0, sa_type=BigInteger)


class Shipment(Table, table=True):
    """An event that a subscriber refused: `waiting` for another try, or `parked` after too many."""

    __table_args__ = (Index(None, "subscriber", "state", "next_try"),)

    subscriber: str = Field(foreign_key="subscribers.name", primary_key=True)
    event: int = Field(foreign_key="outbox_events.seq", primary_key=True, sa_type=BigInteger)
    key: str
    state: str
    attempts: int = 0
    next_try: int = Field(sa_type=BigInteger)
    trouble: str = ""
