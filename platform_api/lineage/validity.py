"""When an edge held: each is a row with `since` and `until`, and a job's edges change only where a run says so."""

from collections.abc import Hashable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Generic, NamedTuple, TypeVar

__all__ = ["FOREVER", "Changes", "Held", "splice"]

FOREVER = 2**62
"""The `until` of what still holds."""

Edge = TypeVar("Edge", bound=Hashable)


class Held(NamedTuple, Generic[Edge]):
    """An edge with the time it held: from `since` until just before `until`, in milliseconds since 1970."""

    edge: Edge
    since: int
    until: int


@dataclass(frozen=True)
class Changes(Generic[Edge]):
    """What to do to a job's rows; a row is found by its edge and its old `since`."""

    removed: list[Held[Edge]] = field(default_factory=list)
    shortened: list[Held[Edge]] = field(default_factory=list)
    added: list[Held[Edge]] = field(default_factory=list)


def splice(rows: Iterable[Held[Edge]], wanted: AbstractSet[Edge], since: int, until: int) -> Changes[Edge]:
    """Return the changes after which exactly `wanted` holds from `since` until `until`, and all else is as before.

    `rows` are the job's rows that reach into that time. A row in `shortened` has its new `until`.
    """
    changes = Changes[Edge]()
    covered = set()
    for row in rows:
        if row.edge in wanted and row.since <= since and row.until >= until:
            covered.add(row.edge)
            continue
        if row.since < since:
            changes.shortened.append(row._replace(until=since))
        else:
            changes.removed.append(row)
        if row.until > until:
            changes.added.append(row._replace(since=until))
    changes.added.extend(Held(edge, since, until) for edge in wanted - covered)
    return changes
